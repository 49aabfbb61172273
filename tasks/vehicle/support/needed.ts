import { fail } from "../../support/failure.ts";

/** An option without which a task can do nothing. */
export function needed(text: string | undefined, option: string, what: string): string {
  return text ?? fail(`Something is missing: give ${what} with ${option}.`);
}
