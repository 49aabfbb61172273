import { expect } from "chai";
import { toBeHex, ZeroAddress, zeroPadValue } from "ethers";

import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  addressOf,
  answersIn,
  batch,
  disableCall,
  ethers,
  execute,
  executed,
  foreignCall,
  installed,
  MODULE_GUARD_SLOT,
  moduleExecutes,
  networkHelpers,
  nonceOf,
  probeCall,
  type Release,
  selfCall,
  switchCall,
} from "./safe.ts";
import { announce, NOTHING, PARTS, refused, WAYS } from "./safe-removals.ts";

const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? installed141 : installed150);

describe("removal by a module", () => {
  for (const [way, [callOf, part]] of Object.entries(WAYS))
    it(`is refused by the module guard of a Safe 1.5.0: ${way}`, async () => {
      const stage = await load("1.5.0");
      const call = await callOf(stage);
      await expect(moduleExecutes(stage, call))
        .to.be.revertedWithCustomError(stage.module, "ModuleRemovalUnannounced")
        .withArgs(stage.address, part, 0n);
      expect(await stage.module.missingPartOf(stage.address)).to.equal(PARTS.NONE);
    });

  it("can't begin with the module guard, be it through MultiSend, and neither can the owners'", async () => {
    const stage = await load("1.5.0");
    const calls = [
      selfCall(stage, "setModuleGuard", ZeroAddress),
      await foreignCall(stage, { [MODULE_GUARD_SLOT]: NOTHING }),
      batch(stage, selfCall(stage, "setModuleGuard", ZeroAddress)),
    ];
    for (const call of calls) {
      await refused(stage, call, PARTS.MODULE_GUARD, (from) => from === 0n);
      await expect(moduleExecutes(stage, call))
        .to.be.revertedWithCustomError(stage.module, "ModuleRemovalUnannounced")
        .withArgs(stage.address, PARTS.MODULE_GUARD, 0n);
    }
  });

  it("isn't seen by a Safe 1.4.1: it isn't served any more, and its owners put the switch back, or announce", async () => {
    const stage = await load("1.4.1");
    await moduleExecutes(stage, await disableCall(stage));
    await expect(stage.module.holderOf(stage.address))
      .to.be.revertedWithCustomError(stage.module, "LifeUnknown")
      .withArgs(stage.address, "the switch isn't a module of the Safe");
    // What can't change the Safe goes on as before.
    await executed(stage, batch(stage, safeCall(stage.heir.address, "0x")));
    const batched = batch(stage, selfCall(stage, "changeThreshold", 2n));
    await refused(stage, batched, PARTS.MODULE, (from) => from === 0n);
    const back = selfCall(stage, "enableModule", stage.moduleAddress);
    const [before] = await answersIn(execute(stage, batch(stage, await probeCall(stage), back)));
    expect(before!.suspendedAt).to.equal(before!.lastLife);
    await executed(stage, batched);
    expect(await stage.module.holderOf(stage.address)).to.equal(stage.moduleAddress);

    await moduleExecutes(stage, await disableCall(stage));
    await networkHelpers.time.increaseTo(await announce(stage));
    await expect(execute(stage, batched)).to.emit(stage.module, "SwitchRemoved");
  });

  it("shows in the nonce where a module of a Safe 1.4.1 takes the guard away and puts it back", async () => {
    const stage = await load("1.4.1");
    await moduleExecutes(stage, selfCall(stage, "setGuard", ZeroAddress));
    await executed(stage, safeCall(stage.heir.address, "0x"));
    await moduleExecutes(stage, selfCall(stage, "setGuard", stage.moduleAddress));
    expect(await stage.module.holderOf(stage.address)).to.equal(stage.moduleAddress);
    await expect(stage.module.silentUntil(stage.address, "0x")).to.be.revertedWithCustomError(
      stage.module,
      "LifeShown",
    );
  });
});

describe("foreign code that the owners run", () => {
  it("can't take the code away in two steps, by turning the nonce back before", async () => {
    const stage = await load("1.5.0");
    const nonce = await nonceOf(stage);
    await executed(stage, await foreignCall(stage, { [toBeHex(5, 32)]: toBeHex(nonce, 32) }));
    const code = zeroPadValue(await addressOf(stage.singletonL2), 32);
    await refused(stage, await foreignCall(stage, { [NOTHING]: code }), PARTS.CODE, (from) => from === 0n);
  });

  it("can't call the guard's checks off from within", async () => {
    const stage = await load("1.5.0");
    const nonce = await nonceOf(stage);
    const over = switchCall(stage, "checkAfterExecution", ethers.id("hash"), true);
    const calm = switchCall(
      stage,
      "checkTransaction",
      ...[stage.moduleAddress, 0n, "0x", 0n, 0n, 0n, 0n, ZeroAddress, ZeroAddress, "0x", stage.ann.address],
    );
    const ahead = { [toBeHex(5, 32)]: toBeHex(nonce + 9n, 32) };
    const unguard = selfCall(stage, "setGuard", ZeroAddress);
    const call = batch(stage, over, await foreignCall(stage, ahead, calm), unguard);
    await refused(stage, call, PARTS.GUARD, (from) => from === 0n);
  });

  it("can't have the guard take the other code for the first", async () => {
    const stage = await load("1.5.0");
    const again = switchCall(
      stage,
      "checkTransaction",
      ...[stage.moduleAddress, 0n, "0x", 1n, 0n, 0n, 0n, ZeroAddress, ZeroAddress, "0x", stage.ann.address],
    );
    const code = zeroPadValue(await addressOf(stage.singletonL2), 32);
    const call = await foreignCall(stage, { [NOTHING]: code }, again);
    await refused(stage, call, PARTS.CODE, (from) => from === 0n);
  });
});
