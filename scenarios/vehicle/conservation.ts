import { type Books, readBooks, readHolder, readVehicle } from "../../src/vehicle/read.ts";
import { verifyVehicle } from "../../src/vehicle/verify.ts";
import { at, demand } from "../support/demand.ts";
import { exact } from "../support/money.ts";
import { type Car, CAST, type Stage, UNITS } from "./stage.ts";

/** Law 1 of each vehicle, and that its books are what its reports must have made of them. */
export async function requireConservation(stage: Stage): Promise<Books> {
  const sum: Books = { value: 0n, residual: 0n, consumed: 0n, slashed: 0n, credited: 0n };
  for (const car of stage.cars) {
    const books = await requireEachPart(stage, car);
    for (const part of PARTS) sum[part] += books[part];
  }
  const ether = await stage.provider.getBalance(stage.stake);
  demand("the ether of the contract of vehicles", ether, stage.deposits);
  return sum;
}

const PARTS = ["value", "residual", "consumed", "slashed", "credited"] as const;

async function requireEachPart({ provider, stake }: Stage, { holder, ledger, name, vehicle }: Car): Promise<Books> {
  const books = await readBooks(stake, vehicle, provider);
  const must = ledger.books();
  for (const part of PARTS) demand(`${part} of ${name}`, books[part], must[part]);
  const { value, residual, consumed, slashed, credited } = books;
  demand(`all that ${name} was credited`, value + residual + consumed + slashed, credited);
  demand(`who has ${name}`, await readHolder(stake, vehicle, provider), holder);
  const { sequence, state, wear } = await readVehicle(stake, vehicle, provider);
  demand(`the last report of ${name}`, sequence, ledger.sequence);
  demand(`the state of ${name}`, state, ledger.state);
  demand(`the odometer of ${name}`, wear.odometer, ledger.wear.odometer);
  return books;
}

/** Proves it and tells. */
export async function proveConservation(stage: Stage, when: string): Promise<void> {
  const { value, residual, consumed, slashed, credited } = await requireConservation(stage);
  const parts = `${exact(value)} + ${exact(residual)} residual + ${exact(consumed)} consumed + ${exact(slashed)} slashed`;
  await stage.reporter.step(
    `conservation ${when}`,
    `${parts} are the ${exact(credited)} of ${stage.cars.length} vehicles`,
  );
}

/** Every report of some vehicles is computed once more, from the events of the chain alone: as anybody can who believes neither the fleet nor this scenario. */
export async function verify({ cars, provider, reporter, stake }: Stage): Promise<void> {
  let count = 0;
  const places = [...UNITS, CAST.repaired, CAST.disputed, CAST.sold];
  for (const place of places) {
    const { ledger, name, vehicle } = at(cars, place);
    const { agrees, computed, steps } = await verifyVehicle(stake, vehicle, provider);
    const reports = steps.filter(({ sequence }) => sequence !== null);
    demand(`the number of reports of ${name}`, BigInt(reports.length), ledger.sequence);
    demand(`whether all that ${name} has booked agrees with its events`, agrees, true);
    demand(`the value of ${name} by its events`, computed.value, ledger.value);
    count += reports.length;
  }
  await reporter.step(
    "verified",
    `${count} reports of ${places.length} vehicles, each computed once more from their events`,
  );
}
