import { HardhatPluginError } from "hardhat/plugins";

import { explainNode } from "./node-errors.ts";
import { explainUnreachable, type Place } from "./unreachable.ts";

/** What a task knows that helps to tell what went wrong. */
export interface Circumstances {
  place: Place;
  /** A revert of the system's contracts in words; null where it is none. */
  explain: () => Promise<string | null>;
}

/** Ends a task with one line: what is wrong and what helps. Hardhat prints it without a stack and exits with code 1. */
export function fail(message: string, cause?: Error): never {
  throw failure(message, cause);
}

/** The same error, for where it is thrown by the caller. */
export function failure(message: string, cause?: Error): HardhatPluginError {
  return new HardhatPluginError("lapse", message, cause);
}

/** What went wrong, as one line for the user; an error that is nobody's mistake comes back as it is. */
export async function inOneLine(error: unknown, { place, explain }: Circumstances): Promise<Error> {
  const thrown = error instanceof Error ? error : new Error(String(error));
  if (HardhatPluginError.isHardhatPluginError(thrown)) return thrown;

  const told = await explain();
  if (told !== null) return failure(told, thrown);

  const unreachable = explainUnreachable(error, place);
  if (unreachable !== null) return failure(unreachable, thrown);

  // The package's own checks of its arguments, which name the remedy themselves.
  if (thrown instanceof RangeError) return failure(`${thrown.message}.`, thrown);

  const refused = explainNode(error);
  return refused === null ? thrown : failure(refused, thrown);
}
