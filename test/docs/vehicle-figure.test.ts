import { readFileSync, writeFileSync } from "node:fs";

import { expect } from "chai";

import { drawTimeline, type Timeline } from "../../docs/figures/timeline.ts";
import type { ConditionReportStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { balanced, confirm } from "../vehicle/claims.ts";
import {
  type Car,
  DAY,
  enrolled,
  Kind,
  KM,
  load,
  moveTo,
  nextBlockAt,
  now,
  ODOMETER,
  report,
  shown,
  START,
  type World,
} from "../vehicle/fixture.ts";

const figure = new URL("../../docs/figures/vehicle.svg", import.meta.url);
const page = readFileSync(new URL("../../docs/vehicle.md", import.meta.url), "utf8");
const DOLLAR = 1_000_000n;
const ZERO = START + DAY;
const day = (number: bigint): bigint => ZERO + number * DAY;

/** What the books say after an act, as the page's table has it. */
type Row = [day: string, value: string, residual: string, consumed: string];

/** The figure before anything has happened. */
function emptyTimeline(): Timeline {
  return {
    title: "A vehicle over 640 days: what it shows, what is booked, its residual, and its state",
    boundaries: [0n, 210n, 560n, 597n, 640n].map((number) => ({
      at: Number(day(number)),
      ...(number === 640n ? {} : { text: `day ${number}` }),
    })),
    series: [
      { name: "valueOf", samples: [] },
      { name: "booked value", samples: [] },
      { name: "residual", samples: [] },
      { name: "state", samples: [], words: { 1: "ACTIVE", 3: "ENDED" } },
    ],
    marks: [],
  };
}

/** Plays what docs/vehicle.md tells of, and reads what the chain answers before and after every act. */
async function playLife(): Promise<{ timeline: Timeline; rows: Row[]; world: World; car: Car }> {
  const world = await load();
  const { stake, residual, dollar, owner, guarantor } = world;
  const timeline = emptyTimeline();
  const rows: Row[] = [];
  await moveTo(ZERO - 100n);
  let car: Car | undefined;
  const sample = async (): Promise<void> => {
    const [at, known] = [await now(), car!];
    const { value, residual: left } = await balanced(world, known);
    const { state } = await stake.vehicle(known.id);
    const dollars = [await shown(world, known), value, left].map((amount) => amount / DOLLAR);
    [...dollars, state].forEach((each, i) => timeline.series[i]!.samples.push({ at: Number(at), value: Number(each) }));
  };
  const step = async (number: bigint, text: string, send: () => Promise<unknown>): Promise<void> => {
    if (car !== undefined) {
      await moveTo(day(number) - 1n);
      await sample();
    }
    await nextBlockAt(day(number));
    await send();
    timeline.marks.push({ at: Number(day(number)), text: `day ${number}: ${text}` });
    await sample();
    const { value, residual: left, consumed } = await balanced(world, car!);
    rows.push([String(number), ...[value, left, consumed].map(written)] as Row);
  };
  const tell = (number: bigint, km: bigint, changes: Partial<ConditionReportStruct> = {}) =>
    report(world, car!, { observedAt: day(number), odometer: ODOMETER + km * KM, ...changes });

  await step(0n, "enrolled: its issuer says that it is worth 30,000", async () => {
    car = await enrolled(world, { appraisedAt: ZERO - 1n });
  });
  const known = car as unknown as Car;
  await step(180n, "reports 10,000 km", () => tell(180n, 10_000n));
  await step(300n, "reports 17,000 km, after 120 days without a word", () => tell(300n, 17_000n));
  await step(365n, "an accident: 15 % of the vehicle", () =>
    tell(365n, 20_000n, { kind: Kind.ACCIDENT, severity: 1_500n }),
  );
  await step(405n, "a service restores 10 %", () => tell(405n, 22_000n, { kind: Kind.SERVICE, severity: 1_000n }));
  await residual.connect(owner).admit(known.id, guarantor, true);
  await dollar.mint(guarantor, 5_000n * DOLLAR);
  await dollar.connect(guarantor).approve(residual, 5_000n * DOLLAR);
  await residual.connect(guarantor).fund(known.id, 5_000n * DOLLAR, day(700n));
  await step(450n, "a grave accident, 50 %, which waits for attestors", () =>
    tell(450n, 25_000n, { kind: Kind.ACCIDENT, severity: 5_000n }),
  );
  await step(490n, "two attestors confirm it", () => confirm(world, known, 5n));
  await step(560n, "a total loss is reported", () => tell(560n, 27_000n, { kind: Kind.TOTAL_LOSS, severity: 10_000n }));
  await step(590n, "two attestors confirm that, too: it has ended", () => confirm(world, known, 6n));
  await step(597n, "nobody has disputed it for a week: all shares are redeemed for the 5,000 of the guarantor", () =>
    residual.connect(owner).redeem(known.id, 10n ** 18n, owner),
  );
  await moveTo(day(640n) - 1n);
  await sample();
  return { timeline, rows, world, car: known };
}

/** An amount in dollars, to the last unit. */
function written(amount: bigint): string {
  const cents = String(amount % DOLLAR).padStart(6, "0");
  return `${(amount / DOLLAR).toLocaleString("en")}.${cents}`;
}

describe("the figure of docs/vehicle.md", () => {
  it("is what the chain answers when the life is played (UPDATE_FIGURES=1 draws it anew)", async () => {
    const { timeline, rows, world } = await playLife();
    const drawn = drawTimeline(timeline);
    if (process.env["UPDATE_FIGURES"] === "1") {
      writeFileSync(figure, drawn);
      console.log(rows.map((row) => `| ${row.join(" | ")} |`).join("\n"));
    }
    expect(drawn).to.equal(readFileSync(figure, "utf8"));

    // The table beside the figure, to the last unit.
    const [section = ""] = /^## One vehicle's life, drawn\n[\s\S]*?(?=^## )/m.exec(page) ?? [];
    const told = [...section.matchAll(/^\| +(\d+) +\|[^|]*\| +([\d,.]+) +\| +([\d,.]+) +\| +([\d,.]+) +\|$/gm)];
    expect(told.map(([, ...cells]) => cells)).to.deep.equal(rows);
    expect(await world.dollar.balanceOf(world.owner)).to.equal(5_000n * DOLLAR);
  });
});
