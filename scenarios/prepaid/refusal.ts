import { type ErrorName, explainError } from "../../src/prepaid/errors.ts";
import { refused } from "../support/refusal.ts";

/** Runs what the chain must refuse, and gives the arguments of the error; throws where it is accepted or fails otherwise. */
export async function refusal(name: ErrorName, act: () => Promise<unknown>): Promise<Record<string, unknown>> {
  return refused(explainError, name, act);
}
