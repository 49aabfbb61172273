import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { Condition } from "../../src/vehicle/agent/report.ts";
import { readTelemetry } from "../../src/vehicle/agent/telemetry.ts";
import { type Calendar, LOGS_BEGIN } from "./calendar.ts";

/** The logs of the fleet: one file for each vehicle, in the order of their names. */
export const FLEET = new URL("fleet/", import.meta.url);

/** What a vehicle's log has of each month. */
export type Months = readonly (readonly Condition[])[];

/** Reads the logs of a fleet, as if its first day were the calendar's. */
export async function readFleet(folder: string | URL, calendar: Calendar): Promise<Months[]> {
  const path = typeof folder === "string" ? `${folder}/` : fileURLToPath(folder);
  const names = (await readdir(path)).filter((name) => name.endsWith(".csv")).sort();
  return Promise.all(names.map((name) => readMonths(`${path}${name}`, calendar)));
}

async function readMonths(file: string, { start, cuts }: Calendar): Promise<Months> {
  const months: Condition[][] = cuts.map(() => []);
  for await (const { condition } of readTelemetry(file)) {
    const observedAt = condition.observedAt - LOGS_BEGIN + start;
    const month = months[cuts.findIndex((cut) => observedAt < cut)];
    if (month === undefined || observedAt < start) throw new Error(`${file} has a row outside the three years`);
    month.push({ ...condition, observedAt });
  }
  return months;
}
