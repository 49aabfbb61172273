import { expect } from "chai";
import { concat, id as hashOf, toBeHex } from "ethers";

import { enrolmentOf as enrolmentThere, enter, reportOf as reportThere } from "../../bench/vehicle/stage.ts";
import { p256Point } from "../p256.ts";
import { announce, refused, rotate, rotationOf } from "./care.ts";
import { balanced, policyOf, proposes } from "./claims.ts";
import {
  CAR_KEY,
  DAY,
  enrolled,
  ethers,
  FAR,
  load,
  moveTo,
  now,
  ODOMETER,
  plainKey,
  policyHashOf,
  reportOf,
  secureKey,
  signedReport,
  START,
  VALUE,
  type World,
} from "./fixture.ts";
import { digestOf, type Key, signAs } from "./signing.ts";

const KEYS: readonly [string, (world: World) => Key][] = [
  ["an ordinary key", () => CAR_KEY],
  ["a key of a secure element", secureKey],
];

describe("what is signed about a vehicle", () => {
  it("for another contract, another chain or another version says nothing here, whatever it is", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { commitment } = car.enrolment;
    const next = plainKey(0xbeefn);
    const policy = await (await policyOf(world, { perYear: 500n })).getAddress();
    const appraisal = { vehicle: car.id, value: VALUE, appraisedAt: START, odometer: ODOMETER, deadline: FAR };
    const domains = [
      { ...world.domain, verifyingContract: await world.residual.getAddress() },
      { ...world.domain, chainId: world.domain.chainId + 1n },
      { ...world.domain, version: "2" },
      { ...world.domain, name: "Lapse" },
    ];
    for (const domain of domains) {
      const other = { ...world, domain };
      const { bytes } = world.issuer;
      const signature = signAs(world.issuer, domain, "Appraisal", { ...appraisal, appraisedAt: START + 1n });
      const appraised = { ...appraisal, appraisedAt: START + 1n };
      await refused(world, world.stake.appraise(appraised, commitment, bytes, signature), "VehicleSignature", bytes);
      await refused(world, announce(other, car, next), "VehicleSignature", bytes);
      await refused(world, rotate(other, car, next, rotationOf(car, next, 1n)), "VehicleSignature", CAR_KEY.bytes);
      await expect(proposes(other, car, policy, (await now()) + 2n * DAY))
        .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
        .withArgs(bytes);
      // Nor is anybody slashed for what he has signed for others.
      const tampering = await reportOf(world, car, { policyHash: hashOf("no policy of anybody") });
      await refused(
        world,
        world.stake.slashTampering(...signedReport(other, tampering, car.key)),
        "VehicleSignature",
        CAR_KEY.bytes,
      );
      const [one, , oneSignature] = signedReport(other, await reportOf(world, car), car.key);
      const [two, , twoSignature] = signedReport(other, { ...one, severity: 1n }, car.key);
      await refused(
        world,
        world.stake.slashEquivocation(one, oneSignature, two, twoSignature, "0x"),
        "VehicleSignature",
        CAR_KEY.bytes,
      );
    }
  });
});

for (const [name, keyOf] of KEYS) {
  describe(`a vehicle with ${name} that was offline for weeks`, () => {
    it("signs anew what has expired, under the policy of its moment, and nothing of that is held against it", async () => {
      const world = await load();
      const key = keyOf(world);
      const car = await enrolled(world, {}, key);
      const [old, fresh] = [
        await world.policy.getAddress(),
        await (await policyOf(world, { perYear: 500n })).getAddress(),
      ];
      const since = START + 10n * DAY;
      await proposes(world, car, fresh, since);
      // Two reports that never arrived, of before and after another policy came into force.
      const moments = [since - 1n, since];
      const lost = [];
      for (const [i, observedAt] of moments.entries()) {
        const changes = {
          sequence: BigInt(i) + 1n,
          observedAt,
          deadline: observedAt + DAY,
          policyHash: policyHashOf(old),
        };
        lost.push(await reportOf(world, car, changes));
      }
      await moveTo(START + 60n * DAY);
      const [first] = lost;
      const sent = world.stake.report(...signedReport(world, first!, key));
      await expect(sent)
        .to.be.revertedWithCustomError(world.stake, "VehicleExpired")
        .withArgs(first!.deadline, (at: bigint) => at > START + 60n * DAY);
      for (const [i, given] of lost.entries()) {
        const again = { ...given, deadline: FAR, policyHash: policyHashOf(i === 0 ? old : fresh) };
        const [, shown, signature] = signedReport(world, again, key);
        const [, , before] = signedReport(world, given, key);
        await refused(
          world,
          world.stake.slashEquivocation(given, before, again, signature, shown),
          "VehicleNoContradiction",
        );
        for (const [each, by] of [
          [given, before],
          [again, signature],
        ] as const) {
          await refused(world, world.stake.slashTampering(each, shown, by), "VehicleKnownPolicy", each.policyHash);
        }
        await world.stake.report(again, shown, signature);
      }
      const known = await world.stake.vehicle(car.id);
      expect([known.sequence, known.condition.observedAt, known.policy]).to.deep.equal([2n, since, fresh]);
      await balanced(world, car);
    });
  });
}

describe("a key of a secure element", () => {
  it("signs as well where the chain has no precompile for its curve", async () => {
    const stage = await enter("prague");
    const { stake } = stage;
    const { car, call } = enrolmentThere(stage, stage.keys["P-256"](0xca4n));
    await stake.enrol(...call);
    const [given, shown, signature] = reportThere(stage, car, await stage.next());
    // That is: nothing answers there, whatever is right.
    const digest = digestOf(stage.domain, "ConditionReport", given);
    const question = { to: toBeHex(0x100n, 20), data: concat([digest, signature, p256Point(0xca4n)]) };
    expect(await stage.owner.call(question)).to.equal("0x");
    expect(await ethers.provider.call(question)).to.equal(toBeHex(1n, 32));
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const high = (order - BigInt(`0x${signature.slice(66)}`)).toString(16).padStart(64, "0");
    await expect(stake.report(given, shown, `${signature.slice(0, 66)}${high}`))
      .to.be.revertedWithCustomError(stake, "VehicleSignature")
      .withArgs(car.key.bytes);
    await expect(stake.report({ ...given, severity: 1n }, shown, signature))
      .to.be.revertedWithCustomError(stake, "VehicleSignature")
      .withArgs(car.key.bytes);
    await stake.report(given, shown, signature);
    expect((await stake.vehicle(car.id)).sequence).to.equal(1n);
  });
});
