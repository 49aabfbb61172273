import { expect } from "chai";
import { encodeBytes32String, getAddress, ZeroAddress } from "ethers";

import { DepreciationPolicy__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import { refused, unknown } from "./care.ts";
import { appraises, balanced } from "./claims.ts";
import {
  anchorOf,
  type Car,
  conditionOf,
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  ODOMETER,
  PANEL,
  policyHashOf,
  report,
  reported,
  reportOf,
  secureKey,
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

/** With another policy, by which a vehicle loses a fifth a year, and silence takes nothing for two. */
async function loadTwo() {
  const world = await load();
  const factory = new DepreciationPolicy__factory(world.deployer);
  const terms = { ...TERMS, perYear: 2_000n, patience: 730n * DAY, silence: 1_000n * DAY };
  const next = await factory.deploy(terms, world.panel);
  return { world, next, address: await next.getAddress() };
}

interface Change {
  vehicle: bigint;
  policy: string;
  since: bigint;
  deadline: bigint;
}

/** A proposal as the owner sends it; and whatever is otherwise. */
function propose(
  world: World,
  car: Car,
  policy: string,
  since: bigint,
  changes: { by?: World["owner"]; issuer?: Key; deadline?: bigint; signed?: Partial<Change>; signer?: Key } = {},
) {
  const issuer = changes.issuer ?? world.issuer;
  const deadline = changes.deadline ?? FAR;
  const change: Change = { vehicle: car.id, policy, since, deadline, ...changes.signed };
  const signature = signAs(changes.signer ?? issuer, world.domain, "PolicyChange", change);
  return world.stake
    .connect(changes.by ?? world.owner)
    .proposePolicy(car.id, car.enrolment.commitment, issuer.bytes, policy, since, deadline, signature);
}

/** The vehicle's worth by its first policy in a second. */
const worthAt = (world: World, time: bigint, odometer = ODOMETER, damage = 0n, restored = 0n) =>
  world.policy.worthIn(anchorOf(VALUE, START, ODOMETER), conditionOf(time, odometer, damage, restored));

describeForEachKey("another policy for a vehicle", () => {
  it("is proposed by the owner and the issuer, and known from then on", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const since = START + 10n * DAY;
    expect(await world.stake.knowsPolicy(car.id, policyHashOf(address))).to.equal(false);
    await expect(propose(world, car, address, since))
      .to.emit(world.stake, "VehiclePolicyProposed")
      .withArgs(car.id, address, since);
    const known = await world.stake.vehicle(car.id);
    expect([known.policy, known.nextPolicy, known.nextSince, known.policySince, known.formerPolicy]).to.deep.equal([
      car.enrolment.policy,
      address,
      since,
      START,
      ZeroAddress,
    ]);
    expect(await world.stake.knowsPolicy(car.id, policyHashOf(address))).to.equal(true);
    const { stranger, otherIssuer } = world;
    const not = "VehicleNotAllowed";
    await refused(world, propose(world, car, address, since, { by: stranger }), not, stranger.address, car.id);
    const foreign = propose(world, car, address, since, { issuer: otherIssuer });
    await refused(world, foreign, not, getAddress(otherIssuer.bytes), car.id);
    for (const signed of [
      { policy: stranger.address },
      { since: since + 1n },
      { deadline: FAR - 1n },
      { vehicle: 5n },
    ]) {
      const sent = propose(world, car, address, since, { signed });
      await refused(world, sent, "VehicleSignature", world.issuer.bytes);
    }
    const forged = propose(world, car, address, since, { signer: otherIssuer });
    await refused(world, forged, "VehicleSignature", world.issuer.bytes);
  });

  it("is a day away at least", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const at = START + 5n * DAY;
    await nextBlockAt(at);
    await refused(world, propose(world, car, address, at + DAY - 1n), "VehicleTooEarly", at + DAY, at + DAY - 1n);
    await nextBlockAt(at);
    await propose(world, car, address, at + DAY);
    await nextBlockAt(at + 1n);
    await propose(world, car, address, at + DAY + 2n);
  });

  it("is proposed in the last second of its deadline, and not in the next", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const deadline = START + DAY;
    for (const at of [deadline - 1n, deadline, deadline + 1n]) {
      await nextBlockAt(at);
      const sent = propose(world, car, address, START + 10n * DAY, { deadline });
      if (at > deadline) await refused(world, sent, "VehicleExpired", deadline, at);
      else await sent;
    }
  });

  it("is another one, with code, of a vehicle that there is and that hasn't ended", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const [since, policy] = [START + 10n * DAY, car.enrolment.policy as string];
    await refused(world, propose(world, car, policy, since), "VehicleSamePolicy", policy);
    const none = propose(world, car, world.stranger.address, since);
    await refused(world, none, "VehicleIncomplete", encodeBytes32String("policy"));
    const nobody = unknown(car);
    await refused(world, propose(world, nobody, address, since), "VehicleUnfit", nobody.id, State.NONE);
    await ended(world, car, Kind.SCRAPPING);
    await refused(world, propose(world, car, address, since), "VehicleUnfit", car.id, State.ENDED);
  });

  it("leaves all as it is until then, and withdraws nothing where nothing was proposed", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });
    const books = await balanced(world, car);
    const sent = await propose(world, car, address, START + 10n * DAY);
    await expect(sent).to.not.emit(world.stake, "VehiclePolicyWithdrawn");
    await expect(sent).to.not.emit(world.stake, "VehicleBooked");
    expect(await balanced(world, car)).to.deep.equal(books);
  });

  it("gives way to another proposal before it is in force", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const third = await (
      await new DepreciationPolicy__factory(world.deployer).deploy({ ...TERMS, perYear: 500n }, world.panel)
    ).getAddress();
    await propose(world, car, address, START + 10n * DAY);
    const sent = propose(world, car, third, START + 20n * DAY);
    await expect(sent).to.emit(world.stake, "VehiclePolicyWithdrawn").withArgs(car.id, address);
    await expect(sent)
      .to.emit(world.stake, "VehiclePolicyProposed")
      .withArgs(car.id, third, START + 20n * DAY);
    const known = await world.stake.vehicle(car.id);
    expect([known.nextPolicy, known.nextSince]).to.deep.equal([third, START + 20n * DAY]);
  });

  it("is withdrawn by the owner alone, before it is in force, and not held against the vehicle", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const since = START + 10n * DAY;
    const { stranger } = world;
    const asOwner = world.stake.connect(world.owner);
    await refused(world, asOwner.withdrawPolicy(car.id), "VehicleNothingProposed", car.id);
    await propose(world, car, address, since);
    const foreign = world.stake.connect(stranger).withdrawPolicy(car.id);
    await refused(world, foreign, "VehicleNotAllowed", stranger.address, car.id);
    await nextBlockAt(since - 1n);
    await expect(asOwner.withdrawPolicy(car.id))
      .to.emit(world.stake, "VehiclePolicyWithdrawn")
      .withArgs(car.id, address);
    const known = await world.stake.vehicle(car.id);
    expect([known.nextPolicy, known.nextSince]).to.deep.equal([ZeroAddress, 0n]);
    await refused(world, asOwner.withdrawPolicy(car.id), "VehicleNothingProposed", car.id);
    await moveTo(since + DAY);
    expect(await shown(world, car)).to.equal((await worthAt(world, since + DAY))[0]);
    const given = await reportOf(world, car, { policyHash: policyHashOf(address) });
    const [, key, signature] = signedReport(world, given, car.key);
    await refused(world, world.stake.slashTampering(given, key, signature), "VehicleKnownPolicy", given.policyHash);
    for (const late of [0n, 1n]) {
      const other = await enrolled(world);
      const from = since + 10n * DAY * (late + 1n);
      await propose(world, other, address, from);
      await nextBlockAt(from + late);
      await refused(world, asOwner.withdrawPolicy(other.id), "VehicleTooLate", from, from + late);
    }
  });

  it("values the vehicle from the second on that was told, by time alone, and nothing rises", async () => {
    const { world, next, address } = await loadTwo();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n, observedAt: START, odometer: ODOMETER });
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    const [before] = await worthAt(world, since - 1n, ODOMETER, 1_000n);
    const [turned] = await worthAt(world, since, ODOMETER, 1_000n);
    const [after] = await next.worthIn(anchorOf(turned, since, ODOMETER), conditionOf(since + DAY, ODOMETER, 0n, 0n));
    expect(await world.stake.valueAt(car.id, since - 1n)).to.equal(before);
    expect(await world.stake.valueAt(car.id, since)).to.equal(turned);
    expect(await world.stake.valueAt(car.id, since + DAY)).to.equal(after);
    expect(before > turned && turned > after).to.equal(true);
    await nextBlockAt(since - 1n);
    await world.dollar.mint(world.owner.address, 1n);
    expect((await world.stake.vehicle(car.id)).policy).to.equal(car.enrolment.policy);
    await nextBlockAt(since);
    await world.dollar.mint(world.owner.address, 1n);
    const known = await world.stake.vehicle(car.id);
    expect([known.policy, known.nextPolicy, known.nextSince, known.policySince, known.formerPolicy]).to.deep.equal([
      address,
      ZeroAddress,
      0n,
      since,
      car.enrolment.policy,
    ]);
    await balanced(world, car);
  });

  for (const [name, keyOf] of [
    ["an ordinary key", () => undefined],
    ["a key of a secure element", secureKey],
  ] as const) {
    it(`has each report count under the policy that was in force when it was observed, with ${name}`, async () => {
      const { world, next, address } = await loadTwo();
      const car = await enrolled(world, {}, keyOf(world));
      const since = START + 20n * DAY;
      await propose(world, car, address, since);
      await nextBlockAt(since + 5n * DAY);
      await world.dollar.mint(world.owner.address, 1n);
      const [old, fresh] = [policyHashOf(car.enrolment.policy as string), policyHashOf(address)];
      const of = (observedAt: bigint, policyHash: string) =>
        reportOf(world, car, { observedAt, policyHash, odometer: ODOMETER });
      const send = async (observedAt: bigint, policyHash: string) =>
        world.stake.report(...signedReport(world, await of(observedAt, policyHash), car.key));
      await refused(world, send(since - 1n, fresh), "VehiclePolicy", fresh, old);
      await refused(world, send(since, old), "VehiclePolicy", old, fresh);
      await send(since - 1n, old);
      expect((await balanced(world, car)).value).to.equal((await worthAt(world, since - 1n))[0]);
      await send(since, fresh);
      const [turned] = await worthAt(world, since);
      expect((await balanced(world, car)).value).to.equal(turned);
      await refused(world, send(since + 1n, old), "VehiclePolicy", old, fresh);
      await send(since + DAY, fresh);
      const [value] = await next.worthIn(anchorOf(turned, since, ODOMETER), conditionOf(since + DAY, ODOMETER, 0n, 0n));
      expect((await balanced(world, car)).value).to.equal(value);
      const known = await world.stake.vehicle(car.id);
      expect([...known.anchor]).to.deep.equal([turned, since, ODOMETER]);
      // None of all these was wrong to sign.
      for (const policyHash of [old, fresh]) {
        const [given, key, signature] = signedReport(world, await of(since, policyHash), car.key);
        await refused(world, world.stake.slashTampering(given, key, signature), "VehicleKnownPolicy", policyHash);
      }
    });
  }

  it("makes damage a part of the new value, and keeps the residual of before", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n, observedAt: START, odometer: ODOMETER });
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    await nextBlockAt(since);
    await report(world, car, { observedAt: since, odometer: ODOMETER, policyHash: policyHashOf(address) });
    const [value, residual] = await worthAt(world, since, ODOMETER, 2_000n);
    const books = await balanced(world, car);
    expect([books.value, books.residual]).to.deep.equal([value, residual]);
    expect([...(await world.stake.vehicle(car.id)).condition].slice(2)).to.deep.equal([0n, 0n]);
    expect((await world.stake.claimOf(car.id, 1n)).state).to.equal(6n);
  });

  it("brings along what a service restored that nobody disputes, and leaves what a lender wants to see", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const still = { observedAt: START, odometer: ODOMETER };
    await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n, ...still });
    await report(world, car, { kind: Kind.SERVICE, severity: 1_500n, ...still });
    await world.stake.connect(world.owner).lock(car.id, world.lender.address, 5n, FAR);
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    await nextBlockAt(since);
    const sent = await report(world, car, { observedAt: since, odometer: ODOMETER, policyHash: policyHashOf(address) });
    const [value] = await worthAt(world, since, ODOMETER, 2_000n, 1_500n);
    expect((await balanced(world, car)).value).to.equal(value);
    await expect(sent).to.not.emit(world.stake, "VehicleLiened");
  });

  it("doesn't bring along what a service restored that is disputed", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const still = { observedAt: START, odometer: ODOMETER };
    await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n, ...still });
    await report(world, car, { kind: Kind.SERVICE, severity: 1_500n, ...still });
    await world.stake.connect(world.challenger).dispute(car.id, 2n, { value: PANEL.bond });
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    await nextBlockAt(since);
    await report(world, car, { observedAt: since, odometer: ODOMETER, policyHash: policyHashOf(address) });
    const [value] = await worthAt(world, since, ODOMETER, 2_000n);
    expect((await balanced(world, car)).value).to.equal(value);
    // It is settled, and each has his bond back.
    expect((await world.stake.claimOf(car.id, 2n)).state).to.equal(6n);
    await world.stake.endDispute(car.id, 2n);
    expect(await world.stake.creditOf(world.challenger.address)).to.equal(PANEL.bond);
    expect((await balanced(world, car)).value).to.equal(value);
    expect((await world.stake.vehicle(car.id)).pending).to.equal(false);
  });

  it("doesn't give back what silence took under the one before, until the next report", async () => {
    const { world, next, address } = await loadTwo();
    const car = await reported(world, { observedAt: START, odometer: ODOMETER });
    const since = START + 100n * DAY;
    await propose(world, car, address, since);
    const cut = await world.policy.haircut(100n * DAY);
    expect(cut > 0n).to.equal(true);
    const [turned] = await worthAt(world, since);
    const left = async (time: bigint) => {
      const [value] = await next.worthIn(anchorOf(turned, since, ODOMETER), conditionOf(time, ODOMETER, 0n, 0n));
      return value;
    };
    expect(await world.stake.valueAt(car.id, since)).to.equal((turned * (10_000n - cut)) / 10_000n);
    const later = since + 50n * DAY;
    expect(await world.stake.valueAt(car.id, later)).to.equal(((await left(later)) * (10_000n - cut)) / 10_000n);
    await nextBlockAt(later);
    await report(world, car, { observedAt: later, odometer: ODOMETER, policyHash: policyHashOf(address) });
    expect(await shown(world, car)).to.equal(await left(later));
  });

  for (const act of ["another is proposed", "the issuer appraises it"]) {
    it(`doesn't give it back either when ${act}, which makes it last`, async () => {
      const { world, next, address } = await loadTwo();
      const car = await reported(world, { observedAt: START, odometer: ODOMETER });
      const since = START + 100n * DAY;
      await propose(world, car, address, since);
      const cut = await world.policy.haircut(100n * DAY);
      await moveTo(since + DAY);
      if (act === "another is proposed") await propose(world, car, car.enrolment.policy as string, FAR);
      else await appraises(world, car, VALUE / 2n);
      const { anchor, policy, policySince, haircut } = await world.stake.vehicle(car.id);
      expect([policy, haircut]).to.deep.equal([address, cut]);
      const left = async (time: bigint) => {
        const [value] = await next.worthIn(anchorOf(anchor.value, policySince, ODOMETER), conditionOf(time, ODOMETER));
        return value;
      };
      for (const time of [await now(), since + 200n * DAY])
        expect(await world.stake.valueAt(car.id, time)).to.equal(((await left(time)) * (10_000n - cut)) / 10_000n);
      // Nor does the policy that it is turned to then, nor the one after that.
      await propose(world, car, car.enrolment.policy as string, since + 100n * DAY);
      await moveTo(since + 101n * DAY);
      const longer = await next.haircut(200n * DAY);
      expect(longer).to.equal(0n);
      await propose(world, car, address, FAR);
      expect((await world.stake.vehicle(car.id)).haircut).to.equal(cut);
      const later = await now();
      await report(world, car, { observedAt: later, odometer: ODOMETER });
      expect((await world.stake.vehicle(car.id)).haircut).to.equal(0n);
      const known = await world.stake.vehicle(car.id);
      const rules = [
        anchorOf(known.anchor.value, known.policySince, ODOMETER),
        conditionOf(await now(), ODOMETER),
      ] as const;
      expect(await shown(world, car)).to.equal((await world.policy.worthIn(...rules))[0]);
    });
  }

  for (const act of ["another is proposed", "the issuer appraises it"]) {
    it(`gives back the smallest part that silence took, too, with the next report after ${act}`, async () => {
      const world = await load();
      const silent = await new VehicleStagedPolicy__factory(world.deployer).deploy();
      await silent.say(VALUE, 0n, false);
      await silent.cut(1n);
      const address = await silent.getAddress();
      const car = await enrolled(world, { policy: address });
      const since = START + 20n * DAY;
      await propose(world, car, await world.policy.getAddress(), since);
      await moveTo(since + 1n);
      if (act === "another is proposed") await propose(world, car, address, FAR);
      else await appraises(world, car, VALUE);
      expect((await world.stake.vehicle(car.id)).haircut).to.equal(1n);
      await report(world, car);
      expect((await world.stake.vehicle(car.id)).haircut).to.equal(0n);
    });
  }

  it("that took over without a report has an accident of before count as one", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    await moveTo(since);
    await propose(world, car, car.enrolment.policy as string, FAR);
    const given = { kind: Kind.ACCIDENT, severity: 1_000n, observedAt: since - DAY, policyHash: policyHashOf(address) };
    await report(world, car, given);
    expect((await world.stake.vehicle(car.id)).condition.damage).to.equal(1_000n);
    expect((await world.stake.claimOf(car.id, 1n)).damaged).to.equal(1_000n);
  });

  it("that took over without a report has an accident of the second of an appraisal before count as one", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    await moveTo(START + DAY);
    await appraises(world, car, VALUE);
    const { appraisedAt } = (await world.stake.vehicle(car.id)).anchor;
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    await moveTo(since);
    await propose(world, car, car.enrolment.policy as string, FAR);
    const policyHash = policyHashOf(address);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n, observedAt: appraisedAt, policyHash });
    expect((await world.stake.claimOf(car.id, 1n)).damaged).to.equal(1_000n);
  });

  it("that is in force takes over for good when another is proposed, and the books follow", async () => {
    const { world, address } = await loadTwo();
    const car = await enrolled(world);
    const since = START + 20n * DAY;
    await propose(world, car, address, since);
    await nextBlockAt(since);
    const sent = await propose(world, car, car.enrolment.policy as string, since + DAY);
    const [value] = await worthAt(world, since);
    await expect(sent).to.emit(world.stake, "VehicleBooked").withArgs(car.id, value, 0n, 0n, VALUE);
    await expect(sent).to.not.emit(world.stake, "VehiclePolicyWithdrawn");
    const known = await world.stake.vehicle(car.id);
    expect([...known.anchor]).to.deep.equal([value, since, ODOMETER]);
    expect([known.policy, known.nextPolicy, known.policySince, known.formerPolicy]).to.deep.equal([
      address,
      car.enrolment.policy,
      since,
      ZeroAddress,
    ]);
    expect((await balanced(world, car)).value).to.equal(value);
    // What is in force can't be proposed again, though it was the next one a second before.
    await refused(world, propose(world, car, address, (await now()) + 2n * DAY), "VehicleSamePolicy", address);
  });
});
