import { expect } from "chai";
import { AbiCoder, dataSlice } from "ethers";
import { network } from "hardhat";

import { ENTRY_POINT } from "../../src/wallet/account/index.ts";
import {
  DeadMansSwitchModule7579__factory,
  ForeignCode__factory,
  ModularAccount__factory,
} from "../../types/ethers-contracts/index.js";
import { DAY, ethers, handle, networkHelpers, refuse, setNextTime, succeeded } from "./account-fixture.ts";
import { encodeBundle, entryPointAt } from "../../scenarios/support/entry-point.ts";
import {
  act,
  answersIn,
  ask,
  automate,
  BATCH,
  DELEGATE,
  EXECUTIONS,
  latest,
  lifeOf,
  live,
  load,
  type Modular,
  NOBODY,
  operation,
  owners,
  raw,
  robots,
  runCall,
  session,
  Type,
} from "./module7579.ts";

const nothing = { to: NOBODY, value: 1n };
/** A call of the switch. */
const told = (stage: Modular, name: "preCheck" | "postCheck" | "validateUserOp", inputs: readonly unknown[]) => ({
  to: stage.moduleAddress,
  data: stage.module.interface.encodeFunctionData(name as "postCheck", inputs as [string]),
});

describe("life of a modular account", () => {
  it("is an operation of the owner's key, from its execution, and its calls are his", async () => {
    const stage = await load();
    expect(await lifeOf(stage)).to.equal(0n);
    const now = await setNextTime(DAY);
    const receipt = await live(stage, [await ask(stage), nothing]);
    expect(succeeded(receipt)).to.equal(true);
    expect(answersIn(stage, receipt)).to.deep.equal([true]);
    expect(await lifeOf(stage)).to.equal(now);
    expect(await stage.module.isOwnersAct(stage.address)).to.equal(false);
  });

  it("is one also if its calls revert, from when it was issued, if it says so", async () => {
    const stage = await load();
    await networkHelpers.time.increase(DAY);
    const calls = [refuse(await stage.notes.getAddress())];
    expect(succeeded(await live(stage, calls))).to.equal(false);
    expect(await lifeOf(stage)).to.equal(0n);
    const issuedAt = await latest();
    const failing = await owners(stage, calls, { issuedAt });
    await setNextTime(3_600n);
    expect(succeeded(await handle(stage.relayer, failing))).to.equal(false);
    expect(await lifeOf(stage)).to.equal(issuedAt);
  });

  it("is one also if it is no call at all, but a selector and a mode that says when it was issued", async () => {
    const stage = await load();
    const issuedAt = await latest();
    const { callData } = await owners(stage, [], { issuedAt });
    const signed = await raw(stage, dataSlice(callData, 0, 36));
    await setNextTime(3_600n);
    expect(succeeded(await handle(stage.relayer, signed))).to.equal(false);
    expect(await lifeOf(stage)).to.equal(issuedAt);
  });

  it("goes on where the chain has split and has another number", async () => {
    const stage = await load();
    const other = await network.create({ network: "default", override: { chainId: 7_777 } });
    const [deployer] = await other.ethers.getSigners();
    const deployed = await new DeadMansSwitchModule7579__factory(deployer!).deploy(stage.executor, ENTRY_POINT);
    // As it was deployed on the chain of before.
    const code = await other.ethers.provider.getCode(await deployed.getAddress());
    await networkHelpers.setCode(stage.moduleAddress, code);
    expect(answersIn(stage, await live(stage, [await ask(stage)]))).to.deep.equal([true]);
    expect(await lifeOf(stage)).to.equal(await latest());
  });

  it("is nothing signed years ahead, nor kept for later: it is good for a day from its issue, to the second", async () => {
    const stage = await load();
    const issuedAt = (await latest()) + 100n;
    const signed = await owners(stage, [await ask(stage)], { issuedAt });
    for (const [time, isDue] of [
      [issuedAt - 1n, false],
      [issuedAt, true],
      [issuedAt + DAY - 1n, true],
      [issuedAt + DAY, false],
    ] as const) {
      const snapshot = await networkHelpers.takeSnapshot();
      await networkHelpers.time.setNextBlockTimestamp(time);
      if (isDue) expect(answersIn(stage, await handle(stage.relayer, signed))).to.deep.equal([true]);
      else
        await expect(handle(stage.relayer, signed))
          .to.be.revertedWithCustomError(entryPointAt(stage.relayer), "FailedOp")
          .withArgs(0n, "AA22 expired or not due");
      expect(await lifeOf(stage)).to.equal(isDue ? time : 0n);
      await snapshot.restore();
    }
  });

  it("isn't any execution (Rhinestone): not automation's, a session key's nor the account's own key's, for years", async () => {
    const stage = await load();
    await live(stage);
    const before = await lifeOf(stage);
    for (let year = 0; year < 5; ++year) {
      await networkHelpers.time.increase(365n * DAY);
      const runs = [
        await (await automate(stage, await ask(stage))).wait(),
        await session(stage, [await ask(stage)]),
        await act(stage, stage.root, 0n, [await ask(stage)]),
        // Automation has the account call itself.
        await (await automate(stage, { to: stage.address, data: (await owners(stage, [nothing])).callData })).wait(),
      ];
      expect(runs.flatMap((receipt) => answersIn(stage, receipt))).to.deep.equal([false, false, false]);
    }
    expect(await lifeOf(stage)).to.equal(before);
    expect(await stage.module.silentUntil(stage.address, "0x")).to.equal(await latest());
  });

  it("isn't a transfer that comes in, nor what a stranger tells the switch: he writes of himself", async () => {
    const stage = await load();
    const { stranger, module, address } = stage;
    const before = await module.watchOf(address);
    await stranger.sendTransaction({ to: address, value: 1n });
    await module.connect(stranger).preCheck(ENTRY_POINT, 0n, "0x");
    const signed = await owners(stage, [nothing]);
    const hash = (await entryPointAt(stranger).getFunction("getUserOpHash").staticCall(signed)) as string;
    expect(await module.connect(stranger).validateUserOp.staticCall(signed, hash)).to.equal(1n);
    await module.connect(stranger).validateUserOp(signed, hash);
    expect(await module.watchOf(address)).to.deep.equal(before);
  });

  it("isn't an operation that another signed, or that was signed otherwise", async () => {
    const stage = await load();
    const good = await owners(stage, [nothing]);
    const other = await operation(stage, stage.robot, good.nonce >> 64n, [nothing]);
    for (const signature of [other.signature, "0x", good.signature.replace(/..$/, "00")])
      await expect(handle(stage.relayer, { ...good, signature }))
        .to.be.revertedWithCustomError(entryPointAt(stage.relayer), "FailedOp")
        .withArgs(0n, "AA24 signature error");
    expect(await lifeOf(stage)).to.equal(0n);
  });
});

describe("an act of a modular account's owner", () => {
  it("ends when automation executes something within it, and doesn't begin again", async () => {
    const stage = await load();
    const receipt = await live(stage, [await ask(stage, runCall(stage, await ask(stage))), await ask(stage)]);
    expect(answersIn(stage, receipt)).to.deep.equal([true, false, false, false]);
  });

  it("goes on when the account calls itself", async () => {
    const stage = await load();
    const inner = { to: stage.address, data: (await owners(stage, [await ask(stage)])).callData };
    expect(answersIn(stage, await live(stage, [inner, await ask(stage)]))).to.deep.equal([true, true]);
  });

  it("isn't a session key's operation in the same bundle; and after that, none is, though it is life", async () => {
    const stage = await load();
    const [mine, his] = [
      await owners(stage, [await ask(stage)], { issuedAt: 0n }),
      await robots(stage, [await ask(stage)]),
    ];
    const snapshot = await networkHelpers.takeSnapshot();
    expect(answersIn(stage, await handle(stage.relayer, mine, his))).to.deep.equal([true, false]);
    await snapshot.restore();
    const now = await setNextTime(100n);
    expect(answersIn(stage, await handle(stage.relayer, his, mine))).to.deep.equal([false, false]);
    expect(await lifeOf(stage)).to.equal(now);
  });

  it("can be several in one bundle", async () => {
    const stage = await load();
    const first = await owners(stage, [await ask(stage)]);
    const second = await owners(stage, [await ask(stage)], { nonce: first.nonce + 1n });
    const third = await owners(stage, [await ask(stage)], { nonce: first.nonce + 2n });
    const receipt = await handle(stage.relayer, first, second, third);
    expect(answersIn(stage, receipt)).to.deep.equal([true, true, true]);
  });

  it("is over once it has been executed, and what else is in its transaction isn't his", async () => {
    const stage = await load();
    const { relayer, root, robotAddress, moduleAddress, address, module } = stage;
    // An account that somebody has call the entry point, and then ask.
    const account = await new ModularAccount__factory(relayer).deploy(root.address);
    const other = { ...stage, account, address: await account.getAddress() };
    await relayer.sendTransaction({ to: other.address, value: 10n ** 18n });
    const install = account.interface.encodeFunctionData("installModule", [Type.EXECUTOR, robotAddress, "0x"]);
    await act(other, root, 0n, [{ to: other.address, data: install }]);
    const bundle = encodeBundle([await owners(stage, [nothing], { issuedAt: 0n })], relayer.address);
    const calls = [
      [ENTRY_POINT, 0n, bundle],
      [moduleAddress, 0n, module.interface.encodeFunctionData("lifeOf", [address])],
      [moduleAddress, 0n, module.interface.encodeFunctionData("isOwnersAct", [address])],
    ];
    const robot = await ethers.getImpersonatedSigner(robotAddress);
    const answers = await account
      .connect(robot)
      .executeFromExecutor.staticCall(BATCH, AbiCoder.defaultAbiCoder().encode(EXECUTIONS, [calls]));
    expect(module.interface.decodeFunctionResult("lifeOf", answers[1]!)[0]).to.be.greaterThan(0n);
    expect(module.interface.decodeFunctionResult("isOwnersAct", answers[2]!)[0]).to.equal(false);
  });

  it("isn't what a session key makes of one, by telling the switch before that the entry point calls", async () => {
    const stage = await load();
    const mine = await owners(stage, [nothing], { issuedAt: 0n });
    const pretence = told(stage, "preCheck", [ENTRY_POINT, 0n, mine.callData]);
    const over = told(stage, "postCheck", ["0x01"]);
    const his = await robots(stage, [over, pretence, await ask(stage), over, pretence, await ask(stage)]);
    expect(answersIn(stage, await handle(stage.relayer, his, mine))).to.deep.equal([false, false]);
  });

  it("isn't what a session key makes of one that is still to come, when the owner has just removed the hook", async () => {
    const stage = await load();
    const data = stage.account.interface.encodeFunctionData("uninstallModule", [4n, stage.moduleAddress, "0x"]);
    const removal = await owners(stage, [{ to: stage.address, data }]);
    const next = await owners(stage, [nothing], { nonce: removal.nonce + 1n });
    const pretence = told(stage, "preCheck", [ENTRY_POINT, 0n, next.callData]);
    const his = await robots(stage, [pretence, await ask(stage)]);
    expect(answersIn(stage, await handle(stage.relayer, removal, his, next))).to.deep.equal([false]);
  });

  it("isn't one of his that was sent before: the switch isn't asked again within an execution", async () => {
    const stage = await load();
    const mine = await owners(stage, [nothing]);
    const hash = (await entryPointAt(stage.relayer).getFunction("getUserOpHash").staticCall(mine)) as string;
    await handle(stage.relayer, mine);
    const before = await lifeOf(stage);
    await networkHelpers.time.increase(DAY);
    // What was signed says nothing of what is shown with it.
    const forged = await owners(stage, [nothing], { issuedAt: before + DAY });
    const calls = [
      told(stage, "validateUserOp", [{ ...mine, callData: forged.callData }, hash]),
      told(stage, "preCheck", [ENTRY_POINT, 0n, forged.callData]),
      await ask(stage),
    ];
    expect(answersIn(stage, await session(stage, calls))).to.deep.equal([false]);
    for (const call of calls) await automate(stage, call);
    expect(await lifeOf(stage)).to.equal(before);
  });

  it("that comes when automation has run in the transaction fails, and isn't lost unseen", async () => {
    const stage = await load();
    const bundle = entryPointAt(stage.relayer).interface.encodeFunctionData("handleOps", [
      [await owners(stage, [nothing])],
      stage.relayer.address,
    ]);
    await expect(automate(stage, { to: ENTRY_POINT, data: bundle }))
      .to.be.revertedWithCustomError(entryPointAt(stage.relayer), "FailedOp")
      .withArgs(0n, "AA24 signature error");
  });

  it("is to the byte what the owner signed: foreign code that automation runs as the account doesn't pass for it", async () => {
    const stage = await load();
    const foreign = await new ForeignCode__factory(stage.relayer).deploy();
    const { to, data = "0x" } = await ask(stage);
    const run = foreign.interface.encodeFunctionData("writeAndCall", [[], [], to, data]);
    const receipt = await (await automate(stage, { to: await foreign.getAddress(), data: run }, DELEGATE)).wait();
    expect(answersIn(stage, receipt)).to.deep.equal([false]);
    expect(await lifeOf(stage)).to.equal(0n);
  });

  it("can be a call of the account itself, which is no batch, and then doesn't say when it was issued", async () => {
    const stage = await load();
    const installed = stage.account.interface.encodeFunctionData("uninstallModule", [2n, stage.robotAddress, "0x"]);
    const signed = await raw(stage, installed);
    const now = await setNextTime(50n);
    expect(succeeded(await handle(stage.relayer, signed))).to.equal(true);
    expect(await lifeOf(stage)).to.equal(now);
  });
});
