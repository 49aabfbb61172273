import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { dispute, endDispute, policyOf, proposes, tells } from "./claims.ts";
import {
  type Car,
  DAY,
  enrolled,
  FAR,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  reportOf,
  shown,
  signedReport,
  type World,
} from "./fixture.ts";
import { putIn } from "./holding.ts";

/** What an anchor of this vehicle would be worth at a moment, damaged by a fifth, with or without the service that made it good. */
async function anchorAt(world: World, car: Car, time: bigint, restored: bigint): Promise<bigint> {
  const { anchor, condition } = await world.stake.vehicle(car.id);
  const { value, appraisedAt, odometer } = anchor;
  const then = { observedAt: time, odometer: condition.odometer, damage: 2_000n, restored };
  return (await world.policy.worthIn({ value, appraisedAt, odometer }, then))[0];
}

interface Told {
  /** What the lender wants to see; nineteen of twenty parts of what there is. */
  least: bigint;
  /** The first second after his lien. */
  until: bigint;
  /** What the service restored, all that was damaged unless it is named. */
  restored: bigint;
  /** When the other policy comes into force. */
  since: bigint;
}

/** Has a vehicle's service be disputed by its lender, a second before another policy comes into force, and the vehicle report a second after. */
async function disputed(world: World, car: Car, whole: Car, told: Partial<Told> = {}) {
  const { stake, owner, lender } = world;
  const { until = FAR, restored = 2_000n, since = (await now()) + 2n * DAY } = told;
  await tells(world, car, Kind.ACCIDENT, 2_000n);
  await tells(world, car, Kind.SERVICE, restored);
  const minValue = told.least ?? ((await shown(world, whole)) * 95n) / 100n;
  await stake.connect(owner).lock(whole.id, lender.address, minValue, until);
  await proposes(world, car, await (await policyOf(world, { perYear: 900n })).getAddress(), since);
  const lost = (await anchorAt(world, car, since, restored)) - (await anchorAt(world, car, since, 0n));
  await nextBlockAt(since - 1n);
  await dispute(world, car, 2n, lender);
  await moveTo(since);
  const given = signedReport(world, await reportOf(world, car), car.key);
  await nextBlockAt(since + 1n);
  const sent: ContractTransactionResponse = await stake.report(...given);
  return { minValue, lost, sent };
}

describe("a lender who disputes a service just before another policy comes into force", () => {
  for (const inPart of [false, true]) {
    it(`doesn't come by the vehicle, though what ${inPart ? "a part of it" : "it"} had restored is lost`, async () => {
      const world = await load();
      const { stake, lender } = world;
      const [car, part] = [await enrolled(world), await enrolled(world)];
      if (inPart) await putIn(world, part, car);
      const told = inPart ? part : car;
      const { minValue, lost, sent } = await disputed(world, told, car);
      await expect(sent)
        .to.emit(stake, "VehicleLiened")
        .withArgs(car.id, lender.address, minValue - lost, FAR);
      expect((await stake.lienOf(car.id)).minValue).to.equal(minValue - lost);
      // The bond is his again at once: it would have cost him nothing.
      await endDispute(world, told, 2n);
      const worth = await shown(world, car);
      expect(worth < minValue && worth >= minValue - lost).to.equal(true);
      const claim = () => stake.connect(lender).claimLocked(car.id, lender.address, { gasLimit: 1_000_000n });
      await expect(claim()).to.be.revertedWithCustomError(stake, "VehicleLien");
      // He has it for what else it loses.
      await tells(world, told, Kind.ACCIDENT, 2_900n);
      await claim();
      expect(await stake.ownerOf(car.id)).to.equal(lender.address);
    });
  }

  it("still sees a vehicle that shows nothing, however little he wanted", async () => {
    const world = await load();
    const { stake, owner, lender } = world;
    const car = await enrolled(world);
    await disputed(world, car, car, { least: 5n });
    expect((await stake.lienOf(car.id)).minValue).to.equal(1n);
    await stake.connect(owner).declareStolen(car.id);
    await stake.connect(lender).claimLocked(car.id, lender.address);
  });

  it("doesn't come by it by the smallest part that one restored either", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { minValue, lost, sent } = await disputed(world, car, car, { restored: 1n });
    expect(lost > 0n).to.equal(true);
    await expect(sent)
      .to.emit(world.stake, "VehicleLiened")
      .withArgs(car.id, world.lender.address, minValue - lost, FAR);
  });

  for (const before of [0n, DAY]) {
    it(`is told nothing of it once his lien has ended, ${before === 0n ? "in that second" : "a day before"}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      const since = (await now()) + 2n * DAY;
      const { sent } = await disputed(world, car, car, { least: 5n, since, until: since + 1n - before });
      await expect(sent).to.not.emit(world.stake, "VehicleLiened");
    });
  }
});
