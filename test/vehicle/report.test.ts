import { expect } from "chai";
import { id as hashOf, Signature } from "ethers";

import { ContractAuthority__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import type { ConditionReportStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { balanced } from "./claims.ts";
import {
  anchorOf,
  type Car,
  CAR_KEY,
  ClaimState,
  conditionOf,
  DAY,
  describeForEachKey,
  enrolled,
  enrolmentOf,
  FAR,
  idOf,
  inOneBlock,
  KEYS,
  Kind,
  KM,
  load,
  nextBlockAt,
  ODOMETER,
  plainKey,
  policyHashOf,
  report,
  reported,
  reportOf,
  secureKey,
  shown,
  signedEnrolment,
  signedReport,
  START,
  State,
  VALUE,
  type World,
  YEAR,
} from "./fixture.ts";
import { otherForm, p256Key, signAs } from "./signing.ts";

/** A report as the event has it. */
const asTold = (given: ConditionReportStruct) => [
  given.vehicle,
  given.sequence,
  given.kind,
  given.observedAt,
  given.odometer,
  given.severity,
  given.evidence,
  given.policyHash,
  given.deadline,
];

/** What the policy makes of a vehicle of these tests in a condition. */
async function worthIn(world: World, observedAt: bigint, odometer: bigint, damage = 0n, restored = 0n) {
  return world.policy.worthIn(anchorOf(VALUE, START, ODOMETER), conditionOf(observedAt, odometer, damage, restored));
}

describe("a vehicle's report", () => {
  for (const [name, keyOf] of KEYS) {
    describe(`with ${name}`, () => {
      it("counts, whoever sends it, and is told as it was signed", async () => {
        const world = await load();
        const car = await enrolled(world, {}, keyOf(world));
        const [at, odometer] = [START + 100n * DAY, ODOMETER + 5_000n * KM];
        const given = await reportOf(world, car, { observedAt: at, odometer });
        await nextBlockAt(at + DAY);
        const sent = world.stake.connect(world.stranger).report(...signedReport(world, given, car.key));
        const [value] = await worthIn(world, at, odometer);
        await expect(sent)
          .to.emit(world.stake, "ConditionReported")
          .withArgs(car.id, 1n, (told: unknown[]) => String(told) === String(asTold(given)), value, 0n);
        await expect(sent).to.emit(world.stake, "MetadataUpdate").withArgs(car.id);
        expect((await balanced(world, car)).value).to.equal(value);
        expect(value < VALUE).to.equal(true);
        const known = await world.stake.vehicle(car.id);
        expect(known.sequence).to.equal(1n);
        expect([...known.condition]).to.deep.equal([at, odometer, 0n, 0n]);
        expect([...known.anchor]).to.deep.equal([VALUE, START, ODOMETER]);
      });

      it("is refused with another's signature, or none", async () => {
        const world = await load();
        const key = keyOf(world);
        const car = await enrolled(world, {}, key);
        const given = await reportOf(world, car);
        const other = key.shown === "0x" ? plainKey(7n) : p256Key(world.verifier, 7n);
        for (const signature of [signAs(other, world.domain, "ConditionReport", given), "0x", "0x00"]) {
          await expect(world.stake.report(given, key.shown, signature))
            .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
            .withArgs(key.bytes);
        }
      });

      it("is refused where anything that was signed is changed", async () => {
        const world = await load();
        const car = await enrolled(world, {}, keyOf(world));
        const given = await reportOf(world, car, { observedAt: START });
        const [, shown, signature] = signedReport(world, given, car.key);
        for (const change of [
          { kind: Kind.SERVICE },
          { observedAt: START + 1n },
          { odometer: ODOMETER },
          { severity: 1n },
          { evidence: hashOf("other evidence") },
          { deadline: FAR - 1n },
        ]) {
          await expect(world.stake.report({ ...given, ...change }, shown, signature), Object.keys(change)[0])
            .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
            .withArgs(car.key.bytes);
        }
        await world.stake.report(given, shown, signature);
      });

      it("is refused as another vehicle's that has the same key", async () => {
        const world = await load();
        const [car, twin] = [await enrolled(world, {}, keyOf(world)), await enrolled(world, {}, keyOf(world))];
        const given = await reportOf(world, car);
        const [, shown, signature] = signedReport(world, given, car.key);
        await expect(world.stake.report({ ...given, vehicle: twin.id }, shown, signature))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(car.key.bytes);
      });

      it("is refused where it was signed for another contract or chain", async () => {
        const world = await load();
        const car = await enrolled(world, {}, keyOf(world));
        const given = await reportOf(world, car);
        for (const foreign of [
          { ...world.domain, verifyingContract: world.stranger.address },
          { ...world.domain, chainId: world.domain.chainId + 1n },
        ]) {
          const signature = signAs(car.key, foreign, "ConditionReport", given);
          await expect(world.stake.report(given, car.key.shown, signature))
            .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
            .withArgs(car.key.bytes);
        }
      });

      it("counts once", async () => {
        const world = await load();
        const car = await enrolled(world, {}, keyOf(world));
        const signed = signedReport(world, await reportOf(world, car), car.key);
        await world.stake.report(...signed);
        await expect(world.stake.report(...signed))
          .to.be.revertedWithCustomError(world.stake, "VehicleSequence")
          .withArgs(1n, 2n);
      });
    });
  }

  describe("has one form of signature", () => {
    it("of an ordinary key: 65 bytes with the lower s", async () => {
      const world = await load();
      const car = await enrolled(world);
      const given = await reportOf(world, car);
      const [, shown, signature] = signedReport(world, given, car.key);
      for (const form of [otherForm(signature), Signature.from(signature).compactSerialized]) {
        await expect(world.stake.report(given, shown, form))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(car.key.bytes);
      }
    });

    it("of a secure element: the lower s, and whatever follows doesn't count", async () => {
      const world = await load();
      const car = await enrolled(world, {}, secureKey(world));
      const given = await reportOf(world, car);
      const [, shown, signature] = signedReport(world, given, car.key);
      const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
      const high = (order - BigInt(`0x${signature.slice(66)}`)).toString(16).padStart(64, "0");
      for (const form of [`${signature.slice(0, 66)}${high}`, signature.slice(0, -2)]) {
        await expect(world.stake.report(given, shown, form))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(car.key.bytes);
      }
      await world.stake.report(given, shown, `${signature}1b`);
    });
  });

  it("is refused where the key isn't shown that is longer than an address", async () => {
    const world = await load();
    const car = await enrolled(world, {}, secureKey(world));
    const given = await reportOf(world, car);
    const [, , signature] = signedReport(world, given, car.key);
    for (const shown of ["0x", secureKey(world, 7n).bytes, `${car.key.bytes}00`]) {
      await expect(world.stake.report(given, shown, signature))
        .to.be.revertedWithCustomError(world.stake, "VehicleKey")
        .withArgs(car.id, shown);
    }
  });

  it("doesn't ask what is shown of a key that is an address", async () => {
    const world = await load();
    const car = await enrolled(world);
    const given = await reportOf(world, car);
    const [, , signature] = signedReport(world, given, car.key);
    await world.stake.report(given, secureKey(world).bytes, signature);
  });

  it("is taken from an account with code, as long as that vouches for the signature", async () => {
    const world = await load();
    const account = await (await new ContractAuthority__factory(world.deployer).deploy(CAR_KEY.bytes)).getAddress();
    const car = await enrolled(world, { key: account });
    const given = await reportOf(world, car);
    const [, shown, signature] = signedReport(world, given, car.key);
    await expect(world.stake.report(given, shown, signAs(plainKey(7n), world.domain, "ConditionReport", given)))
      .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
      .withArgs(account.toLowerCase());
    await world.stake.report(given, shown, signature);
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(1n);
  });

  describeForEachKey("has its place", () => {
    it("among the vehicle's reports: none is skipped, and none comes again", async () => {
      const world = await load();
      const car = await reported(world);
      for (const sequence of [0n, 1n, 3n, 2n ** 32n - 1n]) {
        const given = await reportOf(world, car, { sequence });
        await expect(world.stake.report(...signedReport(world, given, car.key)))
          .to.be.revertedWithCustomError(world.stake, "VehicleSequence")
          .withArgs(sequence, 2n);
      }
      await report(world, car);
    });

    it("in time: not before the one before, and not to come", async () => {
      const world = await load();
      const last = START + 10n * DAY;
      await nextBlockAt(last);
      const car = await enrolled(world);
      await report(world, car, { observedAt: last });
      const at = last + DAY;
      for (const observedAt of [last - 1n, at + 1n]) {
        const given = await reportOf(world, car, { observedAt });
        await nextBlockAt(at);
        await expect(world.stake.report(...signedReport(world, given, car.key)))
          .to.be.revertedWithCustomError(world.stake, "VehicleObservedAt")
          .withArgs(observedAt, last, at);
        await world.stake.eip712Domain();
      }
      for (const observedAt of [last, last + 1n, at]) {
        await report(world, car, { observedAt });
        expect((await world.stake.vehicle(car.id)).condition.observedAt).to.equal(observedAt);
      }
    });

    it("not before the appraisal", async () => {
      const world = await load();
      const car = await enrolled(world);
      const given = await reportOf(world, car, { observedAt: START - 1n });
      await nextBlockAt(START + DAY);
      await expect(world.stake.report(...signedReport(world, given, car.key)))
        .to.be.revertedWithCustomError(world.stake, "VehicleObservedAt")
        .withArgs(START - 1n, START, START + DAY);
    });

    it("on the way: the odometer is never turned back", async () => {
      const world = await load();
      const car = await enrolled(world);
      const refuse = async (odometer: bigint, last: bigint) => {
        const given = await reportOf(world, car, { odometer });
        await expect(world.stake.report(...signedReport(world, given, car.key)))
          .to.be.revertedWithCustomError(world.stake, "VehicleOdometer")
          .withArgs(odometer, last);
      };
      await refuse(ODOMETER - 1n, ODOMETER);
      await report(world, car, { odometer: ODOMETER });
      await report(world, car, { odometer: ODOMETER + KM });
      await refuse(ODOMETER + KM - 1n, ODOMETER + KM);
      await report(world, car, { odometer: ODOMETER + KM });
      await report(world, car, { odometer: ODOMETER + KM + 1n });
    });

    it("before its deadline, which is its last second", async () => {
      const world = await load();
      const car = await enrolled(world);
      const deadline = START + DAY;
      for (const at of [deadline - 1n, deadline]) {
        const given = await reportOf(world, car, { deadline });
        await nextBlockAt(at);
        await world.stake.report(...signedReport(world, given, car.key));
      }
      const late = await reportOf(world, car, { deadline });
      await nextBlockAt(deadline + 1n);
      await expect(world.stake.report(...signedReport(world, late, car.key)))
        .to.be.revertedWithCustomError(world.stake, "VehicleExpired")
        .withArgs(deadline, deadline + 1n);
    });

    it("under the vehicle's policy", async () => {
      const world = await load();
      const car = await enrolled(world);
      const policyHash = policyHashOf(world.stranger.address);
      const given = await reportOf(world, car, { policyHash });
      await expect(world.stake.report(...signedReport(world, given, car.key)))
        .to.be.revertedWithCustomError(world.stake, "VehiclePolicy")
        .withArgs(policyHash, policyHashOf(car.enrolment.policy as string));
    });
  });

  it("is refused of a vehicle that nobody has enrolled", async () => {
    const world = await load();
    const given = await reportOf(world, await enrolled(world), { vehicle: 5n });
    await expect(world.stake.report(...signedReport(world, given, CAR_KEY)))
      .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
      .withArgs(5n, State.NONE);
  });

  it("is refused where it can't be true, by the policy", async () => {
    const world = await load();
    const car = await reported(world, { odometer: ODOMETER, observedAt: START });
    const most = 3_000n * KM;
    const given = { observedAt: START + DAY - 1n, odometer: ODOMETER + most };
    await nextBlockAt(START + 2n * DAY);
    const far = await reportOf(world, car, { ...given, odometer: given.odometer + 1n });
    await expect(world.stake.report(...signedReport(world, far, car.key)))
      .to.be.revertedWithCustomError(world.policy, "PolicyTooFar")
      .withArgs(most + 1n, most);
    const severe = await reportOf(world, car, { ...given, kind: Kind.ACCIDENT, severity: 10_001n });
    await expect(world.stake.report(...signedReport(world, severe, car.key)))
      .to.be.revertedWithCustomError(world.policy, "PolicySeverity")
      .withArgs(10_001n, 10_000n);
    await report(world, car, given);
    // A day later twice as much is possible.
    await report(world, car, { observedAt: given.observedAt + DAY, odometer: given.odometer + 2n * most });
  });

  it("shares a block with the next one, and doesn't change places with it", async () => {
    const world = await load();
    const car = await enrolled(world);
    const [first, second] = [await reportOf(world, car), await reportOf(world, car, { sequence: 2n })];
    const send = (given: ConditionReportStruct) => () =>
      world.stake.report(...signedReport(world, given, car.key), { gasLimit: 300_000n });
    expect(await inOneBlock(START + DAY, [send(second), send(first), send(second), send(first)])).to.deep.equal([
      0, 1, 1, 0,
    ]);
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(2n);
  });

  describeForEachKey("of more than distance", () => {
    it("of an accident moves value into the residual and into what is consumed", async () => {
      const world = await load();
      const car = await enrolled(world);
      const [at, odometer] = [START + 1_000n, ODOMETER + KM];
      await nextBlockAt(START + DAY);
      const sent = await report(world, car, { kind: Kind.ACCIDENT, severity: 2_999n, observedAt: at, odometer });
      await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, ClaimState.COUNTED);
      const [value, residual] = await worthIn(world, at, odometer, 2_999n);
      const books = await balanced(world, car);
      expect([books.value, books.residual]).to.deep.equal([value, residual]);
      expect(residual > 0n && books.consumed > residual).to.equal(true);
      const claim = await world.stake.claimOf(car.id, 1n);
      const given = await reportOf(world, car, {
        kind: Kind.ACCIDENT,
        severity: 2_999n,
        observedAt: at,
        odometer,
        sequence: 1n,
      });
      expect(claim.condition).to.equal(await world.stake.conditionHash(given));
      expect([claim.kind, claim.state, claim.damaged, claim.restored, claim.countedAt, claim.policy]).to.deep.equal([
        Kind.ACCIDENT,
        ClaimState.COUNTED,
        2_999n,
        0n,
        START + DAY,
        car.enrolment.policy,
      ]);
    });

    it("of a service restores no more than the policy lets it", async () => {
      const world = await load();
      const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_500n });
      const { value } = await balanced(world, car);
      await report(world, car, { kind: Kind.SERVICE, severity: 1_000n });
      const restored = await balanced(world, car);
      expect(restored.value > value).to.equal(true);
      expect([...(await world.stake.vehicle(car.id)).condition].slice(2)).to.deep.equal([2_500n, 1_000n]);
      await report(world, car, { kind: Kind.SERVICE, severity: 2_999n });
      expect([...(await world.stake.vehicle(car.id)).condition].slice(2)).to.deep.equal([2_500n, 2_500n]);
      expect((await world.stake.bookOf(car.id)).residual).to.equal(0n);
      await balanced(world, car);
    });

    it("that is grave counts for age and distance alone, until attestors confirm it, and shows the lower outcome", async () => {
      const world = await load();
      const car = await enrolled(world);
      const [at, odometer] = [START + 10n * DAY, ODOMETER + 500n * KM];
      await nextBlockAt(at);
      const sent = await report(world, car, { kind: Kind.ACCIDENT, severity: 3_000n, observedAt: at, odometer });
      await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, ClaimState.PENDING);
      const [value] = await worthIn(world, at, odometer);
      const [least] = await worthIn(world, at, odometer, 3_000n);
      expect((await balanced(world, car)).value).to.equal(value);
      expect(await world.stake.valueAt(car.id, at)).to.equal(least);
      expect((await world.stake.vehicle(car.id)).pending).to.equal(true);
      expect((await world.stake.openClaimsOf(car.id)).slice(0, 3)).to.deep.equal([3_000n, 0n, 1n]);
      // The next report doesn't have it forgotten.
      await report(world, car);
      expect((await world.stake.vehicle(car.id)).pending).to.equal(true);
      expect((await shown(world, car)) <= least).to.equal(true);
    });

    it("of a theft leaves nothing to show, and the vehicle goes on reporting", async () => {
      const world = await load();
      const car = await enrolled(world);
      const sent = await report(world, car, { kind: Kind.THEFT });
      await expect(sent).to.emit(world.stake, "VehicleStateChanged").withArgs(car.id, State.STOLEN);
      expect(await shown(world, car)).to.equal(0n);
      const { value } = await balanced(world, car);
      expect(value > 0n).to.equal(true);
      await report(world, car);
      expect((await world.stake.vehicle(car.id)).sequence).to.equal(2n);
      expect((await world.stake.vehicle(car.id)).state).to.equal(State.STOLEN);
    });
  });

  it("of one of ten thousand small losses loses what one of them all does, to the last unit", async function () {
    // The long profile has all ten thousand.
    const steps = process.env["LAPSE_PROFILE"] === "long" ? 10_000 : 500;
    this.timeout(1_200_000);
    const world = await load();
    const [slow, quick] = [await enrolled(world), await enrolled(world)];
    const [end, way] = [START + 2n * YEAR, BigInt(steps) * 7n];
    await nextBlockAt(end);
    const size = 50;
    for (let done = 0; done < steps; done += size) {
      const parts = Array.from({ length: size }, (_, i) => {
        const n = BigInt(done + i + 1);
        const observedAt = START + (n * (end - START)) / BigInt(steps);
        return { sequence: n, observedAt, odometer: ODOMETER + n * 7n };
      });
      const first = await reportOf(world, slow);
      const signed = parts.map((part) => signedReport(world, { ...first, ...part }, slow.key));
      await world.stake.reportBatch(
        signed.map(([given]) => given),
        signed.map(([, shown]) => shown),
        signed.map(([, , signature]) => signature),
      );
    }
    await report(world, quick, { observedAt: end, odometer: ODOMETER + way });
    expect((await world.stake.vehicle(slow.id)).sequence).to.equal(BigInt(steps));
    expect([...(await world.stake.bookOf(slow.id))]).to.deep.equal([...(await world.stake.bookOf(quick.id))]);
  });

  describe("under a policy that keeps to no rules", () => {
    async function staged() {
      const world = await load();
      const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
      await policy.say(VALUE / 2n, 0n, false);
      const enrolment = await enrolmentOf(world, { policy: await policy.getAddress() });
      await world.stake.enrol(...signedEnrolment(world, enrolment));
      const car: Car = { id: idOf(enrolment.issuer as string, enrolment.commitment), key: CAR_KEY, enrolment };
      return { world, policy, car };
    }

    it("never books more than was credited, nor more than before without a service", async () => {
      const { world, policy, car } = await staged();
      for (const [value, residual] of [
        [VALUE + 1n, 0n],
        [VALUE / 2n + 1n, VALUE],
        [2n ** 80n + 1n, 2n ** 80n + 1n],
        [2n ** 256n - 1n, 2n ** 256n - 1n],
      ] as const) {
        await policy.say(value, residual, false);
        await report(world, car);
        const books = await balanced(world, car);
        expect(books.value).to.equal(VALUE / 2n);
        expect((await shown(world, car)) <= VALUE).to.equal(true);
      }
      await policy.say(VALUE + 5n, 0n, false);
      await report(world, car, { kind: Kind.SERVICE });
      expect((await balanced(world, car)).value).to.equal(VALUE);
    });

    it("has a service restore nothing that takes away what one before it had", async () => {
      const { world, policy, car } = await staged();
      await report(world, car, { kind: Kind.ACCIDENT, severity: 3_000n });
      await report(world, car, { kind: Kind.SERVICE, severity: 2_000n });
      await policy.lose(500n);
      await report(world, car, { kind: Kind.SERVICE, severity: 100n });
      const { damage, restored } = (await world.stake.vehicle(car.id)).condition;
      expect([damage, restored]).to.deep.equal([3_000n, 500n]);
      expect((await world.stake.claimOf(car.id, 2n)).restored).to.equal(2_000n);
      expect((await world.stake.claimOf(car.id, 3n)).restored).to.equal(0n);
    });

    it("shows nothing where silence takes more than all", async () => {
      const { world, policy, car } = await staged();
      for (const [parts, left] of [
        [9_999n, VALUE / 20_000n],
        [10_000n, 0n],
        [2n ** 256n - 1n, 0n],
      ] as const) {
        await policy.cut(parts);
        expect(await shown(world, car)).to.equal(left);
      }
    });
  });
});
