import { expect } from "chai";
import { concat, Interface, ZeroAddress, zeroPadBytes } from "ethers";

import { entryPointAt } from "../../scenarios/support/entry-point.ts";
import { encodeExecution, ENTRY_POINT, signOperation, type UserOperation } from "../../src/wallet/account/index.ts";
import { ForeignCode__factory } from "../../types/ethers-contracts/index.js";
import {
  CHAIN,
  DAY,
  deployDelegated,
  ethers,
  handle,
  lifeOf,
  networkHelpers,
  note,
  notesOf,
  operationOf,
  own,
  sendBatch,
  succeeded,
} from "./account-fixture.ts";

const load = () => networkHelpers.loadFixture(deployDelegated);
/** What the entry point does with an address of 20 bytes, for a paymaster or a creation, and data for it. */
const GAS_OF_PAYMASTER = concat([`0x${(300_000).toString(16).padStart(32, "0")}`, `0x${"00".repeat(16)}`]);
const MARKER_7702 = zeroPadBytes("0x7702", 20);

describe("account: what strangers have the entry point do", () => {
  /** Ann has acted a day ago, and the stranger signs for himself. */
  async function stage() {
    const context = await load();
    const { ann, ben, relayer, factory, account, probeAddress } = context;
    await sendBatch(relayer, ann, account, [note(probeAddress)]);
    await factory.createAccount(ben.address, ethers.ZeroHash);
    const bens = account.attach(await factory.accountOf(ben.address, ethers.ZeroHash)) as typeof account;
    await relayer.sendTransaction({ to: await bens.getAddress(), value: 10n ** 18n });
    const before = await lifeOf(account);
    await networkHelpers.time.increase(DAY);
    const changed = async (operation: UserOperation, changes: Partial<UserOperation>) =>
      signOperation(ben, { ...operation, ...changes }, CHAIN);
    return { ...context, bens, before, changed };
  }

  it("is no act in the code that it runs to look at what that does: that is always taken back", async () => {
    const { account, address, relayer, probeAddress, before } = await stage();
    const foreign = await new ForeignCode__factory(relayer).deploy();
    const act = encodeExecution([note(probeAddress)]);
    const data = foreign.interface.encodeFunctionData("writeAndCall", [[], [], address, act]);
    const look = entryPointAt(relayer).getFunction("delegateAndRevert");
    await expect(look.staticCall(foreign, data))
      .to.be.revertedWithCustomError(entryPointAt(relayer), "DelegateAndRevert")
      .withArgs(true, "0x");
    await expect(look(foreign, data, { gasLimit: 1_000_000n })).to.be.revert(ethers);
    expect(await lifeOf(account)).to.equal(before);
  });

  it("is no act with the account as a factory, nor as what delegates in a creation", async () => {
    const { account, address, dan, danAccount, ann, relayer, ben, bens, probeAddress, before, changed } = await stage();
    const act = encodeExecution([note(probeAddress)]);
    const operation = await operationOf(ben, bens, []);
    const unborn = await changed(operation, { sender: ann.address, initCode: concat([address, act]) });
    await expect(handle(relayer, unborn))
      .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
      .withArgs(0n, "AA13 initCode failed or OOG");
    const delegated = await changed(operation, { sender: dan.address, initCode: concat([MARKER_7702, act]) });
    await expect(handle(relayer, delegated)).to.be.revert(ethers);
    expect(await lifeOf(account)).to.equal(before);
    expect(await lifeOf(danAccount)).to.equal(0n);
  });

  it("is no act with the account as paymaster", async () => {
    const { account, address, relayer, ben, bens, before, changed } = await stage();
    const deposit = entryPointAt(relayer).getFunction("depositTo");
    await deposit(address, { value: 10n ** 17n });
    const paymasterAndData = concat([address, GAS_OF_PAYMASTER]);
    const operation = await changed(await operationOf(ben, bens, []), { paymasterAndData });
    await expect(handle(relayer, operation)).to.be.revert(ethers);
    expect(await lifeOf(account)).to.equal(before);
    expect(await entryPointAt(relayer).getFunction("balanceOf").staticCall(address)).to.equal(10n ** 17n);
  });

  it("is no act by an aggregator, be it the one that stands for a wrong signature", async () => {
    const { account, relayer, ben, probeAddress, before } = await stage();
    const operation = await operationOf(ben, account, [note(probeAddress)]);
    const send = entryPointAt(relayer).getFunction("handleAggregatedOps");
    for (const aggregator of [ZeroAddress, "0x0000000000000000000000000000000000000001", relayer.address])
      await expect(
        send([{ userOps: [operation], aggregator, signature: "0x" }], relayer.address, { gasLimit: 3_000_000n }),
      ).to.be.revert(ethers);
    expect(await lifeOf(account)).to.equal(before);
  });
});

describe("account: user operations of an owner that are none of a batch", () => {
  it("are refused by the account's validation itself, by `executeUserOp`, and by what only the account may call", async () => {
    const { account, ann, relayer, probeAddress } = await load();
    const before = await lifeOf(account);
    await networkHelpers.time.increase(DAY);
    const other = await operationOf(ann, account, [note(probeAddress)]);
    const executeUserOp = new Interface(["function executeUserOp(bytes)"]).getFunction("executeUserOp")!.selector;
    const hash = (await entryPointAt(relayer).getFunction("getUserOpHash").staticCall(other)) as string;
    for (const callData of [
      concat(["0x8dd7712f", encodeExecution([note(probeAddress)])]),
      concat([executeUserOp, encodeExecution([note(probeAddress)])]),
      own("rotateOwner", [relayer.address]).data!,
    ]) {
      const operation = await signOperation(ann, { ...(await operationOf(ann, account, [])), callData }, CHAIN);
      expect(succeeded(await handle(relayer, operation))).to.equal(false);
      expect(await lifeOf(account)).to.equal(before);
    }
    // Within an execution its validation would believe whatever it is shown, a time years ahead among it.
    const ahead = BigInt(await networkHelpers.time.latest()) + 900n * DAY;
    const forged = { ...other, callData: encodeExecution([], ahead) };
    const callData = account.interface.encodeFunctionData("validateUserOp", [forged, hash, 0n]);
    const order = await operationOf(ann, account, []);
    await expect(handle(relayer, await signOperation(ann, { ...order, callData }, CHAIN)))
      .to.be.revertedWithCustomError(entryPointAt(relayer), "FailedOp")
      .withArgs(0n, "AA24 signature error");
    expect(await lifeOf(account)).to.equal(before);
  });
});

describe("account: an operator in one bundle with the owner", () => {
  it("isn't the owner, before nor after the owner's operation", async () => {
    const { account, address, ann, ben, relayer, factory, probe, probeAddress } = await load();
    await sendBatch(relayer, ann, account, [own("authorizeOperator", [probeAddress, 2n ** 40n])]);
    await factory.createAccount(ben.address, ethers.ZeroHash);
    const bens = account.attach(await factory.accountOf(ben.address, ethers.ZeroHash)) as typeof account;
    await relayer.sendTransaction({ to: await bens.getAddress(), value: 10n ** 18n });
    // The probe is ann's operator, and obeys anybody.
    const forward = probe.interface.encodeFunctionData("forward", [address, encodeExecution([note(probeAddress)])]);
    const foreign = [{ to: probeAddress, data: forward }];
    const first = await operationOf(ben, bens, foreign);
    const mine = await operationOf(ann, account, [note(probeAddress), ...foreign, note(probeAddress)]);
    const last = await operationOf(ben, bens, foreign, { nonce: first.nonce + 1n });
    const receipt = await handle(relayer, first, mine, last);
    expect(notesOf(receipt)).to.deep.equal([false, true, false, true, false]);
    expect(ENTRY_POINT).to.equal(await account.entryPoint());
  });
});
