import { expect } from "chai";
import { encodeBytes32String, getAddress, id as hashOf, keccak256, ZeroAddress } from "ethers";

import { announce, NEW_KEYS, refused, rotate, rotationOf, unknown } from "./care.ts";
import { balanced } from "./claims.ts";
import {
  type Car,
  CAR_KEY,
  DAY,
  enrolled,
  KEYS,
  Kind,
  load,
  nextBlockAt,
  plainKey,
  report,
  reported,
  reportOf,
  secureKey,
  signedReport,
  START,
  State,
  type World,
} from "./fixture.ts";
import { ended } from "./holding.ts";
import { type Key, p256Key, signAs } from "./signing.ts";

const WEEK = 7n * DAY;

/** Keys that nobody can have. */
const senseless = ({ owner }: World): string[] => [
  "0x",
  owner.address.slice(0, -2),
  ZeroAddress,
  `${owner.address.toLowerCase()}00`,
];

/** What is kept of a key. */
const kept = (key: Key) => getAddress(key.shown === "0x" ? key.bytes : `0x${keccak256(key.bytes).slice(-40)}`);

/** The vehicle goes on with this key, and with its sequence; the one before is none any more. */
async function goesOnWith(world: World, car: Car, to: Key, sequence: bigint): Promise<void> {
  const known = await world.stake.vehicle(car.id);
  expect([known.key, known.longKey, known.firstSequence]).to.deep.equal([kept(to), to.shown !== "0x", sequence]);
  const old = await reportOf(world, car, { sequence });
  const sent = world.stake.report(...signedReport(world, old, car.key));
  if (to.shown === "0x") await refused(world, sent, "VehicleSignature", to.bytes);
  else await refused(world, sent, "VehicleKey", car.id, car.key.shown);
  await report(world, { ...car, key: to });
  expect((await world.stake.vehicle(car.id)).sequence).to.equal(sequence);
  await balanced(world, car);
}

describe("another key for a vehicle", () => {
  for (const [before, keyOf] of KEYS) {
    for (const [after, nextOf] of NEW_KEYS) {
      it(`takes the place of ${before} at once, where both have signed: ${after}`, async () => {
        const world = await load();
        const car = await reported(world, {}, keyOf(world));
        const to = nextOf(world);
        await expect(rotate(world, car, to, rotationOf(car, to, 2n)))
          .to.emit(world.stake, "VehicleKeyRotated")
          .withArgs(car.id, to.bytes, 2n);
        await goesOnWith(world, car, to, 2n);
      });

      it(`takes the place of ${before} after a week, where the owner announced it: ${after}`, async () => {
        const world = await load();
        const car = await reported(world, {}, keyOf(world));
        const to = nextOf(world);
        await nextBlockAt(START + DAY);
        await expect(announce(world, car, to))
          .to.emit(world.stake, "VehicleKeyAnnounced")
          .withArgs(car.id, to.bytes, START + DAY + WEEK);
        expect([...(await world.stake.announcedKeyOf(car.id))]).to.deep.equal([kept(to), START + DAY + WEEK]);
        await report(world, car);
        await nextBlockAt(START + DAY + WEEK);
        await expect(world.stake.connect(world.stranger).completeRotation(car.id, to.bytes))
          .to.emit(world.stake, "VehicleKeyRotated")
          .withArgs(car.id, to.bytes, 3n);
        expect([...(await world.stake.announcedKeyOf(car.id))]).to.deep.equal([ZeroAddress, 0n]);
        await goesOnWith(world, car, to, 3n);
      });
    }

    it(`isn't taken at once without the signature of ${before}`, async () => {
      const world = await load();
      const key = keyOf(world);
      const [car, to] = [await enrolled(world, {}, key), plainKey(0xbeefn)];
      const given = rotationOf(car, to, 1n);
      for (const old of ["0x", signAs(to, world.domain, "Rotation", given)]) {
        await refused(world, rotate(world, car, to, given, { old }), "VehicleSignature", key.bytes);
      }
      // Nor where it was signed for another place in the sequence: before a report that came since, or as an announcement.
      for (const first of [0n, 2n]) {
        await refused(world, rotate(world, car, to, rotationOf(car, to, first)), "VehicleSignature", key.bytes);
      }
    });

    it(`must be another than ${before}`, async () => {
      const world = await load();
      const key = keyOf(world);
      const car = await enrolled(world, {}, key);
      await refused(world, rotate(world, car, key, rotationOf(car, key, 1n)), "VehicleSameKey", car.id, key.bytes);
      await refused(world, announce(world, car, key), "VehicleSameKey", car.id, key.bytes);
    });
  }

  for (const [name, nextOf] of NEW_KEYS) {
    it(`isn't taken without its own signature: ${name}`, async () => {
      const world = await load();
      const [car, to] = [await enrolled(world), nextOf(world)];
      const given = rotationOf(car, to, 1n);
      const others = [signAs(car.key, world.domain, "Rotation", given), "0x"];
      for (const signature of others) {
        await refused(world, rotate(world, car, to, given, { new: signature }), "VehicleSignature", to.bytes);
        await refused(world, announce(world, car, to, { newSignature: signature }), "VehicleSignature", to.bytes);
      }
    });
  }

  it("isn't taken at once where the old one isn't shown that is longer than an address", async () => {
    const world = await load();
    const [car, to] = [await enrolled(world, {}, secureKey(world)), plainKey(0xbeefn)];
    await refused(world, rotate(world, car, to, rotationOf(car, to, 1n), { shown: "0x" }), "VehicleKey", car.id, "0x");
  });

  it("must be one that somebody can have", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const bytes of senseless(world)) {
      const to = { ...plainKey(0xbeefn), bytes };
      const missing = encodeBytes32String("key");
      await refused(world, rotate(world, car, to, rotationOf(car, to, 1n)), "VehicleIncomplete", missing);
      await refused(world, announce(world, car, to), "VehicleIncomplete", missing);
    }
  });

  it("is taken in the last second of its deadline, and not in the next", async () => {
    const world = await load();
    const [deadline, to] = [START + DAY, plainKey(0xbeefn)];
    const cars = [await enrolled(world), await enrolled(world), await enrolled(world)];
    for (const [i, car] of cars.entries()) {
      const at = deadline - 1n + BigInt(i);
      await nextBlockAt(at);
      const sent = rotate(world, car, to, rotationOf(car, to, 1n, deadline));
      if (at > deadline) await refused(world, sent, "VehicleExpired", deadline, at);
      else await sent;
    }
  });

  it("is announced in the last second of its deadline, and not in the next", async () => {
    const world = await load();
    const [car, to, deadline] = [await enrolled(world), plainKey(0xbeefn), START + DAY];
    const given = rotationOf(car, to, 0n, deadline);
    for (const at of [deadline - 1n, deadline]) {
      await nextBlockAt(at);
      await announce(world, car, to, { given });
    }
    await nextBlockAt(deadline + 1n);
    await refused(world, announce(world, car, to, { given }), "VehicleExpired", deadline, deadline + 1n);
  });

  it("is for a vehicle that there is, and that hasn't ended", async () => {
    const world = await load();
    const [car, to] = [await enrolled(world), plainKey(0xbeefn)];
    const nobody = unknown(car);
    await refused(world, rotate(world, nobody, to, rotationOf(nobody, to, 1n)), "VehicleUnfit", nobody.id, State.NONE);
    await refused(world, announce(world, nobody, to), "VehicleUnfit", nobody.id, State.NONE);
    await announce(world, car, to);
    await ended(world, car, Kind.SCRAPPING);
    await refused(world, rotate(world, car, to, rotationOf(car, to, 2n)), "VehicleUnfit", car.id, State.ENDED);
    await refused(world, announce(world, car, to), "VehicleUnfit", car.id, State.ENDED);
    await nextBlockAt(START + 30n * DAY);
    await refused(world, world.stake.completeRotation(car.id, to.bytes), "VehicleUnfit", car.id, State.ENDED);
    // Of one that there isn't, nobody has announced any.
    const unannounced = world.stake.completeRotation(nobody.id, to.bytes);
    await refused(world, unannounced, "VehicleNothingProposed", nobody.id);
  });

  describe("that is announced", () => {
    const to = plainKey(0xbeefn);

    it("is the owner's wish, and the issuer's", async () => {
      const world = await load();
      const { stranger, otherIssuer } = world;
      const car = await enrolled(world);
      await refused(world, announce(world, car, to, { by: stranger }), "VehicleNotAllowed", stranger.address, car.id);
      await refused(
        world,
        announce(world, car, to, { issuer: otherIssuer }),
        "VehicleNotAllowed",
        getAddress(otherIssuer.bytes),
        car.id,
      );
      const foreign = signAs(otherIssuer, world.domain, "Rotation", rotationOf(car, to, 0n));
      for (const issuerSignature of [foreign, "0x"]) {
        await refused(world, announce(world, car, to, { issuerSignature }), "VehicleSignature", world.issuer.bytes);
      }
      // What is signed for a rotation at once is none for later.
      const atOnce = signAs(world.issuer, world.domain, "Rotation", rotationOf(car, to, 1n));
      await refused(
        world,
        announce(world, car, to, { issuerSignature: atOnce }),
        "VehicleSignature",
        world.issuer.bytes,
      );
    });

    it("holds from a week on, and not a second before", async () => {
      const world = await load();
      for (const [i, after] of [WEEK - 1n, WEEK, WEEK + 1n].entries()) {
        const car = await enrolled(world);
        const at = START + BigInt(i + 1) * 100n * DAY;
        await nextBlockAt(at);
        await announce(world, car, to);
        await nextBlockAt(at + after);
        const sent = world.stake.completeRotation(car.id, to.bytes);
        if (after < WEEK) await refused(world, sent, "VehicleTooEarly", at + WEEK, at + after);
        else {
          await sent;
          expect((await world.stake.vehicle(car.id)).key).to.equal(getAddress(to.bytes));
        }
      }
      expect(await world.stake.ROTATION_DELAY()).to.equal(WEEK);
    });

    it("gives way to another announcement, which waits anew", async () => {
      const world = await load();
      const car = await enrolled(world);
      await announce(world, car, to);
      await nextBlockAt(START + 5n * DAY);
      const other = p256Key(world.verifier, 0xbeefn);
      await announce(world, car, other);
      await nextBlockAt(START + 12n * DAY - 1n);
      await refused(
        world,
        world.stake.completeRotation(car.id, other.bytes),
        "VehicleTooEarly",
        START + 12n * DAY,
        START + 12n * DAY - 1n,
      );
      await nextBlockAt(START + 12n * DAY);
      // Neither the one before counts, nor an address that is what is kept of this one.
      for (const bytes of [to.bytes, `0x${keccak256(other.bytes).slice(-40)}`, "0x"]) {
        await refused(world, world.stake.completeRotation(car.id, bytes), "VehicleKey", car.id, bytes);
      }
      await world.stake.completeRotation(car.id, other.bytes);
    });

    it("holds whatever key the vehicle has by then, and is announced no more once it has that one", async () => {
      const world = await load();
      const car = await enrolled(world);
      await announce(world, car, to);
      const between = plainKey(0xbee5n);
      await rotate(world, car, between, rotationOf(car, between, 1n));
      await nextBlockAt(START + 30n * DAY);
      await world.stake.completeRotation(car.id, to.bytes);
      await announce(world, car, between);
      const now = { ...car, key: to };
      await rotate(world, now, between, rotationOf(car, between, 1n));
      await nextBlockAt(START + 60n * DAY);
      await refused(world, world.stake.completeRotation(car.id, between.bytes), "VehicleNothingProposed", car.id);
    });

    it("can be taken back by the owner alone, once", async () => {
      const world = await load();
      const car = await enrolled(world);
      const asOwner = world.stake.connect(world.owner);
      await refused(world, asOwner.cancelRotation(car.id), "VehicleNothingProposed", car.id);
      await refused(world, asOwner.completeRotation(car.id, to.bytes), "VehicleNothingProposed", car.id);
      await announce(world, car, to);
      await refused(
        world,
        world.stake.connect(world.stranger).cancelRotation(car.id),
        "VehicleNotAllowed",
        world.stranger.address,
        car.id,
      );
      await expect(asOwner.cancelRotation(car.id)).to.emit(world.stake, "VehicleKeyWithdrawn").withArgs(car.id);
      await refused(world, asOwner.cancelRotation(car.id), "VehicleNothingProposed", car.id);
      await nextBlockAt(START + 30n * DAY);
      await refused(world, asOwner.completeRotation(car.id, to.bytes), "VehicleNothingProposed", car.id);
      expect((await world.stake.vehicle(car.id)).key).to.equal(getAddress(CAR_KEY.bytes));
    });
  });
});

describe("two vehicles that are one", () => {
  const VIN = "WVWZZZ1JZXW000001";
  const [saltA, saltB] = [hashOf("salt of one"), hashOf("salt of the other")];

  async function twins() {
    const world = await load();
    const { stake } = world;
    const one = await enrolled(world, { commitment: await stake.commitmentOf(saltA, VIN) });
    const commitment = await stake.commitmentOf(saltB, VIN);
    const other = await enrolled(world, { commitment, issuer: world.otherIssuer.bytes });
    const [a, b] = [world.issuer.bytes, world.otherIssuer.bytes];
    return { world, stake: stake.connect(world.stranger), one, other, a, b };
  }

  it("are linked by whoever shows their number, each to the other", async () => {
    const { stake, one, other, a, b } = await twins();
    const shown = stake.proveDuplicate(VIN, a, saltA, b, saltB);
    await expect(shown).to.emit(stake, "VehicleDuplicate").withArgs(one.id, other.id);
    for (const { id } of [one, other]) await expect(shown).to.emit(stake, "MetadataUpdate").withArgs(id);
    expect([...(await stake.duplicatesOf(one.id))]).to.deep.equal([other.id]);
    expect([...(await stake.duplicatesOf(other.id))]).to.deep.equal([one.id]);
    expect(await stake.getTraitValue(one.id, hashOf("duplicates"))).to.equal(`0x${"1".padStart(64, "0")}`);
  });

  it("are linked once, and none with itself", async () => {
    const { world, stake, one, other, a, b } = await twins();
    await stake.proveDuplicate(VIN, a, saltA, b, saltB);
    await refused(world, stake.proveDuplicate(VIN, a, saltA, b, saltB), "VehicleLinkedBefore", one.id, other.id);
    await refused(world, stake.proveDuplicate(VIN, b, saltB, a, saltA), "VehicleLinkedBefore", other.id, one.id);
    await refused(world, stake.proveDuplicate(VIN, a, saltA, a, saltA), "VehicleLinkedBefore", one.id, one.id);
  });

  it("are both enrolled", async () => {
    const { world, stake, a, b } = await twins();
    const missing = await stake.vehicleOf(b, await stake.commitmentOf(saltA, VIN));
    await refused(world, stake.proveDuplicate(VIN, a, saltA, b, saltA), "VehicleUnfit", missing, State.NONE);
    await refused(world, stake.proveDuplicate(VIN, b, saltA, a, saltA), "VehicleUnfit", missing, State.NONE);
  });
});
