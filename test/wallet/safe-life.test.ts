import { expect } from "chai";
import { toBeHex, ZeroAddress } from "ethers";

import { safeBatch, safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  batch,
  DAY,
  deployOf,
  ethers,
  executed,
  foreignCall,
  installed,
  type Installed,
  moduleExecutes,
  networkHelpers,
  node,
  nonceOf,
  probeCall,
  type Release,
  selfCall,
  signed,
  switchCall,
  timeOf,
  watchOf,
} from "./safe.ts";

/** Where a Safe keeps its nonce. */
const NONCE_SLOT = toBeHex(5, 32);

const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? installed141 : installed150);

const lifeOf = async ({ module, address }: Installed) => (await module.lifeOf(address)).lastLife;
const nothing = (stage: Installed) => safeCall(stage.heir.address, "0x");

/** What a guard is told of a call with no refund. */
const checkCall = (stage: Installed, to: string, operation = 0n, signatures = "0x") =>
  switchCall(
    stage,
    "checkTransaction",
    ...[to, 0n, "0x", operation, 0n, 0n, 0n, ZeroAddress, ZeroAddress, signatures, stage.robot.address],
  );

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`life of a Safe ${release}`, () => {
    it("isn't known from before the switch was set up", async () => {
      const stage = await load(release);
      const { timestamp } = (await node.getBlock("latest"))!;
      expect(await stage.module.lifeOf(stage.address)).to.deep.equal([0n, BigInt(timestamp) - 1n]);
    });

    it("is an execution that its owners have signed, whoever sends it", async () => {
      const stage = await load(release);
      for (const sender of [stage.ann, stage.stranger]) {
        await networkHelpers.time.increase(DAY);
        const receipt = await executed(stage, nothing(stage), { sender });
        expect(await lifeOf(stage)).to.equal(await timeOf(receipt));
      }
    });

    it("is one also if its call fails", async () => {
      const stage = await load(release);
      await networkHelpers.time.increase(DAY);
      const refused = selfCall(stage, "changeThreshold", 9n);
      const receipt = await executed(stage, refused, { terms: { safeTxGas: 100_000n } });
      const failure = stage.safe.interface.getEvent("ExecutionFailure")!.topicHash;
      expect(receipt.logs.map(({ topics }) => topics[0])).to.include(failure);
      expect(await lifeOf(stage)).to.equal(await timeOf(receipt));
    });

    it("isn't what a module executes, by its own call nor in the Safe's name", async () => {
      const stage = await load(release);
      const before = await watchOf(stage);
      await networkHelpers.time.increase(DAY);
      await moduleExecutes(stage, nothing(stage));
      await moduleExecutes(stage, batch(stage, nothing(stage)));
      expect(await watchOf(stage)).to.deep.equal(before);
    });

    it("isn't a transfer that comes in, nor an owner's approval of a hash", async () => {
      const stage = await load(release);
      const before = await watchOf(stage);
      await stage.stranger.sendTransaction({ to: stage.address, value: 1n });
      await stage.safe.connect(stage.ann).getFunction("approveHash")(ethers.id("hash"));
      expect(await watchOf(stage)).to.deep.equal(before);
    });

    it("isn't written by a module that has the Safe tell its guard of an execution", async () => {
      const stage = await load(release);
      await executed(stage, nothing(stage));
      const before = await watchOf(stage);
      await networkHelpers.time.increase(DAY);
      const pretence = checkCall(stage, stage.heir.address);
      if (release === "1.4.1") await moduleExecutes(stage, pretence);
      else
        await expect(moduleExecutes(stage, pretence))
          .to.be.revertedWithCustomError(stage.module, "ModuleCalledByModule")
          .withArgs(stage.address, stage.robot.address);
      await moduleExecutes(stage, batch(stage, pretence)).catch(() => undefined);
      expect(await watchOf(stage)).to.deep.equal(before);
    });

    it("isn't changed by what anybody tells the switch: he writes of himself, if at all", async () => {
      const stage = await load(release);
      const before = await watchOf(stage);
      const { data } = checkCall(stage, stage.heir.address);
      await expect(stage.robot.sendTransaction({ to: stage.moduleAddress, data })).to.be.revert(ethers);
      const told = await probeCall(stage, checkCall(stage, stage.heir.address));
      await expect(stage.robot.sendTransaction(told)).to.be.revert(ethers);
      expect(await watchOf(stage)).to.deep.equal(before);
    });

    it("is silence up to now, as long as the nonce stands", async () => {
      const stage = await load(release);
      await executed(stage, nothing(stage));
      await networkHelpers.time.increase(400n * DAY);
      const { timestamp } = (await node.getBlock("latest"))!;
      expect(await stage.module.silentUntil(stage.address, "0x")).to.equal(timestamp);
      const nonce = await nonceOf(stage);
      await networkHelpers.setStorageAt(stage.address, NONCE_SLOT, toBeHex(nonce + 1n, 32));
      await expect(stage.module.silentUntil(stage.address, "0x"))
        .to.be.revertedWithCustomError(stage.module, "LifeShown")
        .withArgs(stage.address);
      const later = BigInt((await node.getBlock("latest"))!.timestamp);
      expect((await stage.module.lifeOf(stage.address)).suspendedAt).to.equal(later);
    });
  });

describe("foreign code that a module runs as the Safe", () => {
  it("can't pass itself off as an execution by using up a nonce", async () => {
    const stage = await load("1.5.0");
    const before = await watchOf(stage);
    const nonce = await nonceOf(stage);
    const words = { [NONCE_SLOT]: toBeHex(nonce + 1n, 32) };
    await expect(moduleExecutes(stage, await foreignCall(stage, words, checkCall(stage, stage.heir.address)))).to.emit(
      stage.safe,
      "ExecutionFromModuleFailure",
    );
    expect(await watchOf(stage)).to.deep.equal(before);
  });

  it("doesn't take the life out of an execution that is sent in the same transaction: that isn't let through", async () => {
    const stage = await load("1.5.0");
    const together = await addressOf(await deployOf("1.5.0", "libraries/MultiSendCallOnly", stage.stranger));
    const { to, data } = await foreignCall(stage, {});
    const run = stage.eager.interface.encodeFunctionData("run", [stage.address, to, data, 1n]);
    const first = safeCall(await addressOf(stage.eager), run);
    const owners = await signed(stage, nothing(stage));
    const second = safeCall(stage.address, owners.data);
    const before = await watchOf(stage);
    await expect(stage.robot.sendTransaction(bundle(together, first, second))).to.be.revert(ethers);
    expect(await watchOf(stage)).to.deep.equal(before);
    // What was signed stays good, for a transaction in which no module runs foreign code before it.
    const receipt = (await (await stage.robot.sendTransaction(bundle(together, second, first))).wait())!;
    expect(await lifeOf(stage)).to.equal(await timeOf(receipt));
  });
});

describe("a Safe that takes the switch for its fallback handler", () => {
  it("lets anybody speak in its name, and nothing comes of it", async () => {
    const stage = await load("1.5.0");
    await executed(stage, selfCall(stage, "setFallbackHandler", stage.moduleAddress));
    const before = await watchOf(stage);
    await networkHelpers.time.increase(DAY);
    const say = ({ data }: { data: string }) => stage.robot.sendTransaction({ to: stage.address, data });
    await say(checkCall(stage, stage.moduleAddress));
    for (const name of ["announceRemoval", "cancelRemoval"] as const)
      await expect(say(switchCall(stage, name)))
        .to.be.revertedWithCustomError(stage.module, "ModuleNotOwnersAct")
        .withArgs(stage.address);
    await expect(say(switchCall(stage, "setUp", DAY * 30n))).to.be.revertedWithCustomError(
      stage.module,
      "ModuleNotOwnersAct",
    );
    expect(await watchOf(stage)).to.deep.equal(before);
  });
});

/** Several calls in one transaction of a stranger's. */
function bundle(together: string, ...calls: ReturnType<typeof safeCall>[]): { to: string; data: string } {
  const { to, data } = safeBatch(together, calls);
  return { to, data };
}
