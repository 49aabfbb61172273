import { momentLabel } from "../chain/calendar.ts";
import { isRevert } from "../chain/revert.ts";
import type { ConditionReport } from "./agent/report.ts";
import { kindOf, State, stateName } from "./constants.ts";
import { explainError } from "./errors.ts";
import { kilometres } from "./measures.ts";
import { reported, type Standing, type Valuers } from "./worth.ts";

/**
 * How a vehicle stands after its next report, as far as the one after that is judged by it; or why it will never count, in a sentence. To be asked before it is signed: what a vehicle has signed under a number and takes
 * back under the same one costs it its stake.
 *
 * Throws what the node throws, unless it is a policy's refusal: policies answer the same for ever.
 *
 * @example
 * const standing = await readReportable(stake, vehicle, provider, "latest");
 * const after = await afterReport(standing, cachedValuers((policy) => readValuer(policy, provider)), condition);
 * if (typeof after === "string") throw new Error(after);
 */
export async function afterReport(
  standing: Standing,
  valuers: Valuers,
  condition: Pick<ConditionReport, "kind" | "observedAt" | "odometer" | "severity">,
): Promise<Standing | string> {
  const { state, wear } = standing;
  const { kind, observedAt, odometer, severity } = condition;
  if (state !== State.ACTIVE && state !== State.STOLEN)
    return `The vehicle is ${stateName(state)}, and none of its reports counts.`;
  if (observedAt < wear.observedAt)
    return `It is of ${momentLabel(observedAt)}, and the last report that the chain has counted is of ${momentLabel(wear.observedAt)}: reports are made in the order of their moments.`;
  if (odometer < wear.odometer)
    return `Its odometer shows ${kilometres(odometer)}, and the chain has counted ${kilometres(wear.odometer)}: check it, since it never falls; what a new instrument shows is added to what the old one showed.`;
  try {
    const { before, verdict } = await reported(standing, valuers, {
      kind: kindOf(kind),
      observedAt,
      odometer,
      severity,
    });
    return { ...before, wear: { ...verdict.wear, observedAt, odometer } };
  } catch (error) {
    if (error instanceof RangeError) return `${error.message}.`;
    if (!isRevert(error)) throw error;
    const told = explainError(error);
    return told === null ? "Its policy refuses it." : `${told.cause} ${told.remedy}`;
  }
}
