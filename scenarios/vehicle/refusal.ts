import { type ErrorName, explainError } from "../../src/vehicle/errors.ts";
import { demand } from "../support/demand.ts";
import { refused } from "../support/refusal.ts";

/** Runs what the chain must refuse, for these reasons; throws where it is accepted, or fails otherwise. */
export async function refusal(
  name: ErrorName,
  expected: Readonly<Record<string, bigint | boolean | string>>,
  act: () => Promise<unknown>,
): Promise<void> {
  const args = await refused(explainError, name, act);
  for (const [key, value] of Object.entries(expected)) demand(`${key} of ${name}`, args[key], value);
}
