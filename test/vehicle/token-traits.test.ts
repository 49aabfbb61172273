import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { encodeBytes32String, id as hashOf, ZeroHash } from "ethers";

import {
  type Car,
  DAY,
  describeForEachKey,
  enrolled,
  Kind,
  KM,
  load,
  moveTo,
  now,
  ODOMETER,
  report,
  shown,
  State,
  type World,
} from "./fixture.ts";
import { slash } from "./holding.ts";

const TRAITS = ["value", "residual", "odometer", "pending", "silentFor", "duplicates", "state"] as const;
const UNKNOWN = 5n;

/** What a data URI holds. */
function read(uri: string): unknown {
  const head = "data:application/json;base64,";
  expect(uri.slice(0, head.length)).to.equal(head);
  return JSON.parse(Buffer.from(uri.slice(head.length), "base64").toString("utf8")) as unknown;
}

describeForEachKey("the traits of a vehicle", () => {
  // As the standard has it.
  const key = hashOf;
  const trait = async (world: World, id: bigint, name: string) =>
    BigInt(await world.stake.getTraitValue(id, key(name)));

  it("are read from the books", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n, odometer: ODOMETER + 7n * KM });
    const { residual } = await world.stake.bookOf(car.id);
    expect(residual > 0n).to.equal(true);
    expect(await trait(world, car.id, "residual")).to.equal(residual);
    expect(await trait(world, car.id, "odometer")).to.equal(ODOMETER + 7n * KM);
    expect(await trait(world, car.id, "pending")).to.equal(0n);
    expect(await trait(world, car.id, "duplicates")).to.equal(0n);
    expect(await trait(world, car.id, "state")).to.equal(State.ACTIVE);
    const { observedAt } = (await world.stake.vehicle(car.id)).condition;
    await moveTo(observedAt + 5n * DAY);
    expect(await trait(world, car.id, "silentFor")).to.equal(5n * DAY);
    expect(await trait(world, car.id, "value")).to.equal(await shown(world, car));
    await report(world, car, { kind: Kind.ACCIDENT, severity: 4_000n });
    expect(await trait(world, car.id, "pending")).to.equal(1n);
    const values = await world.stake.getTraitValues(car.id, TRAITS.map(key));
    const one = await Promise.all(TRAITS.map((name) => world.stake.getTraitValue(car.id, key(name))));
    expect([...values]).to.deep.equal(one);
    expect([...(await world.stake.getTraitValues(car.id, []))]).to.deep.equal([]);
  });

  it("are seven, and there are no others", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const unknown of [...["", "Value", "weight"].map(key), encodeBytes32String("value"), ZeroHash]) {
      for (const asked of [
        world.stake.getTraitValue(car.id, unknown),
        world.stake.getTraitValues(car.id, [key("value"), unknown]),
      ]) {
        await expect(asked).to.be.revertedWithCustomError(world.stake, "TraitKeyUnknown").withArgs(unknown);
      }
    }
  });

  it("are set by nobody", async () => {
    const world = await load();
    const car = await enrolled(world);
    await expect(world.stake.connect(world.owner).setTrait.staticCall(car.id, key("value"), ZeroHash))
      .to.be.revertedWithCustomError(world.stake, "VehicleTraitsAreRead")
      .withArgs();
  });

  it("are described, with what a market validates on a sale", async () => {
    const { stake } = await load();
    const number = { type: "decimal", signed: false };
    const [none, most] = [{ validateOnSale: "none" }, { validateOnSale: "requireUintLte" }];
    const traits = {
      value: { displayName: "value", dataType: number, ...none },
      residual: { displayName: "residual", dataType: number, ...most },
      odometer: { displayName: "odometer (m)", dataType: number, ...none },
      pending: { displayName: "pending", dataType: { type: "boolean" }, ...most },
      silentFor: { displayName: "silentFor (s)", dataType: number, ...none },
      duplicates: { displayName: "duplicates", dataType: number, ...most },
      state: { displayName: "state", dataType: number, ...most },
    };
    expect(read(await stake.getTraitMetadataURI())).to.deep.equal({ traits });
    // And so says docs/vehicle.md.
    const page = readFileSync(join(import.meta.dirname, "../../docs/vehicle.md"), "utf8");
    for (const [name, { validateOnSale }] of Object.entries(traits))
      expect(page).to.match(new RegExp(`^\\| \`${name}\` +\\| .* \\| \`${validateOnSale}\` +\\|$`, "m"));
  });

  it("let a market sell what nothing has happened to, and nothing else", async () => {
    const world = await load();
    const { traits } = read(await world.stake.getTraitMetadataURI()) as {
      traits: Record<string, { validateOnSale: string }>;
    };
    const validated = TRAITS.filter((name) => traits[name]!.validateOnSale === "requireUintLte");
    const seen = async (car: Car) => Promise.all(validated.map((name) => trait(world, car.id, name)));
    const commitment = (salt: string) => world.stake.commitmentOf(hashOf(salt), "WVWZZZ1JZXW000001");
    const other = world.otherIssuer.bytes;
    await enrolled(world, { commitment: await commitment("other"), issuer: other });
    const happens: [boolean, (car: Car) => Promise<unknown>][] = [
      [true, () => Promise.resolve()],
      [true, (car) => report(world, car)],
      [false, (car) => report(world, car, { kind: Kind.ACCIDENT, severity: 100n })],
      [false, (car) => report(world, car, { kind: Kind.ACCIDENT, severity: 5_000n })],
      [false, (car) => world.stake.connect(world.owner).declareStolen(car.id)],
      [false, (car) => slash(world, car)],
      [
        false,
        ({ enrolment: { issuer } }) =>
          world.stake.proveDuplicate("WVWZZZ1JZXW000001", issuer, hashOf("one"), other, hashOf("other")),
      ],
    ];
    for (const [turn, [sells, happen]] of happens.entries()) {
      const isLast = turn === happens.length - 1;
      const car = await enrolled(world, isLast ? { commitment: await commitment("one") } : {});
      await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
      const offered = await seen(car);
      await moveTo((await now()) + DAY);
      await happen(car);
      const sold = await seen(car);
      expect(
        sold.every((value, i) => value <= offered[i]!),
        `${turn}`,
      ).to.equal(sells);
    }
  });

  it("are in the token's own description, too", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    const attributes: { trait_type: string; value: number }[] = [];
    for (const name of TRAITS) attributes.push({ trait_type: name, value: Number(await trait(world, car.id, name)) });
    expect(read(await world.stake.tokenURI(car.id))).to.deep.equal({
      name: `Vehicle 0x${car.id.toString(16).padStart(64, "0")}`,
      attributes,
    });
  });

  it("are of a vehicle that somebody has enrolled", async () => {
    const { stake, desks } = await load();
    for (const asked of [
      stake.getTraitValue(UNKNOWN, key("value")),
      stake.getTraitValues(UNKNOWN, [key("value")]),
      stake.tokenURI(UNKNOWN),
      stake.locked(UNKNOWN),
      stake.ownerOf(UNKNOWN),
    ]) {
      await expect(asked).to.be.revertedWithCustomError(desks.views, "ERC721NonexistentToken").withArgs(UNKNOWN);
    }
  });
});
