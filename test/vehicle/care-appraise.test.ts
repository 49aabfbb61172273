import { expect } from "chai";
import { getAddress } from "ethers";

import { DepreciationPolicy__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import type { AppraisalStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { refused, unknown } from "./care.ts";
import { balanced } from "./claims.ts";
import {
  type Car,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  KEYS,
  Kind,
  KM,
  load,
  nextBlockAt,
  ODOMETER,
  PANEL,
  policyHashOf,
  report,
  reported,
  reportOf,
  shown,
  signedReport,
  START,
  State,
  TERMS,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended } from "./holding.ts";
import { type Key, signAs } from "./signing.ts";

const SETTLED = 6n;
/** When these vehicles are appraised anew. */
const LATER = START + 50n * DAY;

/** What the issuer finds: a little more than it cost, at the same odometer; and what a test wants otherwise. */
const found = (car: Car, changes: Partial<AppraisalStruct> = {}): AppraisalStruct => ({
  vehicle: car.id,
  value: VALUE + 1_000n,
  appraisedAt: LATER,
  odometer: ODOMETER,
  deadline: FAR,
  ...changes,
});

/** An appraisal as it is sent. */
function appraise(world: World, car: Car, given: AppraisalStruct, issuer: Key = world.issuer, signer: Key = issuer) {
  const signature = signAs(signer, world.domain, "Appraisal", given);
  return world.stake.connect(world.keeper).appraise(given, car.enrolment.commitment, issuer.bytes, signature);
}

const still = { observedAt: START, odometer: ODOMETER };

describeForEachKey("a new appraisal of a vehicle", () => {
  for (const [name, keyOf] of KEYS) {
    it(`credits what it is worth more than was booked, and begins without damage: with ${name}`, async () => {
      const world = await load();
      const car = await reported(world, { kind: Kind.ACCIDENT, severity: 1_000n, ...still }, keyOf(world));
      const before = await balanced(world, car);
      await nextBlockAt(LATER);
      const sent = await appraise(world, car, found(car));
      const value = VALUE + 1_000n;
      const credited = VALUE + value - before.value;
      await expect(sent)
        .to.emit(world.stake, "VehicleAppraised")
        .withArgs(car.id, getAddress(world.issuer.bytes), value, LATER, ODOMETER);
      await expect(sent).to.emit(world.stake, "VehicleBooked").withArgs(car.id, value, before.residual, 0n, credited);
      const after = await balanced(world, car);
      expect([after.value, after.residual, after.credited]).to.deep.equal([value, before.residual, credited]);
      expect(after.consumed).to.equal(before.consumed);
      const known = await world.stake.vehicle(car.id);
      expect([...known.anchor]).to.deep.equal([value, LATER, ODOMETER]);
      expect([known.condition.damage, known.condition.restored, known.sequence]).to.deep.equal([0n, 0n, 1n]);
      await report(world, car, { observedAt: LATER, odometer: ODOMETER });
      expect((await balanced(world, car)).value).to.equal(value);
    });
  }

  it("consumes what it is worth less", async () => {
    const world = await load();
    const car = await enrolled(world);
    await nextBlockAt(LATER);
    await appraise(world, car, found(car, { value: 7n }));
    const { value, consumed, credited } = await balanced(world, car);
    expect([value, consumed, credited]).to.deep.equal([7n, VALUE - 7n, VALUE]);
  });

  it("doesn't end the vehicle's silence", async () => {
    const world = await load();
    const car = await reported(world, still);
    const silence = 200n * DAY;
    await nextBlockAt(START + silence);
    await appraise(world, car, found(car, { appraisedAt: START + silence }));
    const cut = await world.policy.haircut(silence);
    expect(cut > 0n).to.equal(true);
    expect(await shown(world, car)).to.equal(((VALUE + 1_000n) * (10_000n - cut)) / 10_000n);
  });

  it("is the issuer's, of this vehicle", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { otherIssuer } = world;
    await nextBlockAt(LATER);
    const foreign = appraise(world, car, found(car), otherIssuer);
    await refused(world, foreign, "VehicleNotAllowed", getAddress(otherIssuer.bytes), car.id);
    const forged = appraise(world, car, found(car), world.issuer, otherIssuer);
    await refused(world, forged, "VehicleSignature", world.issuer.bytes);
    const nobody = unknown(car);
    await refused(world, appraise(world, car, found(nobody)), "VehicleUnfit", nobody.id, State.NONE);
    const signature = signAs(world.issuer, world.domain, "Appraisal", found(car));
    for (const change of [
      { value: 1n },
      { appraisedAt: LATER - 1n },
      { odometer: ODOMETER + 1n },
      { deadline: FAR - 1n },
    ]) {
      const sent = world.stake.appraise(found(car, change), car.enrolment.commitment, world.issuer.bytes, signature);
      await refused(world, sent, "VehicleSignature", world.issuer.bytes);
    }
  });

  it("counts in the last second of its deadline, and not in the next", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const at of [LATER - 1n, LATER, LATER + 1n]) {
      await nextBlockAt(at);
      const sent = appraise(world, car, found(car, { appraisedAt: at, deadline: LATER }));
      if (at > LATER) await refused(world, sent, "VehicleExpired", LATER, at);
      else await sent;
    }
  });

  it("is of a moment after the appraisal before, none before the last report, and none to come", async () => {
    const world = await load();
    const car = await enrolled(world);
    const old = async (appraisedAt: bigint, earliest: bigint) => {
      const sent = appraise(world, car, found(car, { appraisedAt }));
      await refused(world, sent, "VehicleAppraisalOld", appraisedAt, earliest, ODOMETER, ODOMETER);
    };
    await nextBlockAt(LATER);
    await old(START, START + 1n);
    await appraise(world, car, found(car, { appraisedAt: START + 1n }));
    await old(START + 1n, START + 2n);
    await report(world, car, { observedAt: START + DAY, odometer: ODOMETER });
    await old(START + DAY - 1n, START + DAY);
    await appraise(world, car, found(car, { appraisedAt: START + DAY }));
    const at = LATER + DAY;
    await nextBlockAt(at);
    const early = appraise(world, car, found(car, { appraisedAt: at + 1n }));
    await refused(world, early, "VehicleObservedAt", at + 1n, START + DAY + 1n, at);
    await nextBlockAt(at);
    await appraise(world, car, found(car, { appraisedAt: at }));
  });

  it("is of no lower odometer than the last report, or the appraisal before", async () => {
    const world = await load();
    const car = await enrolled(world);
    const low = async (odometer: bigint, least: bigint, appraisedAt: bigint, earliest: bigint) => {
      const sent = appraise(world, car, found(car, { odometer, appraisedAt }));
      await refused(world, sent, "VehicleAppraisalOld", appraisedAt, earliest, odometer, least);
    };
    await nextBlockAt(LATER);
    await report(world, car, { observedAt: START, odometer: ODOMETER + KM });
    await low(ODOMETER + KM - 1n, ODOMETER + KM, START + 9n, START + 1n);
    await appraise(world, car, found(car, { odometer: ODOMETER + 5n * KM, appraisedAt: START + 9n }));
    await low(ODOMETER + 5n * KM - 1n, ODOMETER + 5n * KM, START + 10n, START + 10n);
    await appraise(world, car, found(car, { odometer: ODOMETER + 5n * KM, appraisedAt: START + 10n }));
  });

  it("credits no more than there is room for", async () => {
    const world = await load();
    const car = await enrolled(world);
    await nextBlockAt(LATER);
    const most = 2n ** 80n - 1n;
    await appraise(world, car, found(car, { value: most, appraisedAt: START + 1n }));
    expect((await balanced(world, car)).credited).to.equal(most);
    await appraise(world, car, found(car, { value: 1n, appraisedAt: START + 2n }));
    const more = appraise(world, car, found(car, { value: 2n, appraisedAt: START + 3n }));
    await refused(world, more, "VehicleCreditedTooMuch", most + 1n, most);
  });

  it("is of no vehicle that has ended", async () => {
    const world = await load();
    const car = await enrolled(world);
    await ended(world, car, Kind.SCRAPPING);
    await refused(world, appraise(world, car, found(car)), "VehicleUnfit", car.id, State.ENDED);
  });

  it("settles what was pending or disputed, and bonds go back", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n, ...still });
    await report(world, car, { kind: Kind.SERVICE, severity: 500n, ...still });
    await report(world, car, { kind: Kind.ACCIDENT, severity: 5_000n, ...still });
    expect((await world.stake.claimOf(car.id, 3n)).state).to.equal(ClaimState.PENDING);
    await world.stake.connect(world.challenger).dispute(car.id, 2n, { value: PANEL.bond });
    const at = START + 2n * DAY;
    await nextBlockAt(at);
    await appraise(world, car, found(car, { appraisedAt: at }));
    expect((await world.stake.vehicle(car.id)).pending).to.equal(false);
    expect([...(await world.stake.openClaimsOf(car.id))]).to.deep.equal([0n, 0n, 0n]);
    for (const sequence of [1n, 2n, 3n]) {
      expect((await world.stake.claimOf(car.id, sequence)).state).to.equal(SETTLED);
    }
    const books = await balanced(world, car);
    await expect(world.stake.endDispute(car.id, 2n))
      .to.emit(world.stake, "VehicleCredited")
      .withArgs(world.challenger.address, PANEL.bond);
    expect(await balanced(world, car)).to.deep.equal(books);
  });

  it("has a report of before that comes later change nothing but the odometer", async () => {
    const world = await load();
    const car = await reported(world, still);
    await nextBlockAt(LATER);
    await appraise(world, car, found(car, { odometer: ODOMETER + 10n * KM }));
    const books = await balanced(world, car);
    await report(world, car, {
      kind: Kind.TOTAL_LOSS,
      severity: 10_000n,
      observedAt: START + DAY,
      odometer: ODOMETER + 9n * KM,
    });
    expect(await balanced(world, car)).to.deep.equal(books);
    const known = await world.stake.vehicle(car.id);
    expect([known.state, known.condition.odometer]).to.deep.equal([State.ACTIVE, ODOMETER + 9n * KM]);
    expect((await world.stake.claimOf(car.id, 2n)).state).to.equal(ClaimState.NONE);
    // One of the appraisal's own second is none of before.
    await report(world, car, { kind: Kind.ACCIDENT, severity: 100n, observedAt: LATER, odometer: ODOMETER + 10n * KM });
    expect((await balanced(world, car)).value < books.value).to.equal(true);
  });

  it("is under the policy that was in force for its moment", async () => {
    for (const turned of [true, false]) {
      const world = await load();
      const car = await enrolled(world);
      const factory = new DepreciationPolicy__factory(world.deployer);
      const policy = await (await factory.deploy({ ...TERMS, perYear: 500n }, world.panel)).getAddress();
      const since = START + 20n * DAY;
      const change = { vehicle: car.id, policy, since, deadline: FAR };
      const signature = signAs(world.issuer, world.domain, "PolicyChange", change);
      await world.stake
        .connect(world.owner)
        .proposePolicy(car.id, car.enrolment.commitment, world.issuer.bytes, policy, since, FAR, signature);
      await nextBlockAt(LATER);
      const appraisedAt = turned ? since + 1n : since - 1n;
      await appraise(world, car, found(car, { appraisedAt }));
      const known = await world.stake.vehicle(car.id);
      const former = known.formerPolicy === car.enrolment.policy;
      expect([known.policy, former]).to.deep.equal([policy, !turned]);
      expect((await balanced(world, car)).value).to.equal(VALUE + 1_000n);
      const given = await reportOf(world, car, { observedAt: appraisedAt, odometer: ODOMETER });
      const under = turned ? policy : (car.enrolment.policy as string);
      await world.stake.report(...signedReport(world, { ...given, policyHash: policyHashOf(under) }, car.key));
      await balanced(world, car);
    }
  });

  it("books what a policy of somebody else makes of it, and never more than it is", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await nextBlockAt(LATER);
    for (const [i, [says, booked]] of (
      [
        [2n ** 255n, VALUE + 1_000n],
        [5n, 5n],
      ] as const
    ).entries()) {
      await policy.say(says, 0n, false);
      await appraise(world, car, found(car, { appraisedAt: START + BigInt(i) + 1n }));
      expect((await balanced(world, car)).value).to.equal(booked);
    }
    // Whatever it says afterwards, no more is in the books than was credited.
    for (const says of [VALUE, 2n ** 256n - 1n]) {
      await policy.say(says, says, false);
      await report(world, car, { kind: Kind.SERVICE });
      await balanced(world, car);
    }
  });
});
