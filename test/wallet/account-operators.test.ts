import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { encodeBundle } from "../../scenarios/support/entry-point.ts";
import { encodeBatch, encodeExecution, ENTRY_POINT, signBatch } from "../../src/wallet/account/index.ts";
import {
  accounts,
  CHAIN,
  DAY,
  deployAccounts,
  handle,
  lifeOf,
  networkHelpers,
  note,
  notesOf,
  operationOf,
  own,
  provider,
  sendBatch,
  setNextTime,
} from "./account-fixture.ts";

const YEAR = 365n * DAY;

describe("account: operators", () => {
  /** The operator has two years. */
  async function fixture() {
    const context = await deployAccounts();
    const { account, ann, relayer, operator } = context;
    const until = BigInt(await networkHelpers.time.latest()) + 2n * YEAR;
    await sendBatch(relayer, ann, account, [own("authorizeOperator", [operator.address, until])]);
    return { ...context, until };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  it("are made by the owner's act, which is life", async () => {
    const { account, ann, ben, relayer } = await load();
    const now = await setNextTime(DAY / 2n);
    const receipt = await sendBatch(relayer, ann, account, [own("authorizeOperator", [ben.address, now + 5n])]);
    expect(receipt.logs.map((log) => accounts.parseLog(log)?.args.toArray() as unknown)).to.deep.equal([
      [ben.address, now + 5n],
    ]);
    expect(await lifeOf(account)).to.equal(now);
    expect(await account.operatorUntil(ben)).to.equal(now + 5n);
  });

  it("run for two years of automation without a change of life, and no longer", async () => {
    const { account, address, operator, token, probeAddress, until } = await load();
    await token.mint(address, 1_000n);
    const before = await lifeOf(account);
    const pay = {
      to: await token.getAddress(),
      data: token.interface.encodeFunctionData("transfer", [operator.address, 1n]),
    };
    const data = encodeExecution([pay, note(probeAddress)]);
    for (let week = 0; week < 104; ++week) {
      const receipt = await (await operator.sendTransaction({ to: address, data })).wait();
      expect(notesOf(receipt!)).to.deep.equal([false]);
      await networkHelpers.time.increase(7n * DAY);
    }
    expect(await token.balanceOf(operator)).to.equal(104n);
    expect(await lifeOf(account)).to.equal(before);
    await networkHelpers.time.setNextBlockTimestamp(until - 1n);
    await operator.sendTransaction({ to: address, data });
    await networkHelpers.time.setNextBlockTimestamp(until);
    await expect(operator.sendTransaction({ to: address, data }))
      .to.be.revertedWithCustomError(account, "AccountUnauthorized")
      .withArgs(operator.address);
    expect(await lifeOf(account)).to.equal(before);
  });

  it("aren't the owner in the second of his act, whichever comes first in the block", async () => {
    const { account, address, ann, relayer, operator, probeAddress } = await load();
    const nonce = await account.batchNonce();
    const now = BigInt(await networkHelpers.time.latest());
    const batch = { calls: [note(probeAddress)], nonce, deadline: now + DAY };
    const owners = encodeBatch(batch, await signBatch(ann, address, batch, CHAIN));
    const operators = encodeExecution([note(probeAddress)]);
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const gas = { gasLimit: 300_000n };
    const fees = (tip: bigint) => ({ ...gas, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: tip });
    const sent = [
      await operator.sendTransaction({ to: address, data: operators, ...fees(9n), nonce: await operator.getNonce() }),
      await relayer.sendTransaction({ to: address, data: owners, ...fees(8n) }),
      await operator.sendTransaction({
        to: address,
        data: operators,
        ...fees(7n),
        nonce: (await operator.getNonce()) + 1,
      }),
    ];
    await provider.request({ method: "evm_mine", params: [] });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const receipts = await Promise.all(sent.map(async (each) => (await each.wait())!));
    expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).to.equal(1);
    expect(receipts.map(({ index }) => index)).to.deep.equal([0, 1, 2]);
    expect(receipts.map(notesOf)).to.deep.equal([[false], [true], [false]]);
    expect(await lifeOf(account)).to.equal(BigInt(await networkHelpers.time.latest()));
  });

  it("aren't the owner within his act, and his act is his within theirs", async () => {
    const { account, address, ann, relayer, operator, probe, probeAddress } = await load();
    // The probe is an operator, too.
    await sendBatch(relayer, ann, account, [own("authorizeOperator", [probeAddress, 2n ** 40n])]);
    const callOn = (data: string) => ({
      to: probeAddress,
      data: probe.interface.encodeFunctionData("callOn", [address, data]),
    });
    const within = await sendBatch(relayer, ann, account, [
      callOn(encodeExecution([note(probeAddress)])),
      note(probeAddress),
    ]);
    expect(notesOf(within)).to.deep.equal([true, false, true, true]);

    const now = BigInt(await networkHelpers.time.latest());
    const batch = { calls: [note(probeAddress)], nonce: await account.batchNonce(), deadline: now + DAY };
    const owners = encodeBatch(batch, await signBatch(ann, address, batch, CHAIN));
    const data = encodeExecution([callOn(owners), note(probeAddress)]);
    const around = await (await operator.sendTransaction({ to: address, data })).wait();
    // The third is within the call that sent it, and isn't a call of the account's. The fourth is.
    expect(notesOf(around!)).to.deep.equal([false, true, true, false]);
  });

  it("can be the bundler's caller without an owner's operation losing its act", async () => {
    const { account, address, ann, operator, probe, probeAddress } = await load();
    const bundle = encodeBundle([await operationOf(ann, account, [note(probeAddress)])], operator.address);
    const forward = probe.interface.encodeFunctionData("forward", [ENTRY_POINT, bundle]);
    const data = encodeExecution([{ to: probeAddress, data: forward }, note(probeAddress)]);
    const receipt = await (await operator.sendTransaction({ to: address, data, gasLimit: 3_000_000n })).wait();
    expect(notesOf(receipt!)).to.deep.equal([true, false]);
  });

  it("can't touch the account, its plan, nor what the entry point keeps for it", async () => {
    const { account, address, operator, executor, registry, probeAddress } = await load();
    for (const target of [ZeroAddress, address, ENTRY_POINT, executor.address, await registry.getAddress()])
      for (const data of ["0x", own("authorizeOperator", [operator.address, 2n ** 47n]).data!])
        await expect(
          operator.sendTransaction({ to: address, data: encodeExecution([note(probeAddress), { to: target, data }]) }),
        )
          .to.be.revertedWithCustomError(account, "AccountOperatorTarget")
          .withArgs(operator.address, target);
    await expect(account.connect(operator).authorizeOperator(operator, 2n ** 47n))
      .to.be.revertedWithCustomError(account, "AccountUnauthorized")
      .withArgs(operator.address);
    await expect(account.connect(operator).rotateOwner(operator.address))
      .to.be.revertedWithCustomError(account, "AccountUnauthorized")
      .withArgs(operator.address);
  });

  it("end when the owner says so, or when there is another owner", async () => {
    const { account, address, ann, ben, relayer, operator, probeAddress, until } = await load();
    const data = encodeExecution([note(probeAddress)]);
    const refused = () =>
      expect(operator.sendTransaction({ to: address, data })).to.be.revertedWithCustomError(
        account,
        "AccountUnauthorized",
      );
    await sendBatch(relayer, ann, account, [own("authorizeOperator", [operator.address, 0n])]);
    await refused();
    await sendBatch(relayer, ann, account, [own("authorizeOperator", [operator.address, until])]);
    await operator.sendTransaction({ to: address, data });
    await handle(relayer, await operationOf(ann, account, [own("rotateOwner", [ben.address])]));
    await refused();
    expect(await account.operatorUntil(operator)).to.equal(0n);
  });
});
