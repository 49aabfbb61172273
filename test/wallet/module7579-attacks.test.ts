import { expect } from "chai";
import { AbiCoder } from "ethers";

import { type AccountCall, ENTRY_POINT, signOperation, type UserOperation } from "../../src/wallet/account/index.ts";
import { installModule7579, nonceKey7579 } from "../../src/wallet/module7579.ts";
import { ModularAccount__factory } from "../../types/ethers-contracts/index.js";
import { encodeBundle, entryPointAt } from "../../scenarios/support/entry-point.ts";
import { deployOf } from "../../scenarios/support/safe.ts";
import { safeBatch, safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import { CHAIN, DAY, handle, networkHelpers, refuse, succeeded } from "./account-fixture.ts";
import { State } from "./fixture.ts";
import {
  answersIn,
  ask,
  act,
  automate,
  BATCH,
  EXECUTIONS,
  latest,
  lifeOf,
  live,
  load,
  type Modular,
  NOBODY,
  owners,
  planFor,
  registryCall,
  robots,
  Type,
} from "./module7579.ts";

const nothing = { to: NOBODY, value: 1n };
/** The last second that the switch can keep. */
const LATEST = 2n ** 40n - 1n;

const told = (stage: Modular, name: "onInstall" | "preCheck" | "validateUserOp", inputs: readonly unknown[]) => ({
  to: stage.moduleAddress,
  data: stage.module.interface.encodeFunctionData(name as "onInstall", inputs as [string]),
});
const moduleCall = (stage: Modular, name: "installModule" | "uninstallModule", type: bigint) => ({
  to: stage.address,
  data: stage.account.interface.encodeFunctionData(name as "installModule", [type, stage.moduleAddress, "0x"]),
});

/** Automation has the account make several calls at once. */
function automateAll(stage: Modular, calls: readonly AccountCall[]) {
  const executions = calls.map(({ to, data = "0x" }) => [to, 0n, data]);
  const data = AbiCoder.defaultAbiCoder().encode(EXECUTIONS, [executions]);
  return stage.robotModule.run(stage.address, BATCH, data);
}

describe("automation that can have a modular account call itself", () => {
  it("can't take the hook off, put it back and go on as the owner, with what he signed long ago", async () => {
    const stage = await load();
    const { registry, relayer } = stage;
    const plan = await planFor(stage);
    await live(stage, [await registryCall(stage, "register", plan)]);
    const mine = await owners(stage, [nothing]);
    const hash = (await entryPointAt(relayer).getFunction("getUserOpHash").staticCall(mine)) as string;
    expect(succeeded(await handle(relayer, mine))).to.equal(true);
    const before = await lifeOf(stage);
    await networkHelpers.time.increase(DAY);
    await automate(stage, moduleCall(stage, "uninstallModule", Type.HOOK));
    // He signed nothing of that: neither the calls, nor when they were issued.
    const { callData } = await owners(stage, [nothing], { issuedAt: (await latest()) + 900n * DAY });
    const calls = [
      moduleCall(stage, "installModule", Type.HOOK),
      told(stage, "validateUserOp", [{ ...mine, callData }, hash]),
      told(stage, "preCheck", [ENTRY_POINT, 0n, callData]),
      await ask(stage),
    ];
    const again = registry.interface.encodeFunctionData("supersede", [plan, plan]);
    await expect(
      automateAll(stage, [...calls, { to: await registry.getAddress(), data: again }]),
    ).to.be.revertedWithCustomError(registry, "WalletNotOwnersAct");
    const receipt = await (await automateAll(stage, calls)).wait();
    expect(answersIn(stage, receipt)).to.deep.equal([false]);
    expect(await lifeOf(stage)).to.equal(before);
    expect((await registry.statusOf(plan)).state).to.equal(State.SUSPENDED);
    // In a transaction of its own, the owner's next operation is his act again.
    expect(answersIn(stage, await live(stage, [await ask(stage)]))).to.deep.equal([true]);
  });
});

describe("automation that has taken the hook off and puts it back", () => {
  it("can't go on with what the owner has signed, and what failed", async () => {
    const stage = await load();
    const { heir, dollar, relayer } = stage;
    const data = dollar.interface.encodeFunctionData("transfer", [heir.address, 5n]);
    const mine = await owners(stage, [{ to: await dollar.getAddress(), data }], { issuedAt: 0n });
    const hash = (await entryPointAt(relayer).getFunction("getUserOpHash").staticCall(mine)) as string;
    expect(succeeded(await handle(relayer, mine))).to.equal(false);
    await automate(stage, moduleCall(stage, "uninstallModule", Type.HOOK));
    const before = await lifeOf(stage);
    await networkHelpers.time.increase(DAY);
    const calls = [
      moduleCall(stage, "installModule", Type.HOOK),
      told(stage, "validateUserOp", [mine, hash]),
      told(stage, "preCheck", [ENTRY_POINT, 0n, mine.callData]),
      await ask(stage),
    ];
    const receipt = await (await automateAll(stage, calls)).wait();
    expect(answersIn(stage, receipt)).to.deep.equal([false]);
    expect(await lifeOf(stage)).to.equal(before);
  });
});

describe("an act of a modular account's owner that changes the switch's parts", () => {
  it("ends when one is removed, and goes on when one is put back", async () => {
    const stage = await load();
    const removal = await live(stage, [
      await ask(stage),
      moduleCall(stage, "uninstallModule", Type.EXECUTOR),
      await ask(stage),
    ]);
    expect(answersIn(stage, removal)).to.deep.equal([true, false]);
    const now = await latest();
    expect(await lifeOf(stage)).to.equal(now);
    const back = await live(stage, [moduleCall(stage, "installModule", Type.EXECUTOR), await ask(stage)]);
    expect(answersIn(stage, back)).to.deep.equal([true]);
  });
});

describe("a session key that has the entry point ask an account about operations, within its own", () => {
  /** An operation of the session key's whose call is the account's own validation of another. */
  async function asking(stage: Modular, other: UserOperation, hash: string, ahead = 0n) {
    const callData = stage.account.interface.encodeFunctionData("validateUserOp", [other, hash, 0n]);
    const frame = await robots(stage, []);
    return signOperation(stage.robot, { ...frame, nonce: frame.nonce + ahead, callData }, CHAIN);
  }
  /** An operation of the session key's with call data of the owner's. */
  async function repeating(stage: Modular, callData: string, ahead: bigint) {
    const frame = await robots(stage, []);
    return signOperation(stage.robot, { ...frame, nonce: frame.nonce + ahead, callData }, CHAIN);
  }
  const refusing = async (stage: Modular) => refuse(await stage.notes.getAddress());
  const hashOf = async (stage: Modular, operation: UserOperation) =>
    (await entryPointAt(stage.relayer).getFunction("getUserOpHash").staticCall(operation)) as string;

  it("can't show it what the owner once signed with other calls, or another time", async () => {
    const stage = await load();
    const mine = await owners(stage, [nothing]);
    const hash = await hashOf(stage, mine);
    await handle(stage.relayer, mine);
    const before = await lifeOf(stage);
    await networkHelpers.time.increase(DAY);
    const { callData } = await owners(stage, [await ask(stage)], { issuedAt: before + 900n * DAY });
    const first = await asking(stage, { ...mine, callData }, hash);
    const second = await repeating(stage, callData, 1n);
    const receipt = await handle(stage.relayer, first, second);
    expect(answersIn(stage, receipt)).to.deep.equal([false]);
    expect(await lifeOf(stage)).to.equal(before);
  });

  it("can't show it what the owner signed for another account of his", async () => {
    const stage = await load();
    const { root, ann, relayer, moduleAddress } = stage;
    // One of the owner's fails here, so that a number is free that the entry point has used up.
    expect(succeeded(await live(stage, [await refusing(stage)]))).to.equal(false);
    const account = await new ModularAccount__factory(relayer).deploy(root.address);
    const other = { ...stage, account, address: await account.getAddress() };
    await relayer.sendTransaction({ to: other.address, value: 10n ** 18n });
    await act(other, root, 0n, installModule7579(other.address, moduleAddress, ann.address));
    const his = await owners(other, [await ask(stage)], { issuedAt: 0n });
    const [first, second] = [
      await asking(stage, his, await hashOf(other, his)),
      await repeating(stage, his.callData, 1n),
    ];
    expect(answersIn(stage, await handle(relayer, first, second))).to.deep.equal([false]);
  });

  it("can't hide an operation of the owner's behind one of the same calls that it shows before", async () => {
    const stage = await load();
    const { relayer } = stage;
    const calls = [await ask(stage)];
    const old = await owners(stage, calls, { issuedAt: 0n });
    await handle(relayer, old);
    await networkHelpers.time.increase(DAY);
    const bundles = [await asking(stage, old, await hashOf(stage, old)), await owners(stage, calls, { issuedAt: 0n })];
    const together = await deployOf("1.5.0", "libraries/MultiSendCallOnly", relayer);
    const sent = safeBatch(
      await together.getAddress(),
      bundles.map((operation) => safeCall(ENTRY_POINT, encodeBundle([operation], relayer.address))),
    );
    const response = await relayer.sendTransaction({ to: sent.to, data: sent.data, gasLimit: 5_000_000n });
    expect(answersIn(stage, await response.wait())).to.deep.equal([true]);
    expect(await lifeOf(stage)).to.equal(await latest());
  });

  it("can't have what failed count when it goes through, a day after it was issued", async () => {
    const stage = await load();
    const { dollar, heir, address } = stage;
    const data = dollar.interface.encodeFunctionData("transfer", [heir.address, 5n]);
    const issuedAt = await latest();
    const mine = await owners(stage, [await ask(stage), { to: await dollar.getAddress(), data }], { issuedAt });
    const hash = await hashOf(stage, mine);
    expect(succeeded(await handle(stage.relayer, mine))).to.equal(false);
    await dollar.mint(address, 5n);
    const [first, second] = [await asking(stage, mine, hash), await repeating(stage, mine.callData, 1n)];
    await networkHelpers.time.setNextBlockTimestamp(issuedAt + DAY);
    expect(answersIn(stage, await handle(stage.relayer, first, second))).to.deep.equal([false]);
    expect(await dollar.balanceOf(heir)).to.equal(5n);
    expect(await lifeOf(stage)).to.equal(issuedAt);
  });

  it("can't make a life of later than now of what the owner dated ahead, though it can bring that forward", async () => {
    for (const [issuedAt, isKept] of [
      [(await latest()) + 900n * DAY, true],
      [LATEST, true],
      [LATEST + 1n, false],
    ] as const) {
      const stage = await load();
      const mine = await owners(stage, [nothing], { issuedAt });
      await handle(stage.relayer, await asking(stage, mine, await hashOf(stage, mine)));
      expect(await lifeOf(stage)).to.equal(isKept ? await latest() : 0n);
    }
  });

  it("can't have count what it showed and repeated too early, once it has used up its number itself", async () => {
    const stage = await load();
    const { relayer, moduleAddress } = stage;
    const pending = await owners(stage, [await ask(stage)], { issuedAt: 0n });
    const key = nonceKey7579(moduleAddress);
    const data = entryPointAt(relayer).interface.encodeFunctionData("incrementNonce", [key]);
    const frame = await robots(stage, []);
    const bundle = [
      await asking(stage, pending, await hashOf(stage, pending)),
      await repeating(stage, pending.callData, 1n),
      await robots(stage, [{ to: ENTRY_POINT, data }], { nonce: frame.nonce + 2n }),
      await repeating(stage, pending.callData, 3n),
    ];
    expect(answersIn(stage, await handle(relayer, ...bundle))).to.deep.equal([false, false]);
    expect(await entryPointAt(relayer).getFunction("getNonce").staticCall(stage.address, key)).to.equal(
      pending.nonce + 1n,
    );
    expect(await lifeOf(stage)).to.equal(0n);
  });

  it("can have count what the owner signed and never sent, once, by using up its number", async () => {
    const stage = await load();
    const { relayer, moduleAddress } = stage;
    const pending = await owners(stage, [await ask(stage)], { issuedAt: 0n });
    const hash = await hashOf(stage, pending);
    const use = entryPointAt(relayer).interface.encodeFunctionData("incrementNonce", [nonceKey7579(moduleAddress)]);
    await handle(relayer, await robots(stage, [{ to: ENTRY_POINT, data: use }]));
    const bundle = async () => [await asking(stage, pending, hash), await repeating(stage, pending.callData, 1n)];
    expect(answersIn(stage, await handle(relayer, ...(await bundle())))).to.deep.equal([true]);
    const once = await lifeOf(stage);
    expect(once).to.equal(await latest());
    await networkHelpers.time.increase(DAY);
    expect(answersIn(stage, await handle(relayer, ...(await bundle())))).to.deep.equal([false]);
    expect(await lifeOf(stage)).to.equal(once);
  });

  it("can't repeat what the owner did, nor do what he has signed and not sent", async () => {
    const stage = await load();
    const mine = await owners(stage, [await ask(stage)], { issuedAt: 0n });
    const pending = await owners(stage, [await ask(stage)], { issuedAt: 0n, nonce: mine.nonce + 1n });
    const [hash, next] = [await hashOf(stage, mine), await hashOf(stage, pending)];
    await handle(stage.relayer, mine);
    const before = await lifeOf(stage);
    await networkHelpers.time.increase(DAY);
    for (const [operation, its] of [
      [mine, hash],
      [pending, next],
    ] as const) {
      const first = await asking(stage, operation, its);
      const second = await repeating(stage, operation.callData, 1n);
      expect(answersIn(stage, await handle(stage.relayer, first, second))).to.deep.equal([false]);
      expect(await lifeOf(stage)).to.equal(before);
    }
    // The owner's own is his act still, once.
    expect(answersIn(stage, await handle(stage.relayer, pending))).to.deep.equal([true]);
  });
});
