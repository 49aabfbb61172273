import { readFileSync } from "node:fs";

import { expect } from "chai";

import type { Results } from "../../bench/results.ts";
import { atMost } from "../../bench/vehicle/render.ts";
import { TERMS as FLEET_TERMS } from "../../scenarios/vehicle/rules.ts";
import { judge } from "../vehicle/claims.ts";
import {
  DAY,
  enrolled,
  Kind,
  KM,
  load,
  nextBlockAt,
  now,
  ODOMETER,
  PANEL,
  report,
  shown,
  START,
  TERMS,
  VALUE,
  YEAR,
} from "../vehicle/fixture.ts";
import { fixedClock, poolOf } from "../vehicle/holding.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/vehicle.md");
const words = page.replace(/\s+/g, " ");
const DOLLAR = 1_000_000n;

/** The cells of the row that begins so, without it. */
function cellsOf(first: string): string[] {
  const row = page.split("\n").find((line) => line.split("|")[1]?.trim() === first);
  return (row ?? expect.fail(`no row ${first}`))
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
}

/** An amount as the page writes it, in the smallest unit. */
function unitsOf(text: string): bigint {
  const [whole = "", parts = ""] = text.replaceAll(",", "").split(".");
  return BigInt(whole) * DOLLAR + BigInt(parts.padEnd(6, "0"));
}

/** A percentage as the page writes it, in basis points. */
const pointsOf = (text: string): bigint => BigInt(Math.round(Number(text.replace(" %", "")) * 100));

/** What a sum of products comes to, as the page writes it: "26,571 × (1 − 15 % + 10 %)". */
function sumOf(text: string): number {
  const tokens = text.replaceAll(",", "").match(/\d+(?:\.\d+)?(?: %)?|[×−+()]/g) ?? [];
  const factor = (): number => {
    const token = tokens.shift() ?? expect.fail(`nothing follows in ${text}`);
    if (token !== "(") return token.endsWith(" %") ? Number(token.slice(0, -2)) / 100 : Number(token);
    const inner = sum();
    expect(tokens.shift(), text).to.equal(")");
    return inner;
  };
  const product = (): number => {
    let result = factor();
    while (tokens[0] === "×") {
      tokens.shift();
      result *= factor();
    }
    return result;
  };
  const sum = (): number => {
    let result = product();
    while (tokens[0] === "+" || tokens[0] === "−") result += tokens.shift() === "+" ? product() : -product();
    return result;
  };
  const all = sum();
  expect(tokens, text).to.deep.equal([]);
  return all;
}

/** Every number that docs/vehicle.md works through. */
describe("worked numbers of docs/vehicle.md", () => {
  it("accounting: a year and 20,000 km later, damaged by 15 %, of which 10 % are restored", async () => {
    const { policy } = await load();
    const anchor = { value: VALUE, appraisedAt: START, odometer: ODOMETER };
    const worth = (damage: bigint, restored: bigint) =>
      policy.worthIn(anchor, { observedAt: START + YEAR, odometer: ODOMETER + 20_000n * KM, damage, restored });
    const amountOf = (row: string): bigint => unitsOf(cellsOf(row)[1] ?? "");
    const [undamaged] = await worth(0n, 0n);
    const [value, residual] = await worth(1_500n, 1_000n);
    expect(undamaged).to.equal(amountOf("undamaged"));
    expect(value).to.equal(amountOf("value"));
    expect(undamaged - value).to.equal(amountOf("lost by damage"));
    expect(residual).to.equal(amountOf("residual"));
    expect(VALUE - value - residual).to.equal(amountOf("consumed"));
  });

  it("accounting: each amount of the table is what its own sum comes to, and value, residual and consumed are all of it", () => {
    const [section = ""] = /^\| step .*\n(?:\|.*\n)+/m.exec(page) ?? [];
    const rows = section
      .split("\n")
      .slice(2, -1)
      .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(rows.length).to.equal(8);
    for (const [, step, how = "", amount = ""] of rows)
      expect(sumOf(how).toFixed(6), step).to.equal(Number(amount.replaceAll(",", "")).toFixed(6));
    const parts = ["value", "residual", "consumed"].map((row) => unitsOf(cellsOf(row)[1] ?? ""));
    expect(parts.reduce((sum, part) => sum + part)).to.equal(VALUE);
  });

  it("accounting: so are they in each row of the vehicle's life", () => {
    const [section = ""] = /^\| day .*\n(?:\|.*\n)+/m.exec(page) ?? [];
    const rows = section.split("\n").slice(2, -1);
    expect(rows.length).to.equal(11);
    for (const row of rows) {
      const [value = "", residual = "", consumed = ""] = row.split("|").slice(4, 7);
      expect(unitsOf(value.trim()) + unitsOf(residual.trim()) + unitsOf(consumed.trim()), row).to.equal(VALUE);
    }
  });

  it("policy: the table has the terms of the policy that the page is played with", async () => {
    const { policy } = await load();
    const terms = await policy.terms();
    for (const share of ["perYear", "perDistance", "floor", "residual", "restorable", "grave"] as const) {
      expect(pointsOf(cellsOf(`\`${share}\``)[1] ?? ""), share).to.equal(terms[share]);
    }
    expect([terms.lifetime, terms.perDay, terms.patience, terms.silence]).to.deep.equal([
      0n,
      3_000n * KM,
      30n * DAY,
      365n * DAY,
    ]);
    expect(TERMS.perYear).to.equal(terms.perYear);
    const told = ["–", "3,000 km", "30 days", "365 days"];
    const rows = ["`lifetime`", "`perDay`", "`patience`", "`silence`"];
    expect(rows.map((row) => cellsOf(row)[1])).to.deep.equal(told);
  });

  it("policy: the fleet's differs from it in age and patience alone", () => {
    expect(FLEET_TERMS).to.deep.equal({ ...TERMS, perYear: 1_300n, patience: 45n * DAY });
    expect(words).to.include("13 % a year and 45 days of patience, where the policy of this page has 10 % and 30;");
  });

  it("policy: three reports of one minute tell of 3,000 km each, and none of more", async () => {
    const world = await load();
    const { policy } = world;
    const car = await enrolled(world);
    const [before, second] = [await shown(world, car), await now()];
    for (const n of [1n, 2n, 3n]) {
      const driven = { observedAt: second, odometer: ODOMETER + n * 3_000n * KM };
      await expect(report(world, car, { ...driven, odometer: driven.odometer + 1n }))
        .to.be.revertedWithCustomError(policy, "PolicyTooFar")
        .withArgs(3_000n * KM + 1n, 3_000n * KM);
      await report(world, car, driven);
    }
    expect((await now()) - second).to.be.below(60n);
    expect((await world.stake.vehicle(car.id)).condition.odometer).to.equal(ODOMETER + 9_000n * KM);
    expect(await shown(world, car)).to.be.below(before);
    expect(words).to.include("three reports of one minute can tell of 3,000 km each");
  });

  it("claims: two of five confirm and four decide, within 7 and 14 days, for 0.1 ether", async () => {
    const { policy } = await load();
    const { attestors, confirmations, decisions, disputeWindow, decideWithin, bond } = await policy.panel();
    expect([BigInt(attestors.length), confirmations, decisions]).to.deep.equal([5n, 2n, 4n]);
    expect([disputeWindow, decideWithin, bond]).to.deep.equal([7n * DAY, 14n * DAY, 10n ** 17n]);
    expect(words).to.include(
      "five attestors: two confirm, four decide; the window is 7 days, a decision has 14 days, and the bond is 0.1 ether",
    );
  });

  it("an owner's dispute of his own accident gains nothing while it lasts, and costs the bond", async () => {
    const world = await load();
    const { stake, owner } = world;
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_500n });
    const before = await shown(world, car);
    await stake.connect(owner).dispute(car.id, 1n, { value: PANEL.bond });
    expect((await shown(world, car)) <= before).to.equal(true);
    await judge(world, car, 1n, true);
    expect(await stake.creditOf(owner)).to.equal(0n);
    expect((await stake.vehicle(car.id)).deposit).to.equal(PANEL.bond);
  });

  it("hiding 40 % shows as much as the truth within patience, half of it on day 97, and nothing more on day 164", async () => {
    const world = await load();
    const { stake, policy } = world;
    const hidden = await enrolled(world);
    const last = START;
    const truth = async (time: bigint): Promise<bigint> => {
      const anchor = { value: VALUE, appraisedAt: START, odometer: ODOMETER };
      const [value] = await policy.worthIn(anchor, {
        observedAt: time,
        odometer: ODOMETER,
        damage: 4_000n,
        restored: 0n,
      });
      return value;
    };
    const gain = async (days: bigint): Promise<bigint> => {
      const time = last + days * DAY;
      return (await stake.valueAt(hidden.id, time)) - (await truth(time));
    };
    expect(await policy.haircut(30n * DAY)).to.equal(0n);
    expect(await policy.haircut(97n * DAY)).to.equal(2_000n);
    expect(await policy.haircut(164n * DAY)).to.equal(4_000n);
    expect(await gain(30n)).to.be.above(10_000n * DOLLAR);
    expect(await gain(163n)).to.be.above(0n);
    expect(await gain(164n)).to.be.at.most(1n);
    expect(await stake.valueAt(hidden.id, last + 365n * DAY)).to.equal(0n);
    expect(words).to.include("164 days after the last report: 30 + 40 % × 335. On day 97 it has taken 20 %");
  });

  it("rewards: of 1,001 units two vehicles of the same weight get 500 each, and one stays", async () => {
    const world = await load();
    const { stake, reward, owner, keeper } = world;
    const pool = await poolOf(world, fixedClock(START, DAY));
    const cars = [await enrolled(world), await enrolled(world)];
    for (const { id, enrolment } of cars) await stake.connect(owner).join(id, pool, enrolment.commitment);
    await reward.mint(keeper, 1_001n);
    await reward.connect(keeper).approve(stake, 1_001n);
    await nextBlockAt(START + DAY + 60n);
    await stake.connect(keeper).fund(pool, 2n, 1n, 1_001n);
    for (const car of cars) await report(world, car, { observedAt: START + DAY, odometer: ODOMETER });
    expect(await now()).to.be.below(START + 2n * DAY);
    await nextBlockAt(START + 2n * DAY);
    for (const { id } of cars) await stake.connect(owner).claim(id, pool, owner);
    expect(await reward.balanceOf(owner)).to.equal(1_000n);
    expect(await reward.balanceOf(stake)).to.equal(1n);
  });

  it("gas: every row is what the bench has measured, beside the budget of the specification", () => {
    const { vehicle } = JSON.parse(read("bench/results.json")) as Results;
    const [section = ""] = /^## Gas\n[\s\S]*?(?=^## )/m.exec(page) ?? [];
    const told = section.split("\n").filter((line) => /\| +[\d,]{5,} +\|/.test(line));
    const rows: Record<string, string> = {
      "`report`, secp256k1": "report, secp256k1",
      "`report`, P-256 with the precompile": "report, P-256 with the precompile",
      "`report`, P-256 where there is none": "report, P-256 without it",
      "`report` of an accident, secp256k1": "report of an accident, secp256k1",
      "`reportBatch` of 50 vehicles, secp256k1, for each": "reportBatch of 50 vehicles, secp256k1, for each",
      "`reportBatch` of 50 vehicles, P-256, for each":
        "reportBatch of 50 vehicles, P-256 with the precompile, for each",
      "`enrol`, secp256k1": "enrol, secp256k1",
      "`enrol`, its owner's first vehicle": "enrol its owner's first, secp256k1",
      "`enrol`, the first in its unit of account": "enrol the first in its unit of account, secp256k1",
      "`enrol`, P-256 with the precompile": "enrol, P-256 with the precompile",
      "`transferFrom`": "transferFrom, a vehicle",
      "the same of OpenZeppelin's ERC-721": "transferFrom, OpenZeppelin ERC-721",
    };
    for (const [name, operation] of Object.entries(rows)) {
      const row = vehicle.rows.find((each) => each.operation === operation) ?? expect.fail(operation);
      const most = atMost(vehicle, operation);
      const cells = [Math.round(row.gas / row.items), most].map((gas) => gas?.toLocaleString("en") ?? "");
      expect(cellsOf(name), name).to.deep.equal(cells);
    }
    expect(told).to.have.length(Object.keys(rows).length);
    const { gas, floor, items } =
      vehicle.rows.find((each) => each.operation === rows["`reportBatch` of 50 vehicles, secp256k1, for each"]) ??
      expect.fail("no batch");
    const [each, least] = [gas, floor].map((all) => Math.round(all / items).toLocaleString("en"));
    expect(words).to.include(`Of a batch's ${each} gas for each report ${least} are the floor`);
  });
});
