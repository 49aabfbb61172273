import type { Condition, ConditionReport } from "../../src/vehicle/agent/report.ts";
import { type SignedCondition, reportBatch } from "../../src/vehicle/acts/reports.ts";
import { State } from "../../src/vehicle/constants.ts";
import { policyHash } from "../../src/vehicle/ids.ts";
import { readBooks } from "../../src/vehicle/read.ts";
import { signByKey } from "../../src/vehicle/signing.ts";
import { at, demand } from "../support/demand.ts";
import { confirmGrave } from "./attestors.ts";
import { DAY } from "./calendar.ts";
import { type Car, UNITS, type Stage } from "./stage.ts";

/** Reports in one transaction. */
const PAGE = 60;

/** Signs a report as a vehicle's key does. What isn't said is as it should be: the next one, under the policy in force. */
export async function signed(
  { domain, policy, chain }: Stage,
  { vehicle, key, ledger }: Car,
  condition: Condition,
  changes: Partial<Pick<ConditionReport, "sequence" | "policyHash">> = {},
): Promise<SignedCondition> {
  const report: ConditionReport = {
    vehicle,
    sequence: ledger.sequence + 1n,
    ...condition,
    policyHash: policyHash(policy),
    deadline: (await chain.now()) + DAY,
    ...changes,
  };
  return { report, signature: await signByKey(key, domain, "ConditionReport", report), key: key.bytes };
}

/** A month is reported: by the units of some vehicles, by batches for all others. Attestors confirm what is grave. */
export async function reportMonth(stage: Stage, month: number, extra: ReadonlyMap<Car, Condition>): Promise<void> {
  for (const place of UNITS) await reportByUnit(stage, place, month);
  await reportByBatch(stage, month, extra);
  const before = await stage.reporter.takeCost();
  demand("what was sent besides", BigInt(before.count), 0n);
  let confirmed = 0;
  for (const car of stage.cars) confirmed += await confirmGrave(stage, car);
  if (confirmed !== 0) stage.tally.add("attestors", confirmed, await stage.reporter.takeCost());
}

async function reportByUnit({ cars, units, provider, reporter, stake, tally }: Stage, place: number, month: number) {
  const unit = units.get(place);
  if (unit === undefined) throw new Error(`Vehicle ${place} has no unit`);
  const { vehicle, ledger, months, name } = at(cars, place);
  const conditions = at(months, month);
  await unit.report(conditions);
  for (const condition of conditions) ledger.count(condition);
  const { value, residual } = await unit.received();
  demand(`what the unit of ${name} received as its value`, value, ledger.value);
  demand(`what the unit of ${name} received as its residual`, residual, ledger.residual);
  const books = await readBooks(stake, vehicle, provider);
  demand(`the value of ${name}`, books.value, ledger.value);
  tally.add("reports by units", conditions.length, await reporter.takeCost());
}

async function reportByBatch(stage: Stage, month: number, extra: ReadonlyMap<Car, Condition>): Promise<void> {
  const { cars, people, reporter, stake, tally } = stage;
  const signedOnes: { car: Car; condition: Condition; signedOne: SignedCondition }[] = [];
  for (const [place, car] of cars.entries()) {
    if (UNITS.includes(place) || !car.ledger.lives) continue;
    const later = extra.get(car);
    const conditions = [...at(car.months, month), ...(later === undefined ? [] : [later])];
    for (const [turn, condition] of conditions.entries()) {
      const sequence = car.ledger.sequence + BigInt(turn + 1);
      signedOnes.push({ car, condition, signedOne: await signed(stage, car, condition, { sequence }) });
    }
  }
  for (let first = 0; first < signedOnes.length; first += PAGE) {
    const page = signedOnes.slice(first, first + PAGE);
    const reports = page.map(({ signedOne }) => signedOne);
    const { counted, refused } = await reportBatch(people.relay, stake, { reports });
    demand("how many reports are refused", BigInt(refused.length), 0n);
    demand("how many reports count", BigInt(counted.length), BigInt(page.length));
    for (const [turn, { car, condition }] of page.entries()) requireCounted(car, condition, at(counted, turn));
  }
  tally.add("reports by batch", signedOnes.length, await reporter.takeCost());
}

/** A report has done what it must. */
export function requireCounted(
  { ledger, name, vehicle }: Car,
  condition: Condition,
  counted: { vehicle: bigint; sequence: bigint; value: bigint; residual: bigint },
): void {
  demand(`the vehicle of a report of ${name}`, counted.vehicle, vehicle);
  const must = ledger.count(condition);
  demand(`the sequence of a report of ${name}`, counted.sequence, ledger.sequence);
  demand(`the value of ${name} after report ${ledger.sequence}`, counted.value, must.value);
  demand(`the residual of ${name} after report ${ledger.sequence}`, counted.residual, must.residual);
  demand(`whether ${name} lives`, ledger.state === State.ACTIVE, true);
}
