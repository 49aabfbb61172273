import { expect } from "chai";
import hre from "hardhat";

import { ContractAccount__factory, FeeAsset__factory, HookAsset__factory } from "../../types/ethers-contracts/index.js";
import { load, nextBlockAt, report, START } from "./fixture.ts";
import { gasOf, poolOf } from "./holding.ts";
import { CLOCK, FRAME, fund, inFrame, known, pooled } from "./rewards.ts";

const UINT128 = 2n ** 128n;

describe("a pool's money", () => {
  it("comes in for frames to come, to each the same", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const sent = await fund(world, pool, 7n, 2n, 3n);
    for (const frame of [2n, 3n, 4n]) {
      await expect(sent).to.emit(world.stake, "PoolFunded").withArgs(known(pool), frame, world.guarantor.address, 7n);
      expect([...(await world.stake.frameOf(pool, frame))]).to.deep.equal([7n, 0n]);
      expect(await world.stake.fundedBy(pool, frame, world.guarantor.address)).to.equal(7n);
    }
    await fund(world, pool, 5n, 3n);
    expect((await world.stake.frameOf(pool, 3n))[0]).to.equal(12n);
    expect(await world.stake.fundedBy(pool, 3n, world.guarantor.address)).to.equal(12n);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(26n);
  });

  it("counts as it arrives: what a fee takes is missing, and the last frame has the rest", async () => {
    const world = await load();
    const token = await new FeeAsset__factory(world.deployer).deploy();
    const pool = await poolOf(world, CLOCK, await token.getAddress());
    await fund(world, pool, 101n, 1n, 3n, token);
    const funded = [];
    for (const frame of [1n, 2n, 3n]) funded.push((await world.stake.frameOf(pool, frame))[0]);
    expect(funded).to.deep.equal([100n, 100n, 100n]);
    await fund(world, pool, 67n, 1n, 3n, token);
    expect((await world.stake.frameOf(pool, 1n))[0]).to.equal(166n);
    expect((await world.stake.frameOf(pool, 3n))[0]).to.equal(167n);
    expect(await token.balanceOf(await world.stake.getAddress())).to.equal(499n);
  });

  it("comes for at least one frame and at most 300, and not for nothing", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    for (const frames of [0n, 301n]) {
      await expect(world.stake.fund(pool, 1n, frames, 1n))
        .to.be.revertedWithCustomError(world.stake, "VehicleFrames")
        .withArgs(frames, 300n);
    }
    await expect(world.stake.fund(pool, 1n, 1n, 0n))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
    const sent = await fund(world, pool, 2n ** 100n, 1n, 300n);
    expect((await world.stake.frameOf(pool, 1n))[0]).to.equal(2n ** 100n);
    expect((await world.stake.frameOf(pool, 300n))[0]).to.equal(2n ** 100n);
    expect((await world.stake.frameOf(pool, 301n))[0]).to.equal(0n);
    // That all of them are new is the worst case: a tenth of what a transaction may take (EIP-7825) is left.
    const used = await gasOf(sent);
    if (!hre.globalOptions.coverage) expect(used * 10n <= 9n * 2n ** 24n, `${used} gas`).to.equal(true);
  });

  it("comes up to a frame's last second, and never for the time before a clock starts", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const end = START + FRAME;
    await world.reward.mint(world.guarantor.address, 100n);
    await world.reward.connect(world.guarantor).approve(await world.stake.getAddress(), 100n);
    const funding = world.stake.connect(world.guarantor);
    await expect(funding.fund(pool, 0n, 1n, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleFrame")
      .withArgs(0n, 1n);
    await nextBlockAt(end - 1n);
    await funding.fund(pool, 1n, 1n, 1n);
    for (const at of [end, end + 1n]) {
      await nextBlockAt(at);
      await expect(funding.fund(pool, 1n, 1n, 1n, { gasLimit: 500_000n }))
        .to.be.revertedWithCustomError(world.stake, "VehicleFrame")
        .withArgs(1n, 2n);
    }
  });

  it("never comes for a frame that has no end", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    await expect(world.stake.fund(pool, 2n ** 32n - 2n, 2n, 1n))
      .to.be.revertedWithCustomError(world.desks.rewards, "FrameClockOutOfRange")
      .withArgs(2n ** 32n - 1n);
    // The last whose end is before second 2^48, and the one after.
    const last = (2n ** 48n - 1n - START) / FRAME;
    await fund(world, pool, 1n, last);
    await expect(world.stake.connect(world.guarantor).fund(pool, last, 2n, 1n))
      .to.be.revertedWithCustomError(world.desks.rewards, "FrameClockOutOfRange")
      .withArgs(last + 2n);
  });

  it("of a frame is below 2^128", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    await fund(world, pool, UINT128 - 1n);
    await world.reward.mint(world.guarantor.address, 1n);
    await world.reward.connect(world.guarantor).approve(await world.stake.getAddress(), 1n);
    await expect(world.stake.connect(world.guarantor).fund(pool, 1n, 1n, 1n))
      .to.be.revertedWithCustomError(world.desks.rewards, "SafeCastOverflowedUintDowncast")
      .withArgs(128n, UINT128);
  });

  it("goes back to its funder from a frame that ended without any weight, once", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    await fund(world, pool, 9n);
    const back = () => world.stake.connect(world.guarantor).reclaim(pool, 1n, world.buyer.address);
    await nextBlockAt(START + FRAME - 1n);
    await expect(world.stake.connect(world.guarantor).reclaim(pool, 1n, world.buyer.address, { gasLimit: 300_000n }))
      .to.be.revertedWithCustomError(world.stake, "VehicleFrame")
      .withArgs(1n, 1n);
    await nextBlockAt(START + FRAME);
    const sent = back();
    await expect(sent).to.emit(world.stake, "PoolReclaimed").withArgs(known(pool), 1n, world.guarantor.address, 9n);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(9n);
    expect([...(await world.stake.frameOf(pool, 1n))]).to.deep.equal([0n, 0n]);
    await expect(back()).to.be.revertedWithCustomError(world.stake, "VehicleNothing").withArgs();
    await expect(world.stake.connect(world.stranger).reclaim(pool, 1n, world.stranger.address))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("stays in a frame that has weight", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await inFrame(2n);
    await expect(world.stake.connect(world.guarantor).reclaim(pool, 1n, world.guarantor.address))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("isn't counted twice, nor given back meanwhile, where its token calls back", async () => {
    const world = await load();
    const token = await new HookAsset__factory(world.deployer).deploy();
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const pool = await poolOf(world, CLOCK, await token.getAddress());
    const [stake, funder] = [await world.stake.getAddress(), await account.getAddress()];
    await token.mint(funder, 100n);
    await account.execute(await token.getAddress(), token.interface.encodeFunctionData("approve", [stake, 100n]));
    const { interface: code } = world.stake;
    const refused = world.desks.rewards.interface.encodeErrorResult("ReentrancyGuardReentrantCall");
    const first = code.encodeFunctionData("fund", [pool, 1n, 1n, 10n]);
    await account.reenterWith(stake, first);
    await expect(account.execute(stake, first)).to.emit(account, "Reentered").withArgs(false, refused);
    expect((await world.stake.frameOf(pool, 1n))[0]).to.equal(10n);
    await inFrame(2n);
    await account.reenterWith(stake, code.encodeFunctionData("reclaim", [pool, 1n, funder]));
    const second = code.encodeFunctionData("fund", [pool, 2n, 1n, 20n]);
    await expect(account.execute(stake, second)).to.emit(account, "Reentered").withArgs(false, refused);
    expect((await world.stake.frameOf(pool, 2n))[0]).to.equal(20n);
  });
});
