import { fail } from "../../support/failure.ts";
import { moment } from "../../support/format.ts";
import { parseWhen } from "../../support/when.ts";
import type { VehicleSession } from "./session.ts";

/** Until when what is signed counts: a moment that isn't over. */
export async function deadlineOf(text: string, session: VehicleSession): Promise<bigint> {
  const now = await session.now();
  const deadline = parseWhen(text, now);
  if (deadline <= now)
    fail(`The deadline is over: it was ${moment(deadline, now)} by the chain's clock; give a later one.`);
  return deadline;
}
