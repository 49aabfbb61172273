import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import {
  type Car,
  describeForEachKey,
  enrolled,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  report,
  START,
  VALUE,
} from "./fixture.ts";
import { poolOf } from "./holding.ts";
import { CLOCK, claim, FRAME, fund, inFrame, join, known, pooled, weightOf } from "./rewards.ts";

describeForEachKey("a vehicle's rewards", () => {
  it("are paid once, to whom its owner says, after the frame's last second", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await moveTo(START + FRAME - 1n);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await moveTo(START + FRAME);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
    await expect(claim(world, car, pool))
      .to.emit(world.stake, "RewardPaid")
      .withArgs(car.id, known(pool), world.buyer.address, 1_000n);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(1_000n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
    await report(world, car);
    await inFrame(3n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("are nothing in the frame's last second, and all of it in the next", async () => {
    const end = START + FRAME;
    for (const at of [end - 1n, end, end + 1n]) {
      const { world, pool, car } = await pooled();
      await report(world, car);
      await nextBlockAt(at);
      const sent = world.stake.connect(world.owner).claim(car.id, pool, world.buyer.address, { gasLimit: 400_000n });
      if (at < end) await expect(sent).to.be.revertedWithCustomError(world.stake, "VehicleNothing").withArgs();
      else await expect(sent).to.emit(world.stake, "RewardPaid");
    }
  });

  it("add up over frames until they are claimed, also in the middle of a frame in which it reports", async () => {
    const { world, pool, car } = await pooled();
    await fund(world, pool, 20n, 2n, 3n);
    await report(world, car);
    await inFrame(2n);
    await report(world, car);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
    await claim(world, car, pool);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await report(world, car);
    await inFrame(3n);
    await report(world, car);
    await inFrame(4n);
    expect(await world.stake.claimableOf(car.id)).to.equal(40n);
    await report(world, car);
    await inFrame(5n);
    expect(await world.stake.claimableOf(car.id)).to.equal(60n);
    await claim(world, car, pool);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(1_060n);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(0n);
  });

  it("are its owner's alone, of the pool that it is in", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await inFrame(2n);
    const other = await poolOf(world, 2n);
    const { stake, owner, stranger } = world;
    for (const act of ["claim", "quit"] as const) {
      await expect(stake.connect(stranger)[act](car.id, pool, stranger.address))
        .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
        .withArgs(stranger.address, car.id);
      await expect(stake.connect(owner)[act](car.id, other, owner.address))
        .to.be.revertedWithCustomError(stake, "VehiclePool")
        .withArgs(car.id, known(other));
    }
    const free = await enrolled(world);
    await expect(claim(world, free, pool))
      .to.be.revertedWithCustomError(stake, "VehiclePool")
      .withArgs(free.id, known(pool));
  });

  it("go with the token", async () => {
    const { world, pool, car } = await pooled();
    const { stake, owner, buyer } = world;
    await report(world, car);
    await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    await inFrame(2n);
    await expect(stake.connect(owner).claim(car.id, pool, owner.address))
      .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
      .withArgs(owner.address, car.id);
    await stake.connect(buyer).claim(car.id, pool, buyer.address);
    expect(await world.reward.balanceOf(buyer.address)).to.equal(1_000n);
  });

  it("of ended frames are paid where it quits; the weight in the current one is lost", async () => {
    const { world, pool, car } = await pooled();
    await fund(world, pool, 30n, 2n);
    await report(world, car);
    await inFrame(2n);
    await report(world, car);
    const sent = world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
    await expect(sent).to.emit(world.stake, "RewardPaid").withArgs(car.id, known(pool), world.buyer.address, 1_000n);
    expect(await weightOf(world, pool, 2n)).to.equal(0n);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    // Who comes back in the same frame has weight by another report, and once.
    await join(world, car, pool);
    expect(await weightOf(world, pool, 2n)).to.equal(0n);
    await report(world, car);
    expect(await weightOf(world, pool, 2n)).to.equal((await world.stake.bookOf(car.id)).value);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(30n);
  });

  it("end with the weight where it quits in the first frame, however little that is", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    for (const weight of [VALUE / 2n, 1n]) {
      await policy.say(weight, 0n, false);
      const car = await enrolled(world, { policy: await policy.getAddress() });
      await join(world, car, pool);
      await report(world, car);
      expect(await weightOf(world, pool, 1n)).to.equal(weight);
      await world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
      expect(await weightOf(world, pool, 1n)).to.equal(0n);
    }
  });

  it("that are waived stay here, and come to nobody later", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await inFrame(2n);
    await expect(world.stake.connect(world.owner).quit(car.id, pool, ZeroAddress)).to.not.emit(
      world.stake,
      "RewardPaid",
    );
    await join(world, car, pool);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(1_000n);
  });

  it("of a frame that nobody funded are nothing", async () => {
    const { world, pool, car } = await pooled(0n);
    await report(world, car);
    await inFrame(2n);
    await report(world, car);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("of a frame in which no vehicle was worth anything are nothing, and all of it where one was worth a unit", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await join(world, car, pool);
    await fund(world, pool, 1_000n, 1n, 2n);
    await report(world, car);
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await inFrame(2n);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await policy.say(1n, 0n, false);
    await report(world, car, { kind: Kind.SERVICE });
    expect(await weightOf(world, pool, 2n)).to.equal(1n);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
    await report(world, car);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
  });

  it("are no more than was funded, for odd numbers of vehicles, frames and money", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const cars: Car[] = [];
    for (const value of [VALUE, VALUE / 7n, 1_000_003n, 17n, VALUE / 3n + 1n]) {
      const car = await enrolled(world, { value });
      await join(world, car, pool);
      cars.push(car);
    }
    const amounts = [1n, 13n, 999_999_999_999_999_989n, 10n ** 24n + 7n];
    for (const [i, amount] of amounts.entries()) await fund(world, pool, amount, BigInt(i) + 1n);
    const expected = cars.map(() => 0n);
    for (const [i, amount] of amounts.entries()) {
      if (i !== 0) await inFrame(BigInt(i) + 1n);
      const reporting = cars.filter((_, place) => (place + i) % 3 !== 0);
      for (const car of reporting) await report(world, car);
      const all = await weightOf(world, pool, BigInt(i) + 1n);
      let [weights, shares] = [0n, 0n];
      for (const car of reporting) {
        const { value } = await world.stake.bookOf(car.id);
        weights += value;
        shares += (amount * value) / all;
        expected[cars.indexOf(car)]! += (amount * value) / all;
      }
      expect(all).to.equal(weights);
      expect(shares <= amount).to.equal(true);
      expect(amount - shares < BigInt(cars.length)).to.equal(true);
      // One of them claims as it goes.
      if ((await world.stake.claimableOf(cars[4]!.id)) !== 0n) await claim(world, cars[4]!, pool);
    }
    await inFrame(BigInt(amounts.length) + 1n);
    for (const car of cars) if ((await world.stake.claimableOf(car.id)) !== 0n) await claim(world, car, pool);
    const paid = await world.reward.balanceOf(world.buyer.address);
    expect(paid).to.equal(expected.reduce((sum, part) => sum + part, 0n));
    const funded = amounts.reduce((sum, part) => sum + part, 0n);
    expect(paid <= funded).to.equal(true);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(funded - paid);
  });

  it("of a stolen vehicle are as ever, as long as it reports", async () => {
    const { world, car } = await pooled();
    await world.stake.connect(world.owner).declareStolen(car.id);
    await report(world, car);
    await inFrame(2n);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
  });

  it("are counted by calendar months as well", async () => {
    const world = await load();
    const pool = await poolOf(world, 3n);
    const car = await enrolled(world);
    await join(world, car, pool);
    // January 2030 is the 721st month from 1970 on.
    await fund(world, pool, 11n, 721n);
    await report(world, car);
    expect((await weightOf(world, pool, 721n)) > 0n).to.equal(true);
    await moveTo(1_896_134_400n);
    await claim(world, car, pool);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(11n);
    expect((await now()) >= 1_896_134_400n).to.equal(true);
  });
});
