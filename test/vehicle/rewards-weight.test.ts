import { expect } from "chai";

import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import { balanced, policyOf, proposes } from "./claims.ts";
import {
  anchorOf,
  attested,
  conditionOf,
  DAY,
  describeForEachKey,
  enrolled,
  ETHER,
  FAR,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  report,
  reportOf,
  signedReport,
  START,
  VALUE,
} from "./fixture.ts";
import { poolOf, putIn, slash } from "./holding.ts";
import { CLOCK, claim, FRAME, fund, inFrame, join, known, pooled, weightOf } from "./rewards.ts";

describeForEachKey("a vehicle's weight in a frame", () => {
  it("is what is booked after its last report inside it", async () => {
    const { world, pool, car } = await pooled();
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await report(world, car);
    const first = (await world.stake.bookOf(car.id)).value;
    expect(await weightOf(world, pool, 1n)).to.equal(first);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    const second = (await world.stake.bookOf(car.id)).value;
    expect(second < first).to.equal(true);
    expect(await weightOf(world, pool, 1n)).to.equal(second);
  });

  it("begins with the first report after it has joined", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const car = await enrolled(world);
    await report(world, car);
    await join(world, car, pool);
    await fund(world, pool, 5n);
    await inFrame(2n);
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("is whole where it reported in the same frame before it joined", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const car = await enrolled(world);
    await report(world, car);
    await join(world, car, pool);
    await report(world, car);
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(car.id)).value);
  });

  it("is none without a report, and a late report counts in the frame in which it comes", async () => {
    const { world, pool, car } = await pooled();
    await fund(world, pool, 50n, 2n);
    await inFrame(2n);
    await report(world, car, { observedAt: START + DAY });
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    expect((await weightOf(world, pool, 2n)) > 0n).to.equal(true);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(50n);
    await world.stake.connect(world.guarantor).reclaim(pool, 1n, world.guarantor.address);
  });

  it("is of the frame of a report's second: the last one of one frame, the first one of the next", async () => {
    for (const [at, frame] of [
      [START + FRAME - 1n, 1n],
      [START + FRAME, 2n],
      [START + FRAME + 1n, 2n],
    ] as const) {
      const { world, pool, car } = await pooled();
      const signed = signedReport(world, await reportOf(world, car), car.key);
      await nextBlockAt(at);
      await world.stake.report(...signed);
      expect((await weightOf(world, pool, frame)) > 0n).to.equal(true);
      expect(await weightOf(world, pool, 3n - frame)).to.equal(0n);
    }
  });

  it("is the lower of both outcomes while a report waits for attestors, and none of a total loss", async () => {
    const { world, pool, car } = await pooled();
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 5_000n });
    await world.stake.report(...signedReport(world, given, car.key));
    const booked = (await world.stake.bookOf(car.id)).value;
    const weight = await weightOf(world, pool, 1n);
    expect(weight).to.equal(booked / 2n);
    const condition = await world.stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 1n, condition, holds: false, disputed: false, deadline: FAR };
    await world.stake.decide(...attested(world, finding));
    expect(await weightOf(world, pool, 1n)).to.equal(booked);
    await report(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
  });

  it("is what is booked where another policy takes over without a report, whatever that says of it", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(VALUE / 4n, 0n, false);
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, await policy.getAddress(), since);
    await moveTo(since);
    await proposes(world, car, car.enrolment.policy as string, since + 10n * DAY);
    const { value } = await balanced(world, car);
    expect(value > VALUE / 2n).to.equal(true);
    expect(await weightOf(world, pool, 1n)).to.equal(value);
    await report(world, car);
    expect(await weightOf(world, pool, 1n)).to.equal(VALUE / 4n);
  });

  it("is the lower outcome of a report that waits by the rules of the policy that took over since", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car, { kind: Kind.ACCIDENT, severity: 4_000n });
    const policy = await policyOf(world, { perYear: 2_000n });
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, await policy.getAddress(), since);
    await moveTo(since);
    await proposes(world, car, car.enrolment.policy as string, since + 10n * DAY);
    const { anchor, condition } = await world.stake.vehicle(car.id);
    const found = conditionOf(since, condition.odometer, 4_000n);
    const [lower] = await policy.worthIn(anchorOf(anchor.value, since, anchor.odometer), found);
    expect(await weightOf(world, pool, 1n)).to.equal(lower);
  });

  it("is what it was in a frame that has ended, whatever is decided later", async () => {
    const { world, pool, car } = await pooled();
    const other = await enrolled(world);
    await join(world, other, pool);
    await report(world, other);
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 5_000n });
    await world.stake.report(...signedReport(world, given, car.key));
    const all = await weightOf(world, pool, 1n);
    const [mine, his] = [all - (await world.stake.bookOf(other.id)).value, (await world.stake.bookOf(other.id)).value];
    await inFrame(2n);
    const due = (1_000n * mine) / all;
    expect(await world.stake.claimableOf(car.id)).to.equal(due);
    const condition = await world.stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 1n, condition, holds: false, disputed: false, deadline: FAR };
    await world.stake.decide(...attested(world, finding));
    expect(await weightOf(world, pool, 1n)).to.equal(all);
    expect(await world.stake.claimableOf(car.id)).to.equal(due);
    expect(await world.stake.claimableOf(other.id)).to.equal((1_000n * his) / all);
    expect(await weightOf(world, pool, 2n)).to.equal(0n);
  });

  it("is taken off where it is slashed, and what was earned before stays its owner's", async () => {
    const { world, pool, car } = await pooled();
    const other = await enrolled(world);
    await join(world, other, pool);
    await report(world, car);
    await report(world, other);
    await inFrame(2n);
    await fund(world, pool, 70n, 2n);
    await report(world, car);
    await report(world, other);
    const due = await world.stake.claimableOf(car.id);
    await slash(world, car);
    expect(await weightOf(world, pool, 2n)).to.equal((await world.stake.bookOf(other.id)).value);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(due);
    expect(due > 0n).to.equal(true);
    await expect(claim(world, car, pool)).to.emit(world.stake, "RewardPaid");
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
    expect((await world.stake.claimableOf(other.id)) >= 70n).to.equal(true);
    await world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
  });

  it("that was slashed in its frame without another report is none, and isn't taken off twice", async () => {
    const { world, pool, car } = await pooled();
    const other = await enrolled(world);
    await join(world, other, pool);
    await report(world, car);
    await report(world, other);
    await slash(world, car);
    await world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(other.id)).value);
    await inFrame(2n);
    expect(await world.stake.claimableOf(other.id)).to.equal(1_000n);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(0n);
  });

  it("comes back where a dispute undoes the vehicle's end in the same frame", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    const given = await reportOf(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
    await world.stake.report(...signedReport(world, given, car.key));
    const condition = await world.stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 2n, condition, holds: true, disputed: false, deadline: FAR };
    await world.stake.decide(...attested(world, finding));
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await world.stake.connect(world.challenger).dispute(car.id, 2n, { value: ETHER / 10n });
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await world.stake.decide(...attested(world, { ...finding, holds: false, disputed: true }));
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(car.id)).value);
    await inFrame(2n);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
  });

  it("is a part's own, beside its vehicle's: neither counts for the other", async () => {
    const { world, pool, car } = await pooled();
    const part = await enrolled(world, { value: VALUE / 3n });
    await putIn(world, part, car);
    await join(world, part, pool);
    await report(world, car);
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(car.id)).value);
    await report(world, part);
    const [whole, small] = [await world.stake.bookOf(car.id), await world.stake.bookOf(part.id)];
    expect(await weightOf(world, pool, 1n)).to.equal(whole.value + small.value);
    await inFrame(2n);
    await expect(claim(world, part, pool))
      .to.emit(world.stake, "RewardPaid")
      .withArgs(part.id, known(pool), world.buyer.address, (1_000n * small.value) / (whole.value + small.value));
  });
});
