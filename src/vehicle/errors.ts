import { momentLabel } from "../chain/calendar.ts";
import { type ErrorEntry, Explainer, type Explanation, type Formatters } from "../chain/explain.ts";
import { FRAME_ERRORS } from "../chain/kernel-errors.ts";
import { STANDARD_ERRORS } from "../chain/standard-errors.ts";
import { claimName, NEVER, stateName } from "./constants.ts";
import { ACT_ERRORS } from "./errors-acts.ts";
import { REPORT_ERRORS } from "./errors-reports.ts";
import { TOKEN_ERRORS } from "./errors-tokens.ts";
import { vehicleLabel } from "./ids.ts";
import { kilometres } from "./measures.ts";

export type { ErrorEntry, Explanation, Formatters, Measure } from "../chain/explain.ts";

const { InvalidShortString, StringTooLong, SafeERC20FailedOperation } = STANDARD_ERRORS;

/**
 * Every error that the contracts of vehicles can raise, by name.
 *
 * @example
 * ERRORS.VehicleBond.remedy; // "Send exactly the bond."
 */
export const ERRORS = {
  ...REPORT_ERRORS,
  ...ACT_ERRORS,
  ...TOKEN_ERRORS,
  FrameClockInvalid: FRAME_ERRORS.FrameClockInvalid,
  FrameClockOutOfRange: FRAME_ERRORS.FrameClockOutOfRange,
  InvalidShortString,
  StringTooLong,
  SafeERC20FailedOperation,
  Error: STANDARD_ERRORS.Error,
  Panic: STANDARD_ERRORS.Panic,
} as const satisfies Record<string, ErrorEntry>;

/** The name of an error of the contracts of vehicles. */
export type ErrorName = keyof typeof ERRORS;

const EXPLAINER = new Explainer(ERRORS, {
  state: (state) => named(state, stateName),
  claim: (state) => named(state, claimName),
  vehicle: vehicleLabel,
  distance: kilometres,
  lien: (until) => (until === NEVER ? "the lender lets go of it" : momentLabel(until)),
});

/**
 * Puts a revert of the contracts of vehicles into words: an error that ethers, Hardhat or a node threw, or the bare revert data. Null for anything that is no such revert.
 *
 * @example
 * try {
 *   await report(anybody, stake, { report: given, signature });
 * } catch (error) {
 *   const told = explainError(error);
 *   if (told === null) throw error;
 *   console.error(`${told.cause} ${told.remedy}`);
 * }
 */
export function explainError(error: unknown, formatters: Formatters = {}): Explanation | null {
  return EXPLAINER.explain(error, formatters);
}

/**
 * The same explanation with its numbers written in another way.
 *
 * @example
 * console.error(retell(told, { money: (amount) => `${formatUnits(amount, 6)} USD` }).cause);
 */
export function retell(explanation: Explanation, formatters: Formatters): Explanation {
  return EXPLAINER.retell(explanation, formatters);
}

/** Revert data is what somebody else's contract gave: a number beyond the known states is written as it is. */
function named(state: bigint, name: (state: bigint) => string): string {
  try {
    return name(state);
  } catch {
    return `state ${state}`;
  }
}
