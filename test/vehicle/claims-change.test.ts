import { expect } from "chai";

import {
  appraises,
  balanced,
  conditionOf,
  confirm,
  covered,
  defend,
  dispute,
  endDispute,
  judge,
  moved,
  NEVER,
  open,
  policyOf,
  proposes,
  SETTLED,
  stateOf,
  tells,
  worthNow,
} from "./claims.ts";
import {
  type Car,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  PANEL,
  pass,
  policyHashOf,
  report,
  reported,
  reportOf,
  shown,
  signedReport,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { slash } from "./holding.ts";

const accident = { kind: Kind.ACCIDENT, severity: 2_000n };
const grave = { kind: Kind.ACCIDENT, severity: 4_000n };

/** Another policy is in force since two days from now, and the vehicle has reported under it. */
async function turned(world: World, car: Car): Promise<string> {
  const policy = await (await policyOf(world, { residual: 0n, perYear: 2_000n })).getAddress();
  const since = (await now()) + 2n * DAY;
  await proposes(world, car, policy, since);
  await moveTo(since);
  await report(world, car, {});
  expect((await world.stake.vehicle(car.id)).policy).to.equal(policy);
  return policy;
}

describeForEachKey("an appraisal while claims are open", () => {
  it("settles what is pending, and what hung of it", async () => {
    const world = await load();
    const car = await reported(world, grave);
    await moved(world, car, () => appraises(world, car, VALUE / 2n));
    expect(await stateOf(world, car, 1n)).to.equal(SETTLED);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
    expect((await world.stake.vehicle(car.id)).pending).to.equal(false);
    expect(await shown(world, car)).to.equal(await worthNow(world, car));
    for (const holds of [true, false]) {
      await expect(confirm(world, car, 1n, holds))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, 1n, SETTLED);
    }
    await expect(endDispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, SETTLED);
  });

  it("leaves what had counted before it beyond dispute", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await appraises(world, car, VALUE);
    await expect(dispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, SETTLED);
  });

  it("settles a dispute: each has his bond back, once, without waiting, and nothing else moves", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await defend(world, car, 1n);
    await appraises(world, car, VALUE / 2n);
    // What comes later hangs by itself.
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    for (const holds of [true, false]) {
      await expect(judge(world, car, 1n, holds))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, 1n, SETTLED);
    }
    await expect(defend(world, car, 1n, world.owner))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, SETTLED);
    let sent: unknown;
    const change = await moved(world, car, async () => (sent = await endDispute(world, car, 1n)));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, SETTLED);
    expect(await open(world, car)).to.deep.equal([4_000n, 0n, 1n]);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(PANEL.bond);
    expect(await world.stake.creditOf(world.defender.address)).to.equal(PANEL.bond);
    await expect(endDispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, SETTLED);
  });

  it("gives a challenger whom nobody met his bond back", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await appraises(world, car, VALUE / 2n);
    await endDispute(world, car, 1n);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(PANEL.bond);
    expect((await world.stake.vehicle(car.id)).deposit).to.equal(0n);
    expect((await world.stake.vehicle(car.id)).pending).to.equal(false);
    await covered(world, [car], 0n);
  });
});

describeForEachKey("another policy that comes into force while claims are open", () => {
  it("settles what was observed before it and told after, once the vehicle has reported under it", async () => {
    const world = await load();
    const car = await enrolled(world);
    const policyHash = policyHashOf(car.enrolment.policy as string);
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, await (await policyOf(world)).getAddress(), since);
    await moveTo(since + DAY);
    await report(world, car, { ...accident, observedAt: since - 1n, policyHash });
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.COUNTED);
    await report(world, car);
    expect(await stateOf(world, car, 1n)).to.equal(SETTLED);
    await expect(dispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, SETTLED);
  });

  it("leaves open what counts in its first second: that is of its own time", async () => {
    const world = await load();
    const car = await enrolled(world);
    const policy = await (await policyOf(world)).getAddress();
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, policy, since);
    const given = { ...accident, observedAt: since, policyHash: policyHashOf(policy) };
    const sent = signedReport(world, await reportOf(world, car, given), car.key);
    await nextBlockAt(since);
    await world.stake.report(...sent);
    expect((await world.stake.claimOf(car.id, 1n)).countedAt).to.equal(since);
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.COUNTED);
    await dispute(world, car, 1n);
  });

  it("makes what had counted a part of the value, for good once the vehicle reports under it", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await defend(world, car, 1n);
    await turned(world, car);
    expect(await stateOf(world, car, 1n)).to.equal(SETTLED);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 1n]);
    await expect(judge(world, car, 1n, false))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 1n, SETTLED);
    const change = await moved(world, car, () => endDispute(world, car, 1n));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(PANEL.bond);
    expect(await world.stake.creditOf(world.defender.address)).to.equal(PANEL.bond);
  });

  it("takes over nothing of a service that is disputed", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_900n });
    await tells(world, car, Kind.SERVICE, 1_000n);
    await dispute(world, car, 2n);
    const before = await shown(world, car);
    await turned(world, car);
    expect((await shown(world, car)) <= before).to.equal(true);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 1n]);
    const change = await moved(world, car, () => endDispute(world, car, 2n));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car));
  });

  it("leaves what is pending so, which adds its damage by the new policy when attestors of the old one confirm it", async () => {
    const world = await load();
    const car = await reported(world, grave);
    await turned(world, car);
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.PENDING);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 4_000n));
    const { residual } = await balanced(world, car);
    await moved(world, car, () => confirm(world, car, 1n));
    expect(await conditionOf(world, car)).to.deep.equal([4_000n, 0n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 4_000n));
    // The new policy leaves no residual, and the old one's stays.
    expect((await balanced(world, car)).residual).to.equal(residual);
    // It can be disputed still, and is undone under the new one.
    await dispute(world, car, 1n);
    await moved(world, car, () => judge(world, car, 1n, false), true);
    expect(await conditionOf(world, car)).to.deep.equal([0n, 0n]);
  });

  it("values what is decided before the vehicle reports under it from its own second on", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    await dispute(world, car, 1n);
    const policy = await policyOf(world, { perYear: 5_000n });
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, await policy.getAddress(), since);
    await moveTo(since + DAY);
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.DISPUTED);
    const before = await shown(world, car);
    await moved(world, car, () => judge(world, car, 1n, false), true);
    await moved(world, car, () => confirm(world, car, 2n));
    expect(await conditionOf(world, car)).to.deep.equal([4_000n, 0n]);
    const known = await world.stake.vehicle(car.id);
    const anchor = {
      value: known.anchor.value,
      appraisedAt: known.anchor.appraisedAt,
      odometer: known.anchor.odometer,
    };
    const at = { odometer: known.condition.odometer, damage: 4_000n, restored: 0n };
    const [then] = await world.policy.worthIn(anchor, { ...at, observedAt: since });
    const fresh = { value: then, appraisedAt: since, odometer: at.odometer };
    const [expected] = await policy.worthIn(fresh, { ...at, damage: 0n, observedAt: await now() });
    expect(await shown(world, car)).to.equal(expected);
    expect(expected > before).to.equal(true);
  });
});

describeForEachKey("a grave report that is confirmed once another policy is in force", () => {
  /** Reported under a policy that lets dispute for a year, and confirmed under one that does for a week. */
  async function confirmedLate() {
    const world = await load();
    const long = await policyOf(world, {}, { disputeWindow: 365n * DAY });
    const car = await enrolled(world, { policy: await long.getAddress() });
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    const policy = await turned(world, car);
    await confirm(world, car, 1n);
    return { world, car, policy };
  }

  it("counts under that one: in its window it is disputed, and by its attestors undone", async () => {
    const { world, car, policy } = await confirmedLate();
    expect((await world.stake.claimOf(car.id, 1n)).policy).to.equal(policy);
    const until = (await now()) + PANEL.disputeWindow;
    await nextBlockAt(until);
    await expect(dispute(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleTooLate")
      .withArgs(until, until);
  });

  it("changes nothing any more once what is left of a slashed vehicle is final", async () => {
    const { world, car } = await confirmedLate();
    await slash(world, car);
    const final = await world.stake.finalFrom(car.id);
    expect(final).to.equal((await now()) + PANEL.disputeWindow);
    await nextBlockAt(final);
    await expect(dispute(world, car, 1n)).to.be.revertedWithCustomError(world.stake, "VehicleTooLate");
  });
});

describeForEachKey("a slash while claims are open", () => {
  it("takes the value whatever hangs, and what is pending waits for ever", async () => {
    const world = await load();
    const car = await reported(world, grave);
    await moved(world, car, () => slash(world, car));
    const books = await balanced(world, car);
    expect([books.value, books.residual]).to.deep.equal([0n, 0n]);
    expect(books.slashed > 0n).to.equal(true);
    for (const holds of [true, false]) {
      await expect(confirm(world, car, 1n, holds))
        .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
        .withArgs(car.id, State.SLASHED);
    }
    expect(await world.stake.finalFrom(car.id)).to.equal((await now()) + PANEL.disputeWindow);
    expect(await shown(world, car)).to.equal(0n);
  });

  it("lets a dispute take residual back that is none, and never gives any", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_900n });
    await tells(world, car, Kind.SERVICE, 1_000n);
    await dispute(world, car, 2n);
    await slash(world, car);
    const books = await balanced(world, car);
    expect(books.residual > 0n).to.equal(true);
    expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
    // Without the service more would be damaged, and left.
    const none = await moved(world, car, () => judge(world, car, 2n, false));
    expect(none).to.deep.equal({ value: 0n, residual: 0n });
    await dispute(world, car, 1n);
    await moved(world, car, () => judge(world, car, 1n, false));
    const after = await balanced(world, car);
    expect([after.value, after.residual, after.slashed]).to.deep.equal([0n, 0n, books.slashed]);
    expect((await world.stake.vehicle(car.id)).state).to.equal(State.SLASHED);
    expect(await world.stake.finalFrom(car.id)).not.to.equal(NEVER);
  });

  it("gives the bond of a dispute that is lost to the owner: nobody can win it any more", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await slash(world, car);
    await pass(PANEL.decideWithin);
    await expect(endDispute(world, car, 1n))
      .to.emit(world.stake, "VehicleCredited")
      .withArgs(world.owner.address, PANEL.bond);
    expect((await world.stake.vehicle(car.id)).deposit).to.equal(0n);
  });

  it("gives the bond of a dispute that was lost before to who shows that it broke the rules", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await dispute(world, car, 1n);
    await judge(world, car, 1n, true);
    await slash(world, car);
    expect(await world.stake.creditOf(world.keeper.address)).to.equal(PANEL.bond);
  });
});
