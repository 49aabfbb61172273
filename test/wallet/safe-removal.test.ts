import { expect } from "chai";
import { getAddress, id, ZeroAddress } from "ethers";

import { safeCall, type SafeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  batch,
  DAY,
  execute,
  executed,
  install,
  installed,
  type Installed,
  moduleExecutes,
  networkHelpers,
  node,
  type Release,
  REMOVAL_DELAY,
  selfCall,
  switchCall,
  watchOf,
} from "./safe.ts";
import { announce, PARTS, refused, WAYS } from "./safe-removals.ts";

const WINDOW = 30n * DAY;

const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? installed141 : installed150);

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`removal of the switch from a Safe ${release}`, () => {
    /** A Safe 1.4.1 keeps the reason for itself. */
    const reverts = async (stage: Installed, call: SafeCall, error: string) =>
      release === "1.4.1"
        ? expect(execute(stage, call)).to.be.revertedWith("GS013")
        : expect(execute(stage, call)).to.be.revertedWithCustomError(stage.module, error);

    for (const [way, [callOf, part]] of Object.entries(WAYS))
      it(`is refused unless announced, and possible after: ${way}`, async () => {
        const stage = await load(release);
        const call = await callOf(stage);
        await refused(stage, call, part, (from) => from === 0n);
        const from = await announce(stage);
        await networkHelpers.time.setNextBlockTimestamp(from - 1n);
        await refused(stage, call, part, (told) => told === from);
        await networkHelpers.time.setNextBlockTimestamp(from);
        await expect(execute(stage, call)).to.emit(stage.module, "SwitchRemoved").withArgs(stage.address, part);
        expect(await stage.module.missingPartOf(stage.address)).to.equal(PARTS.SETUP);
        const { removalDelay, removableFrom, guardsModules } = await watchOf(stage);
        expect([removalDelay, removableFrom, guardsModules]).to.deep.equal([0n, 0n, false]);
        // What is left of it doesn't hold the Safe any more.
        await executed(stage, selfCall(stage, "setGuard", ZeroAddress));
        await executed(stage, selfCall(stage, "changeThreshold", 1n));
      });

    it("waits the Safe's own delay from the announcement, and is possible for 30 days", async () => {
      const stage = await load(release);
      const receipt = await executed(stage, switchCall(stage, "announceRemoval"));
      const now = BigInt((await node.getBlock(receipt.blockNumber))!.timestamp);
      const from = now + REMOVAL_DELAY;
      const event = stage.module.interface.parseLog(
        receipt.logs.find(({ address }) => address === getAddress(stage.moduleAddress))!,
      )!;
      expect([event.name, ...event.args]).to.deep.equal(["RemovalAnnounced", stage.address, from, from + WINDOW]);
      const call = selfCall(stage, "setGuard", ZeroAddress);
      await networkHelpers.time.setNextBlockTimestamp(from + WINDOW);
      await refused(stage, call, PARTS.GUARD, (told) => told === from);
    });

    it("is possible in the last second of these", async () => {
      const stage = await load(release);
      const from = await announce(stage);
      await networkHelpers.time.setNextBlockTimestamp(from + WINDOW - 1n);
      await expect(execute(stage, selfCall(stage, "setGuard", ZeroAddress))).to.emit(stage.module, "SwitchRemoved");
    });

    it("is off when the owners take the announcement back, and begins anew when they announce again", async () => {
      const stage = await load(release);
      const call = selfCall(stage, "setGuard", ZeroAddress);
      const from = await announce(stage);
      await expect(execute(stage, switchCall(stage, "cancelRemoval")))
        .to.emit(stage.module, "RemovalCancelled")
        .withArgs(stage.address);
      await networkHelpers.time.increaseTo(from);
      await refused(stage, call, PARTS.GUARD, (told) => told === 0n);
      await reverts(stage, switchCall(stage, "cancelRemoval"), "ModuleNothingAnnounced");
      const first = await announce(stage);
      await networkHelpers.time.increase(DAY);
      const second = await announce(stage);
      expect(second - first >= DAY).to.equal(true);
      await networkHelpers.time.setNextBlockTimestamp(second - 1n);
      await refused(stage, call, PARTS.GUARD, (told) => told === second);
    });

    it("isn't announced, nor the announcement taken back, by a module", async () => {
      const stage = await load(release);
      const from = await announce(stage);
      for (const name of ["announceRemoval", "cancelRemoval"] as const) {
        await moduleExecutes(stage, switchCall(stage, name)).catch(() => undefined);
        await moduleExecutes(stage, batch(stage, switchCall(stage, name))).catch(() => undefined);
        const run = stage.eager.interface.encodeFunctionData("run", [
          ...[stage.address, stage.moduleAddress, switchCall(stage, name).data, 0n],
        ] as [string, string, string, bigint]);
        // While an execution of the owners is under way, too.
        await reverts(stage, safeCall(await addressOf(stage.eager), run), "ModuleCalledByModule");
      }
      expect((await watchOf(stage)).removableFrom).to.equal(from);
    });

    it("that no call of its owners' brought about is named, and so is a Safe that is none any more", async () => {
      const stage = await load(release);
      const unknown = (reason: string) =>
        expect(stage.module.holderOf(stage.address))
          .to.be.revertedWithCustomError(stage.module, "LifeUnknown")
          .withArgs(stage.address, reason);
      if (release === "1.5.0") {
        await networkHelpers.setStorageAt(stage.address, id("module_manager.module_guard.address"), 0n);
        await unknown("the switch isn't the Safe's module guard");
      }
      await networkHelpers.setCode(stage.address, "0x00");
      await unknown("the account can't be read as a Safe");
    });

    it("leaves the plan suspended, also after the switch is back: what was done meanwhile was seen by nobody", async () => {
      const stage = await load(release);
      const from = await announce(stage);
      await networkHelpers.time.increaseTo(from);
      await executed(stage, selfCall(stage, "setGuard", ZeroAddress));
      const { lastLife } = await stage.module.lifeOf(stage.address);
      for (const ask of [stage.module.holderOf(stage.address), stage.module.silentUntil(stage.address, "0x")])
        await expect(ask).to.be.revertedWithCustomError(stage.module, "LifeUnknown");
      await networkHelpers.time.increase(DAY);
      await executed(stage, safeCall(stage.heir.address, "0x"));
      const now = BigInt((await node.getBlock("latest"))!.timestamp);
      expect(await stage.module.lifeOf(stage.address)).to.deep.equal([lastLife, now]);
      const receipt = await install(stage);
      const back = BigInt((await node.getBlock(receipt.blockNumber))!.timestamp);
      expect(await stage.module.lifeOf(stage.address)).to.deep.equal([lastLife, back - 1n]);
      await networkHelpers.time.increase(DAY);
      expect(await stage.module.lifeOf(stage.address)).to.deep.equal([lastLife, back - 1n]);
      expect(await stage.module.holderOf(stage.address)).to.equal(stage.moduleAddress);
    });
  });
