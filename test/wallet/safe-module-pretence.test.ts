import { expect } from "chai";
import { toBeHex, ZeroAddress, zeroPadValue } from "ethers";

import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  DAY,
  ethers,
  executed,
  foreignCall,
  installed,
  type Installed,
  moduleExecutes,
  networkHelpers,
  node,
  nonceOf,
  signed,
  switchCall,
  timeOf,
  watchOf,
} from "./safe.ts";

/** Where a Safe keeps its nonce, and its fallback handler. */
const NONCE_SLOT = toBeHex(5, 32);
const HANDLER_SLOT = ethers.id("fallback_manager.handler.address");

const installed150 = () => installed("1.5.0");
const load = () => networkHelpers.loadFixture(installed150);

/** What a guard is told of a call with no refund. */
const checkCall = (stage: Installed, to: string) =>
  switchCall(
    stage,
    "checkTransaction",
    ...[to, 0n, "0x", 0n, 0n, 0n, 0n, ZeroAddress, ZeroAddress, "0x", stage.robot.address],
  );

describe("a module that runs foreign code as the Safe, of 1.5.0", () => {
  it("can't use up a nonce for somebody to pretend an execution in a later transaction", async () => {
    const stage = await load();
    await executed(stage, safeCall(stage.heir.address, "0x"));
    const before = await watchOf(stage);
    await networkHelpers.time.increase(DAY);
    const words = {
      [NONCE_SLOT]: toBeHex((await nonceOf(stage)) + 1n, 32),
      [HANDLER_SLOT]: zeroPadValue(stage.moduleAddress, 32),
    };
    await expect(moduleExecutes(stage, await foreignCall(stage, words)))
      .to.be.revertedWithCustomError(stage.module, "ModuleRanForeignCode")
      .withArgs(stage.address);
    // As its fallback handler the switch hears of the Safe whatever anybody says.
    const said = { to: stage.address, data: checkCall(stage, stage.heir.address).data };
    await stage.stranger.sendTransaction(said).catch(() => undefined);
    expect(await watchOf(stage)).to.deep.equal(before);
    // Nor has it made the owners' acts unseen, which would suspend the plan.
    const { timestamp } = (await node.getBlock("latest"))!;
    expect(await stage.module.silentUntil(stage.address, "0x")).to.equal(timestamp);
  });

  it("can do what leaves the nonce as it was", async () => {
    const stage = await load();
    const slot = toBeHex(2n ** 200n, 32);
    await moduleExecutes(stage, await foreignCall(stage, { [slot]: toBeHex(7n, 32) }));
    expect(BigInt(await node.getStorage(stage.address, slot))).to.equal(7n);
  });

  it("lets an execution of the owners through that its call leads to", async () => {
    const stage = await load();
    const request = await signed(stage, safeCall(stage.heir.address, "0x"));
    await networkHelpers.time.increase(DAY);
    const sent = await moduleExecutes(stage, safeCall(stage.address, request.data));
    expect((await watchOf(stage)).lastLife).to.equal(await timeOf((await sent.wait())!));
  });
});
