import { expect } from "chai";
import { getAddress, ZeroAddress } from "ethers";

import { announce, refused, rotate, rotationOf } from "./care.ts";
import {
  type Car,
  CAR_KEY,
  DAY,
  FAR,
  load,
  pass,
  plainKey,
  report,
  reported,
  reportOf,
  signedReport,
  VALUE,
  type World,
} from "./fixture.ts";
import { putIn } from "./holding.ts";

const WEEK = 7n * DAY;
const [NEXT, THIRD] = [plainKey(0xbeefn), plainKey(0xbee5n)];
const keyOf = async (world: World, car: Car) => (await world.stake.vehicle(car.id)).key;

/** Nothing of an announcement is left: nobody completes it, and nobody has it to take back. */
async function isVoid(world: World, car: Car): Promise<void> {
  const { stake, stranger } = world;
  expect([...(await stake.announcedKeyOf(car.id))]).to.deep.equal([ZeroAddress, 0n]);
  await pass(WEEK);
  await refused(world, stake.connect(stranger).completeRotation(car.id, NEXT.bytes), "VehicleNothingProposed", car.id);
}

describe("an announced key", () => {
  it("of who sells a vehicle is none of its buyer's", async () => {
    const world = await load();
    const { stake, owner, buyer } = world;
    const car = await reported(world);
    await announce(world, car, NEXT);
    await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    await isVoid(world, car);
    expect(await keyOf(world, car)).to.equal(getAddress(CAR_KEY.bytes));
    await refused(world, stake.connect(buyer).cancelRotation(car.id), "VehicleNothingProposed", car.id);
    await announce(world, car, NEXT, { by: buyer });
    await pass(WEEK);
    await stake.completeRotation(car.id, NEXT.bytes);
    expect(await keyOf(world, car)).to.equal(getAddress(NEXT.bytes));
  });

  it("of who doesn't pay a loan is none of the lender's who has taken the vehicle", async () => {
    const world = await load();
    const { stake, owner, lender } = world;
    const car = await reported(world);
    await stake.connect(owner).lock(car.id, lender.address, VALUE / 2n, FAR);
    await announce(world, car, NEXT);
    await stake.connect(owner).declareStolen(car.id);
    await stake.connect(lender).claimLocked(car.id, lender.address);
    await isVoid(world, car);
  });

  it("of a part goes with the vehicle that it is in", async () => {
    const world = await load();
    const { stake, owner, buyer } = world;
    const [car, part] = [await reported(world), await reported(world)];
    await putIn(world, part, car);
    await announce(world, part, NEXT);
    expect((await stake.announcedKeyOf(part.id))[0]).to.equal(getAddress(NEXT.bytes));
    await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    await isVoid(world, part);
  });

  it("that has come sooner is announced no more: nobody brings it back, once it was given up", async () => {
    const world = await load();
    const car = await reported(world);
    await announce(world, car, NEXT);
    await rotate(world, car, NEXT, rotationOf(car, NEXT, 2n));
    await report(world, { ...car, key: NEXT });
    await rotate(world, { ...car, key: NEXT }, THIRD, rotationOf(car, THIRD, 3n));
    await isVoid(world, car);
    expect(await keyOf(world, car)).to.equal(getAddress(THIRD.bytes));
  });

  it("still comes where another one has come meanwhile", async () => {
    const world = await load();
    const car = await reported(world);
    await announce(world, car, NEXT);
    await rotate(world, car, THIRD, rotationOf(car, THIRD, 2n));
    await pass(WEEK);
    await world.stake.completeRotation(car.id, NEXT.bytes);
    expect(await keyOf(world, car)).to.equal(getAddress(NEXT.bytes));
  });
});

describe("a key that a vehicle gives up and takes back", () => {
  it("isn't held to what it had signed in between for a sequence that was another's", async () => {
    const world = await load();
    const car = await reported(world);
    // Under way when the key changes; it never counts, and the other key tells what happened under the same sequence.
    const late = signedReport(world, await reportOf(world, car, { severity: 1n }), car.key);
    await rotate(world, car, NEXT, rotationOf(car, NEXT, 2n));
    const now = { ...car, key: NEXT };
    await report(world, now);
    await rotate(world, now, car.key, rotationOf(car, car.key, 3n));
    const again = signedReport(world, { ...late[0], severity: 2n }, car.key);
    const { stake } = world;
    await refused(world, stake.slashEquivocation(late[0], late[2], again[0], again[2], "0x"), "VehicleOldKey", 2n, 3n);
    await report(world, car);
    expect((await stake.vehicle(car.id)).sequence).to.equal(3n);
  });
});
