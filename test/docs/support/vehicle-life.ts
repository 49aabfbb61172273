import { expect } from "chai";

import type { ConditionReportStruct } from "../../../types/ethers-contracts/vehicle/VehicleStake.js";
import { balanced, confirm } from "../../vehicle/claims.ts";
import {
  type Car,
  ClaimState,
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
  State,
  type World,
} from "../../vehicle/fixture.ts";

const DOLLAR = 1_000_000n;
const ZERO = START + DAY;
/** How many days are played. */
export const DAYS = 640;
const day = (number: bigint): bigint => ZERO + number * DAY;

/** What was shown right before an act and what the books say after it, as the page's table has it. */
type Row = [day: string, before: string, value: string, residual: string, consumed: string];

/** What the chain answers at one moment; amounts in whole dollars. */
export interface Sample {
  day: number;
  shown: number;
  booked: number;
  residual: number;
  guarantee: number;
  state: bigint;
  pending: boolean;
  /** What silence takes, in parts of 10,000. */
  silence: bigint;
}

/** An act of this life: what the page and the figure say of it, and what is sent. */
export interface Deed {
  day: bigint;
  text: string;
  send: (car: Car) => Promise<unknown>;
}

/** What docs/vehicle.md tells of. */
function deedsOf(world: World): Deed[] {
  const { residual, dollar, owner, guarantor } = world;
  const tell = (number: bigint, km: bigint, text: string, changes: Partial<ConditionReportStruct> = {}): Deed => ({
    day: number,
    text,
    send: (car) => report(world, car, { observedAt: day(number), odometer: ODOMETER + km * KM, ...changes }),
  });
  const accident = (severity: bigint) => ({ kind: Kind.ACCIDENT, severity });
  return [
    tell(180n, 10_000n, "a report, the first in 180 days: 10,000 km"),
    tell(300n, 17_000n, "a report after 120 days: 17,000 km"),
    tell(365n, 20_000n, "an accident: 15 % of the vehicle", accident(1_500n)),
    tell(405n, 22_000n, "a service restores 10 %", { kind: Kind.SERVICE, severity: 1_000n }),
    {
      day: 425n,
      text: "a guarantor puts 5,000 behind the residual",
      send: ({ id }) => residual.connect(guarantor).fund(id, 5_000n * DOLLAR, day(700n)),
    },
    tell(450n, 25_000n, "a grave accident, 50 %, which waits for attestors", accident(5_000n)),
    { day: 490n, text: "two attestors confirm it", send: (car) => confirm(world, car, 5n) },
    tell(560n, 27_000n, "a total loss is reported, and waits for them, too", {
      kind: Kind.TOTAL_LOSS,
      severity: 10_000n,
    }),
    { day: 590n, text: "two attestors confirm that: it has ended", send: (car) => confirm(world, car, 6n) },
    {
      day: 597n,
      text: "nobody can dispute it any more: all shares are redeemed for the 5,000",
      send: async ({ id }) => {
        await residual.connect(owner).redeem(id, 10n ** 18n, owner);
        expect(await dollar.balanceOf(owner)).to.equal(5_000n * DOLLAR);
      },
    },
  ];
}

/** What the chain answers now. */
async function sampled(world: World, car: Car, number: number): Promise<Sample> {
  const { stake, residual, dollar, policy } = world;
  const [at, value, books] = [await now(), await shown(world, car), await balanced(world, car)];
  const { state, condition } = await stake.vehicle(car.id);
  const dollars = (amount: bigint): number => Number(amount) / Number(DOLLAR);
  const claims = await Promise.all([5n, 6n].map((sequence) => stake.claimOf(car.id, sequence)));
  return {
    day: number,
    shown: dollars(value),
    booked: dollars(books.value),
    residual: dollars(books.residual),
    guarantee: dollars(await dollar.balanceOf(residual)),
    state,
    pending: claims.some((claim) => claim.state === ClaimState.PENDING),
    silence: state === State.ACTIVE ? await policy.haircut(at - condition.observedAt) : 0n,
  };
}

/** Plays the life, and reads what the chain answers each day and on both sides of every act. */
export async function playLife() {
  const world = await load();
  await world.dollar.mint(world.guarantor, 5_000n * DOLLAR);
  await world.dollar.connect(world.guarantor).approve(world.residual, 5_000n * DOLLAR);
  await nextBlockAt(ZERO);
  const car = await enrolled(world, { appraisedAt: ZERO });
  const samples = [await sampled(world, car, 0)];
  const rows: Row[] = [];
  const row = async (number: bigint, before: string): Promise<void> => {
    const { value, residual, consumed } = await balanced(world, car);
    rows.push([String(number), before, ...([value, residual, consumed].map(written) as [string, string, string])]);
  };
  const until = async (number: bigint): Promise<void> => {
    for (let next = samples.at(-1)!.day + 1; next < number; next++) {
      await moveTo(day(BigInt(next)));
      samples.push(await sampled(world, car, next));
    }
  };

  await row(0n, "–");
  await nextBlockAt(ZERO + 60n);
  await world.residual.connect(world.owner).admit(car.id, world.guarantor, true);
  const deeds = deedsOf(world);
  for (const deed of deeds) {
    await until(deed.day);
    await moveTo(day(deed.day) - 1n);
    const before = await shown(world, car);
    samples.push(await sampled(world, car, Number(deed.day)));
    await nextBlockAt(day(deed.day));
    await deed.send(car);
    samples.push(await sampled(world, car, Number(deed.day)));
    await row(deed.day, written(before));
  }
  await until(BigInt(DAYS) + 1n);
  return { samples, rows, deeds };
}

/** An amount in dollars, to the last unit. */
function written(amount: bigint): string {
  const cents = String(amount % DOLLAR).padStart(6, "0");
  return `${(amount / DOLLAR).toLocaleString("en")}.${cents}`;
}
