import {
  type Books,
  momentLabel,
  pastValue,
  readCurve,
  readValue,
  readVehicle,
  type ValuePoint,
  vehicleLabel,
} from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import type { Money } from "../support/money.ts";
import { parseWhole } from "../support/parse.ts";
import { parseWhen } from "../support/when.ts";
import { action, type VehicleArguments } from "./support/action.ts";

export interface ValueArguments extends VehicleArguments {
  at: string | undefined;
  until: string | undefined;
  points: string;
}

export default action<ValueArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const vehicle = await session.vehicle(args.vehicle);
  const { books } = await readVehicle(stake, vehicle, provider);
  const money = await session.money(vehicle);
  const now = await session.now();
  const number = vehicleLabel(vehicle);
  const booked = ({ value, residual }: Books, were: string): string =>
    `booked ${were} ${money.show(value)}, with a residual of ${money.show(residual)}.`;
  if (args.until !== undefined) {
    if (args.at !== undefined) fail("A curve goes from now on; give --at or --until, not both.");
    const to = later(args.until, now);
    const points = Number(parseWhole(args.points, "number of points", MOST_POINTS));
    const curve = await readCurve(stake, vehicle, provider, { to, points });
    return {
      json: { vehicle: number, curve },
      text: [`If nobody does anything until ${moment(to, now)}:`, ...curveLines(curve, money)].join("\n"),
    };
  }
  const at = args.at === undefined ? now : parseWhen(args.at, now);
  if (args.at !== undefined && at <= now) {
    const past = await pastValue(stake, vehicle, at, provider);
    return {
      json: { vehicle: number, at, value: past.value, books: past.books },
      text: `It showed ${money.show(past.value)} at ${moment(at, now)}; ${booked(past.books, "were")}`,
    };
  }
  // Its newest block is the node's own for who asks without a moment.
  const value = await readValue(stake, vehicle, provider, args.at === undefined ? undefined : at);
  const when = args.at === undefined ? "It shows" : `If nobody does anything until ${moment(at, now)}, it shows`;
  return { json: { vehicle: number, at, value, books }, text: `${when} ${money.show(value)}; ${booked(books, "are")}` };
});

const MOST_POINTS = 1_000n;

/** A moment that is to come: a curve goes from now on. */
function later(text: string, now: bigint): bigint {
  const at = parseWhen(text, now);
  if (at <= now)
    fail(
      `The moment ${moment(at, now)} is over, and a curve goes from now on; give a later one, or this one with --at.`,
    );
  return at;
}

const WIDTH = 40n;

/** A curve as bars, one line a point. */
export function curveLines(curve: readonly ValuePoint[], money: Money): string[] {
  const most = curve.reduce((top, { value }) => (value > top ? value : top), 1n);
  const shown = curve.map(({ value }) => money.show(value));
  const width = Math.max(...shown.map(({ length }) => length));
  return curve.map(({ time, value }, place) => {
    const filled = Number((value * WIDTH + most / 2n) / most);
    const bar = `${"█".repeat(filled)}${"░".repeat(Number(WIDTH) - filled)}`;
    return `${momentLabel(time)}  ${bar}  ${(shown[place] ?? "").padStart(width)}`;
  });
}
