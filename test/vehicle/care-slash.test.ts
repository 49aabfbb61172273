import { expect } from "chai";
import { id as hashOf, ZeroAddress } from "ethers";

import type { ConditionReportStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { refused, rotate, rotationOf, unknown } from "./care.ts";
import { balanced } from "./claims.ts";
import {
  type Car,
  describeForEachKey,
  enrolled,
  ETHER,
  FAR,
  KEYS,
  Kind,
  KM,
  load,
  nextBlockAt,
  plainKey,
  policyHashOf,
  report,
  reported,
  reportOf,
  secureKey,
  shown,
  signedReport,
  START,
  State,
  type World,
} from "./fixture.ts";
import { ended } from "./holding.ts";
import { p256Key } from "./signing.ts";

const FORBIDDEN = policyHashOf("0x00000000000000000000000000000000000000bd");

/** Accuses a vehicle of this report. */
function tamper(world: World, car: Car, given: ConditionReportStruct) {
  return world.stake.connect(world.challenger).slashTampering(...signedReport(world, given, car.key));
}

/** Accuses a vehicle of these two. */
function equivocate(world: World, car: Car, one: ConditionReportStruct, other: ConditionReportStruct, key = car.key) {
  const [, shownKey, oneSignature] = signedReport(world, one, key);
  const [, , otherSignature] = signedReport(world, other, key);
  return world.stake.connect(world.challenger).slashEquivocation(one, oneSignature, other, otherSignature, shownKey);
}

/** It has lost all that it was worth, and no more; whoever showed it has the bounty. */
async function isSlashed(world: World, car: Car, value: bigint, residual: bigint, bounty: bigint): Promise<void> {
  const books = await balanced(world, car);
  expect([books.value, books.residual, books.slashed]).to.deep.equal([0n, residual, value]);
  expect(await shown(world, car)).to.equal(0n);
  const known = await world.stake.vehicle(car.id);
  expect([known.state, known.deposit]).to.deep.equal([State.SLASHED, 0n]);
  expect(await world.stake.creditOf(world.challenger.address)).to.equal(bounty);
}

for (const [name, keyOf] of KEYS) {
  describe(`a vehicle with ${name} that breaks the rules`, () => {
    it("by a report under a policy that it never had loses all its value, and its deposit to who shows it", async () => {
      const world = await load();
      const car = await enrolled(world, {}, keyOf(world), ETHER);
      await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
      const { value, residual } = await balanced(world, car);
      expect(value > residual && residual > 0n).to.equal(true);
      // Neither its deadline matters, nor that another has its place by now.
      const given = await reportOf(world, car, { sequence: 1n, policyHash: FORBIDDEN, deadline: START });
      await nextBlockAt(START + 1_000n);
      const sent = tamper(world, car, given);
      await expect(sent).to.emit(world.stake, "StakeSlashed").withArgs(car.id, world.challenger.address, value, ETHER);
      await expect(sent).to.emit(world.stake, "VehicleStateChanged").withArgs(car.id, State.SLASHED);
      await expect(sent).to.emit(world.stake, "VehicleCredited").withArgs(world.challenger.address, ETHER);
      await expect(sent)
        .to.emit(world.stake, "VehicleBooked")
        .withArgs(car.id, 0n, residual, value, (await balanced(world, car)).credited);
      await isSlashed(world, car, value, residual, ETHER);
      expect(await world.stake.endedAt(car.id)).to.equal(START + 1_000n);
      await refused(world, tamper(world, car, given), "VehicleUnfit", car.id, State.SLASHED);
    });

    it("by two conditions under one sequence does, whichever of them differs", async () => {
      const changes: Partial<ConditionReportStruct>[] = [
        { kind: Kind.ACCIDENT },
        { observedAt: START + 1n },
        { odometer: 12_001n * KM },
        { severity: 1n },
        { evidence: hashOf("other evidence") },
      ];
      for (const change of changes) {
        const world = await load();
        const car = await enrolled(world, {}, keyOf(world));
        const { value } = await balanced(world, car);
        const one = await reportOf(world, car, { observedAt: START, sequence: 9n });
        await expect(equivocate(world, car, one, { ...one, ...change }), Object.keys(change)[0])
          .to.emit(world.stake, "StakeSlashed")
          .withArgs(car.id, world.challenger.address, value, 0n);
        await isSlashed(world, car, value, 0n, 0n);
        const again = equivocate(world, car, one, { ...one, ...change });
        await refused(world, again, "VehicleUnfit", car.id, State.SLASHED);
      }
    });

    it("not by signing a condition anew, with another deadline or policy", async () => {
      const world = await load();
      const car = await enrolled(world, {}, keyOf(world));
      const one = await reportOf(world, car);
      for (const change of [{}, { deadline: FAR - 1n }, { policyHash: FORBIDDEN }]) {
        await refused(world, equivocate(world, car, one, { ...one, ...change }), "VehicleNoContradiction");
      }
    });

    it("is accused by what its own key has signed alone", async () => {
      const world = await load();
      const car = await enrolled(world, {}, keyOf(world));
      const given = await reportOf(world, car, { policyHash: FORBIDDEN });
      const other = { ...given, severity: 5n };
      const key = car.key.shown === "0x" ? plainKey(7n) : p256Key(world.verifier, 7n);
      const [, , foreign] = signedReport(world, given, key);
      const asChallenger = world.stake.connect(world.challenger);
      await refused(
        world,
        asChallenger.slashTampering(given, car.key.shown, foreign),
        "VehicleSignature",
        car.key.bytes,
      );
      const [, , oneSignature] = signedReport(world, given, car.key);
      const [, , otherSignature] = signedReport(world, other, car.key);
      for (const [a, b] of [
        [foreign, otherSignature],
        [oneSignature, foreign],
      ] as const) {
        await refused(
          world,
          asChallenger.slashEquivocation(given, a, other, b, car.key.shown),
          "VehicleSignature",
          car.key.bytes,
        );
      }
      expect((await world.stake.vehicle(car.id)).state).to.equal(State.ACTIVE);
    });

    it("isn't accused by what an old key signed, nor for a sequence that was its", async () => {
      const world = await load();
      const car = await reported(world, {}, keyOf(world));
      const old = await reportOf(world, car, { sequence: 1n, policyHash: FORBIDDEN });
      const to = plainKey(0xbeefn);
      await rotate(world, car, to, rotationOf(car, to, 2n));
      const now = { ...car, key: to };
      for (const accused of [car, now]) {
        await refused(world, tamper(world, accused, old), "VehicleOldKey", 1n, 2n);
        await refused(world, equivocate(world, accused, old, { ...old, severity: 1n }), "VehicleOldKey", 1n, 2n);
      }
      // Under the new key's sequences the old one is nobody's.
      await refused(world, tamper(world, car, { ...old, sequence: 2n }), "VehicleSignature", to.bytes);
      await tamper(world, now, { ...old, sequence: 2n });
      expect((await world.stake.vehicle(car.id)).state).to.equal(State.SLASHED);
    });
  });
}

describeForEachKey("a vehicle that is accused", () => {
  it("must show the key that is longer than an address", async () => {
    const world = await load();
    const car = await enrolled(world, {}, secureKey(world));
    const given = await reportOf(world, car, { policyHash: FORBIDDEN });
    const [, , signature] = signedReport(world, given, car.key);
    await refused(world, world.stake.slashTampering(given, "0x", signature), "VehicleKey", car.id, "0x");
  });

  it("hasn't tampered where it knows the policy", async () => {
    const world = await load();
    const car = await enrolled(world);
    const given = await reportOf(world, car);
    expect(await world.stake.knowsPolicy(car.id, given.policyHash)).to.equal(true);
    await refused(world, tamper(world, car, given), "VehicleKnownPolicy", given.policyHash);
    expect(await world.stake.knowsPolicy(car.id, FORBIDDEN)).to.equal(false);
    expect(await world.stake.policyHash(world.stranger.address)).to.equal(policyHashOf(world.stranger.address));
    // What was never enrolled knows no policy, not even that of nobody.
    expect(await world.stake.knowsPolicy(car.id + 1n, policyHashOf(ZeroAddress))).to.equal(false);
  });

  it("hasn't contradicted itself under two sequences, nor another vehicle", async () => {
    const world = await load();
    const [car, twin] = [await enrolled(world), await enrolled(world)];
    const one = await reportOf(world, car);
    for (const change of [
      { sequence: 2n, severity: 1n },
      { vehicle: twin.id, severity: 1n },
    ]) {
      await refused(world, equivocate(world, car, one, { ...one, ...change }), "VehicleNoContradiction");
    }
  });

  it("is one that there is, and that hasn't ended", async () => {
    const world = await load();
    const car = await enrolled(world);
    const nobody = unknown(car);
    const given = await reportOf(world, car, { policyHash: FORBIDDEN });
    const strange = { ...given, vehicle: nobody.id };
    await refused(world, tamper(world, nobody, strange), "VehicleUnfit", nobody.id, State.NONE);
    await ended(world, car, Kind.SCRAPPING);
    await refused(world, tamper(world, car, given), "VehicleUnfit", car.id, State.ENDED);
    await refused(
      world,
      equivocate(world, car, given, { ...given, severity: 1n }),
      "VehicleUnfit",
      car.id,
      State.ENDED,
    );
  });

  it("is slashed though it is stolen", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.THEFT });
    const { value } = await balanced(world, car);
    await tamper(world, car, await reportOf(world, car, { policyHash: FORBIDDEN }));
    await isSlashed(world, car, value, 0n, 0n);
  });

  it("reports no more, and nothing is done about its key or its bounty", async () => {
    const world = await load();
    const car = await enrolled(world);
    await tamper(world, car, await reportOf(world, car, { policyHash: FORBIDDEN }));
    const given = await reportOf(world, car);
    const slashed = [car.id, State.SLASHED];
    await refused(world, world.stake.report(...signedReport(world, given, car.key)), "VehicleUnfit", ...slashed);
    await refused(world, world.stake.deposit(car.id, { value: 1n }), "VehicleUnfit", ...slashed);
    const to = plainKey(0xbeefn);
    await refused(world, rotate(world, car, to, rotationOf(car, to, 1n)), "VehicleUnfit", ...slashed);
    // Its token is its owner's still.
    await world.stake.connect(world.owner).transferFrom(world.owner.address, world.buyer.address, car.id);
  });
});
