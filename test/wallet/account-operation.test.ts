import { expect } from "chai";
import { concat, dataSlice, ZeroHash } from "ethers";

import { encodeBundle, entryPointAt } from "../../scenarios/support/entry-point.ts";
import { ENTRY_POINT, signOperation } from "../../src/wallet/account/index.ts";
import {
  CHAIN,
  DAY,
  deployAccounts,
  ethers,
  handle,
  lifeOf,
  networkHelpers,
  note,
  notesOf,
  operationOf,
  refuse,
  sendBatch,
  setNextTime,
  succeeded,
} from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployAccounts);
const NOBODY = "0x1111111111111111111111111111111111111111";

describe("account: a user operation, through EntryPoint v0.8", () => {
  it("is life when it is executed, and its calls are the owner's", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    const operation = await operationOf(ann, account, [note(probeAddress), { to: NOBODY, value: 5n }]);
    const now = await setNextTime(1_000n);
    const receipt = await handle(relayer, operation);
    expect(succeeded(receipt)).to.equal(true);
    expect(notesOf(receipt)).to.deep.equal([true]);
    expect(await ethers.provider.getBalance(NOBODY)).to.equal(5n);
    expect(await lifeOf(account)).to.equal(now);
    expect(await account.isOwnersAct(account)).to.equal(false);
  });

  it("is life even if its calls revert: from when it was issued", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    await networkHelpers.time.increase(50n * DAY);
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const operation = await operationOf(ann, account, [refuse(probeAddress)], { issuedAt });
    await setNextTime(3_600n);
    expect(succeeded(await handle(relayer, operation))).to.equal(false);
    expect(await lifeOf(account)).to.equal(issuedAt);
  });

  it("is life even if it has too little gas for its calls", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    await networkHelpers.time.increase(DAY);
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const operation = await operationOf(ann, account, [note(probeAddress)], { issuedAt, callGasLimit: 1_000n });
    expect(succeeded(await handle(relayer, operation))).to.equal(false);
    expect(await lifeOf(account)).to.equal(issuedAt);
  });

  it("is life even if it has nothing but its mode, which is where the time of issue stands, and isn't if that is cut off", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    await networkHelpers.time.increase(DAY);
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const whole = await operationOf(ann, account, [note(probeAddress)], { issuedAt });
    const before = await lifeOf(account);
    for (const [bytes, life] of [
      [35, before],
      [36, issuedAt],
    ] as const) {
      const { nonce } = await operationOf(ann, account, []);
      const cut = { ...whole, nonce, callData: dataSlice(whole.callData, 0, bytes) };
      expect(succeeded(await handle(relayer, await signOperation(ann, cut, CHAIN)))).to.equal(false);
      expect(await lifeOf(account)).to.equal(life);
    }
  });

  it("that doesn't say when it was issued is life if its calls succeed, and isn't if they revert", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    const before = await lifeOf(account);
    await networkHelpers.time.increase(DAY);
    const failing = await operationOf(ann, account, [refuse(probeAddress)], { issuedAt: 0n });
    expect(succeeded(await handle(relayer, failing))).to.equal(false);
    expect(await lifeOf(account)).to.equal(before);
    const good = await operationOf(ann, account, [note(probeAddress)], { issuedAt: 0n });
    const now = await setNextTime();
    expect(succeeded(await handle(relayer, good))).to.equal(true);
    expect(await lifeOf(account)).to.equal(now);
  });

  it("is good from the second of its issue on, for a day", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    const issuedAt = BigInt(await networkHelpers.time.latest()) + 100n;
    const operation = await operationOf(ann, account, [note(probeAddress)], { issuedAt });
    for (const [time, isDue] of [
      [issuedAt - 1n, false],
      [issuedAt, true],
      [issuedAt + DAY - 1n, true],
      [issuedAt + DAY, false],
    ] as const) {
      const snapshot = await networkHelpers.takeSnapshot();
      await networkHelpers.time.setNextBlockTimestamp(time);
      const data = encodeBundle([operation], relayer.address);
      const sending = relayer.sendTransaction({ to: ENTRY_POINT, data, gasLimit: 3_000_000n });
      if (isDue) await (await sending).wait();
      else
        await expect(sending)
          .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
          .withArgs(0n, "AA22 expired or not due");
      await snapshot.restore();
    }
  });

  it("signed years ahead keeps nobody alive: it says when it is from, and is refused before and after", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    const before = await lifeOf(account);
    const issuedAt = BigInt(await networkHelpers.time.latest());
    for (const ahead of [5n * 365n * DAY, 2n ** 47n, 2n ** 47n - issuedAt, 2n ** 47n - issuedAt + 1n]) {
      const operation = await operationOf(ann, account, [note(probeAddress)], { issuedAt: issuedAt + ahead });
      await expect(handle(relayer, operation))
        .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
        .withArgs(0n, "AA22 expired or not due");
    }
    // The last second of all has no day after it.
    const last = await operationOf(ann, account, [note(probeAddress)], { issuedAt: 2n ** 48n - 1n });
    await expect(handle(relayer, last)).to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOpWithRevert");
    expect(await lifeOf(account)).to.equal(before);
    const kept = await operationOf(ann, account, [note(probeAddress)], { issuedAt });
    await networkHelpers.time.increase(DAY);
    await expect(handle(relayer, kept)).to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp");
  });

  it("issued before the last act takes no life away", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    const issuedAt = BigInt(await networkHelpers.time.latest());
    const operation = await operationOf(ann, account, [refuse(probeAddress)], { issuedAt });
    const now = await setNextTime(500n);
    await sendBatch(relayer, ann, account, [note(probeAddress)]);
    await handle(relayer, operation);
    expect(await lifeOf(account)).to.equal(now);
  });

  it("of a wrong signature writes nothing, be it another's, damaged or none", async () => {
    const { account, ann, ben, relayer, probeAddress } = await load();
    const before = await lifeOf(account);
    await networkHelpers.time.increase(DAY);
    const good = await operationOf(ann, account, [note(probeAddress)]);
    const other = await operationOf(ben, account, [note(probeAddress)]);
    const hash = (await entryPointAt(relayer).getFunction("getUserOpHash").staticCall(good)) as string;
    const bundler = await ethers.getImpersonatedSigner(ENTRY_POINT);
    await networkHelpers.setBalance(ENTRY_POINT, 10n ** 18n);
    const damaged = concat([good.signature.slice(0, 20), "0x00", `0x${good.signature.slice(22)}`]);
    for (const signature of [other.signature, damaged, "0x"]) {
      const operation = { ...good, signature };
      expect(await account.connect(bundler).validateUserOp.staticCall(operation, hash, 0n)).to.equal(1n);
      await account.connect(bundler).validateUserOp(operation, hash, 0n);
      expect(await lifeOf(account)).to.equal(before);
      await expect(handle(relayer, operation))
        .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
        .withArgs(0n, "AA24 signature error");
    }
    await account.connect(bundler).validateUserOp(good, hash, 0n);
    expect(await lifeOf(account)).to.be.greaterThan(before);
    await expect(account.validateUserOp(good, hash, 0n))
      .to.be.revertedWithCustomError(account, "AccountUnauthorized")
      .withArgs(relayer.address);
  });

  it("that only calls the account's other functions is validated, and its calls are refused", async () => {
    const { account, ann, relayer, operator } = await load();
    const before = await lifeOf(account);
    const order = await operationOf(ann, account, []);
    const data = account.interface.encodeFunctionData("authorizeOperator", [operator.address, 2n ** 40n]);
    for (const callData of ["0x", "0x12345678", data]) {
      const nonce = (await entryPointAt(relayer).getFunction("getNonce").staticCall(account, 0n)) as bigint;
      const operation = await signOperation(ann, { ...order, nonce, callData }, CHAIN);
      const receipt = await handle(relayer, operation);
      expect(succeeded(receipt)).to.equal(callData === "0x");
    }
    expect(await account.operatorUntil(operator)).to.equal(0n);
    expect(await lifeOf(account)).to.equal(before);
  });

  it("creates its account, as the first thing it does", async () => {
    const { factory, ben, relayer, probeAddress } = await load();
    const address = await factory.accountOf(ben.address, ZeroHash);
    await relayer.sendTransaction({ to: address, value: 10n ** 18n });
    const initCode = concat([
      await factory.getAddress(),
      factory.interface.encodeFunctionData("createAccount", [ben.address, ZeroHash]),
    ]);
    const born = { getAddress: () => Promise.resolve(address) };
    const operation = await operationOf(ben, born, [note(probeAddress)], { initCode });
    const receipt = await handle(relayer, operation);
    expect(succeeded(receipt)).to.equal(true);
    expect(notesOf(receipt)).to.deep.equal([true]);
  });
});
