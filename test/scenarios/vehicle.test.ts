import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import { play, type Played } from "../../scenarios/vehicle.ts";
import { calendarAfter, LOGS_BEGIN, MONTH } from "../../scenarios/vehicle/calendar.ts";
import { requireConservation } from "../../scenarios/vehicle/conservation.ts";
import { sell } from "../../scenarios/vehicle/deals.ts";
import { FLEET, readFleet } from "../../scenarios/vehicle/fleet.ts";
import { redeemLost } from "../../scenarios/vehicle/losses.ts";
import { castOf, MEMBERS } from "../../scenarios/vehicle/stage.ts";
import { Kind } from "../../src/vehicle/agent/report.ts";
import { State } from "../../src/vehicle/constants.ts";
import { readHolder, readVehicle } from "../../src/vehicle/read.ts";

/** Given, so that the figures are the same whenever this runs. */
const INITIAL_DATE = "2027-11-20T00:00:00Z";
const DOLLAR = 1_000_000n;

async function failureOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it went through");
}

describe("given a fleet of 50 vehicles, when three years of its logs are played", function () {
  // More than two thousand reports, each of which is signed and looked at.
  this.timeout(600_000);

  const said: string[] = [];
  let played: Played;

  before(async function () {
    const { ethers, provider } = await network.create({ override: { initialDate: INITIAL_DATE } });
    const deployed = await loadAndExecuteDeploymentsFromFiles({ provider, tags: ["vehicle"] });
    played = await play({
      ethers,
      stake: deployed.get("VehicleStake").address,
      say: (line) => said.push(line),
    });
  });

  const rowOf = (wanted: string) => {
    const row = played.rows.find(({ step }) => step === wanted);
    if (row === undefined) throw new Error(`there is no step "${wanted}"`);
    return row;
  };

  const stepsOf = (wanted: string): number => played.rows.indexOf(rowOf(wanted));

  it("then it tells and tabulates every step, in the order of time", function () {
    const year = (n: number) =>
      ["reports by batch", "reports by units", "attestors", "rewards"].map((habit) => `year ${n}: ${habit}`);
    expect(played.rows.map(({ step }) => step)).to.deep.equal([
      "rules",
      "fleet",
      "units",
      "guarantee",
      "rewards",
      "loan",
      "repair",
      "total loss",
      "residual redeemed",
      "loan called",
      "foreign rules",
      "odometer turned back",
      ...year(1),
      "conservation after year 1",
      "sale",
      "dispute",
      "cloned key",
      ...year(2),
      "conservation after year 2",
      ...year(3),
      "conservation after year 3",
      "verified",
    ]);
    const days = said.map((line) => line.slice(0, 10));
    expect(said.map((line) => line.slice(11))).to.deep.equal(
      played.rows.map(({ step, change }) => `${step}: ${change}`),
    );
    // Set up on one day; and the year's end is told on the year's last.
    expect(days).to.deep.equal(days.toSorted());
    expect([days[0], ...[1, 2, 3].map((n) => days[stepsOf(`conservation after year ${n}`)])]).to.deep.equal([
      "2027-11-22",
      "2028-11-21",
      "2029-11-21",
      "2030-11-21",
    ]);
  });

  it("then the parts of what the vehicles were credited are told so that they make the whole", function () {
    for (const year of [1, 2, 3]) {
      const amounts = rowOf(`conservation after year ${year}`).change.match(/[\d,]+\.\d{6}/g) ?? [];
      expect(amounts).to.have.length(5);
      const [credited, ...parts] = amounts.map((amount) => BigInt(amount.replace(/[,.]/g, ""))).toReversed();
      expect(parts.reduce((sum, part) => sum + part, 0n)).to.equal(credited);
    }
  });

  it("then every row of every log has counted once, but for those of vehicles that were slashed", function () {
    const { cars } = played.stage;
    expect(cars).to.have.length(50);
    // What two of them told besides: of a repair, and, with a new key, that it stood still.
    const besides = new Map(
      [castOf(played.stage, "repaired"), castOf(played.stage, "turnedBack")].map((car) => [car, 1n]),
    );
    for (const car of cars) {
      if (car.ledger.state === State.SLASHED) continue;
      const rows = BigInt(car.months.flat().length);
      expect(car.ledger.sequence, car.name).to.equal(rows + (besides.get(car) ?? 0n));
    }
  });

  it("then one vehicle was lost, two were slashed, one is the buyer's and one the bank's", async function () {
    const { cars, people, provider, stake } = played.stage;
    const states = new Map<string, bigint>();
    for (const { name, vehicle } of cars) states.set(name, (await readVehicle(stake, vehicle, provider)).state);
    const others = [...states].filter(([, state]) => state !== State.ACTIVE);
    expect(others).to.deep.equal([
      ["v11", State.ENDED],
      ["v20", State.SLASHED],
      ["v30", State.SLASHED],
    ]);
    const holderOf = (role: "sold" | "liened") => readHolder(stake, castOf(played.stage, role).vehicle, provider);
    expect(await holderOf("sold")).to.equal(people.buyer.address);
    expect(await holderOf("liened")).to.equal(people.bank.address);
  });

  it("then the fleet has kept what the published averages say of three years", function () {
    const whole = played.stage.cars.filter(({ ledger }) => ledger.lives && ledger.wear.damage === 0n);
    const sum = (of: (car: (typeof whole)[number]) => bigint) => whole.reduce((total, car) => total + of(car), 0n);
    const kept = (sum(({ ledger }) => ledger.value) * 1_000n) / sum(({ ledger }) => ledger.anchor.value);
    // 60.9 % by iSeeCars.
    expect(kept).to.be.within(580n, 640n);
  });

  it("then rewards were paid to the unit, and only what couldn't be shared evenly is left", async function () {
    const { dollar, shares, stake } = played.stage;
    const left = await dollar.balanceOf(stake);
    expect(shares.paid + left).to.equal(12n * (1_000n * DOLLAR + 7n));
    expect(left).to.be.below(12n * BigInt(MEMBERS.length));
  });

  it("then both kinds of key have reported, by units and by batches", function () {
    const { cars, units } = played.stage;
    const isLong = (place: number) => cars[place]!.key.bytes.length > 42;
    expect([...units.keys()].map(isLong)).to.deep.equal([false, true]);
    // One of ten has another unit by now, with an ordinary key.
    expect(cars.filter((_, place) => isLong(place))).to.have.length(9);
    for (const year of [1, 2, 3]) {
      expect(rowOf(`year ${year}: reports by units`).count).to.be.within(24, 30);
      expect(rowOf(`year ${year}: reports by batch`).count).to.be.within(12, 24);
    }
  });

  it("then a ledger that differs by one base unit from the chain is found out", async function () {
    // The first one that is looked at.
    const { ledger, name } = played.stage.cars[0]!;
    for (const part of ["value", "residual"] as const) {
      ledger[part] += 1n;
      const must = ledger[part];
      expect(await failureOf(requireConservation(played.stage))).to.equal(
        `${part} of ${name} is ${must - 1n}, but must be ${must}`,
      );
      ledger[part] -= 1n;
    }
    ledger.slashed = 1n;
    const { consumed } = ledger.books();
    expect(await failureOf(requireConservation(played.stage))).to.equal(
      `consumed of ${name} is ${consumed + 1n}, but must be ${consumed}`,
    );
    ledger.slashed = 0n;
    played.stage.deposits += 1n;
    expect(await failureOf(requireConservation(played.stage))).to.equal(
      "the ether of the contract of vehicles is 0, but must be 1",
    );
    played.stage.deposits -= 1n;
    await requireConservation(played.stage);
  });

  it("then a step ends with the reason where the chain says anything else than it must", async function () {
    // It is the buyer's by now; and nothing is left of what was behind the vehicle that is lost.
    expect(await failureOf(sell(played.stage, 1n))).to.match(/ERC721InsufficientApproval/);
    expect(await failureOf(redeemLost(played.stage))).to.match(/ResidualNothing/);
  });
});

describe("given the logs of the fleet", function () {
  it("then they are of fifty vehicles and three years, with a reading in every month that a vehicle lives", async function () {
    const calendar = calendarAfter(LOGS_BEGIN);
    const fleet = await readFleet(FLEET, calendar);
    expect(fleet).to.have.length(50);
    for (const months of fleet) {
      expect(months).to.have.length(36);
      const isLost = months.flat().some(({ kind }) => kind === Kind.TOTAL_LOSS);
      expect(months.every((month) => month.some(({ kind }) => kind === Kind.ODOMETER))).to.equal(!isLost);
    }
  });

  it("then one with a row outside the three years is refused", async function () {
    const folder = await mkdtemp(join(tmpdir(), "lapse fleet "));
    try {
      const file = join(folder, "v00.csv");
      for (const time of [LOGS_BEGIN - 1n, LOGS_BEGIN + 36n * MONTH]) {
        await writeFile(file, `time,odometer,event,severity\n${time},10,odometer,0\n`);
        expect(await failureOf(readFleet(folder, calendarAfter(LOGS_BEGIN)))).to.equal(
          `${file} has a row outside the three years`,
        );
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
