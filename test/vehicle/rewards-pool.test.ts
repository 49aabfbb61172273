import { expect } from "chai";
import { AbiCoder, id as hashOf, keccak256, ZeroHash } from "ethers";

import { describeForEachKey, enrolled, load, networkHelpers, State } from "./fixture.ts";
import { ended, poolOf, slash } from "./holding.ts";
import { CLOCK, claim, join, known, pooled } from "./rewards.ts";

describeForEachKey("a pool of rewards", () => {
  it("is known by the last 152 bits of its hash", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    expect(await world.stake.poolOf(pool)).to.equal(known(pool));
  });

  it("is joined by a vehicle's owner, and left by him", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const car = await enrolled(world);
    await expect(join(world, car, pool))
      .to.emit(world.stake, "PoolJoined")
      .withArgs(car.id, known(pool));
    expect(await world.stake.membershipOf(car.id)).to.equal(known(pool));
    const left = world.stake.connect(world.owner).quit(car.id, pool, world.owner.address);
    await expect(left).to.emit(world.stake, "PoolLeft").withArgs(car.id, known(pool));
    await expect(left).to.not.emit(world.stake, "RewardPaid");
    expect(await world.stake.membershipOf(car.id)).to.equal(ZeroHash);
  });

  it("takes no vehicle of another issuer or unit, none that is in a pool, and none with other words", async () => {
    const { world, pool, car } = await pooled(0n);
    const { stake, owner } = world;
    const foreign = await enrolled(world, { issuer: world.otherIssuer.bytes });
    const otherUnit = await enrolled(world, { unit: await world.reward.getAddress() });
    const sound = await enrolled(world);
    const commitments: [bigint, string][] = [
      [car.id, car.enrolment.commitment as string],
      [foreign.id, foreign.enrolment.commitment as string],
      [otherUnit.id, otherUnit.enrolment.commitment as string],
      [sound.id, hashOf("another")],
    ];
    for (const [id, commitment] of commitments) {
      await expect(stake.connect(owner).join(id, pool, commitment))
        .to.be.revertedWithCustomError(stake, "VehiclePool")
        .withArgs(id, known(pool));
    }
  });

  it("is joined by nobody else, and with no vehicle that has ended or was slashed", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const [gone, guilty, stolen] = [await enrolled(world), await enrolled(world), await enrolled(world)];
    await expect(world.stake.connect(world.stranger).join(gone.id, pool, gone.enrolment.commitment))
      .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
      .withArgs(world.stranger.address, gone.id);
    await ended(world, gone);
    await slash(world, guilty);
    for (const [car, state] of [
      [gone, State.ENDED],
      [guilty, State.SLASHED],
    ] as const) {
      await expect(join(world, car, pool))
        .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
        .withArgs(car.id, state);
    }
    await world.stake.connect(world.owner).declareStolen(stolen.id);
    await join(world, stolen, pool);
  });

  it("needs a clock that the clock's own rules make", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const clock of [6n, 255n, CLOCK | (1n << 104n), CLOCK | (1n << 200n)]) {
      for (const sent of [
        join(world, car, await poolOf(world, clock)),
        world.stake.fund(await poolOf(world, clock), 1n, 1n, 1n),
        world.stake.reclaim(await poolOf(world, clock), 1n, world.owner.address),
      ]) {
        await expect(sent).to.be.revertedWithCustomError(world.stake, "VehicleClock").withArgs(clock);
      }
    }
    await expect(join(world, car, await poolOf(world, 0n)))
      .to.be.revertedWithCustomError(world.desks.rewards, "FrameClockInvalid")
      .withArgs(0n, 0n, 0n);
    await join(world, car, await poolOf(world, 5n));
  });

  it("is never taken for another with the same bits of its hash", async () => {
    const { world, pool, car } = await pooled();
    const stake = await world.stake.getAddress();
    const hash = keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ["address", "address", "address", "uint256"],
        [pool.token, pool.unit, pool.issuer, pool.clock],
      ),
    );
    // Nobody finds two such pools: the one that is kept is changed in storage.
    let place = "";
    for (let slot = 0n; slot < 60n && place === ""; ++slot) {
      const words = AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [known(pool), slot]);
      const word = await networkHelpers.getStorageAt(stake, keccak256(words));
      if (word === hash) place = keccak256(words);
    }
    expect(place).to.not.equal("");
    await networkHelpers.setStorageAt(stake, place, hashOf("another pool"));
    await expect(world.stake.fund(pool, 1n, 1n, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehiclePool")
      .withArgs(0n, known(pool));
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehiclePool")
      .withArgs(car.id, known(pool));
  });
});
