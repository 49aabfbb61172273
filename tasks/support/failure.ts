import { HardhatPluginError } from "hardhat/plugins";

import { explainError, type Formatters, retell } from "../../src/timeframe/index.ts";
import { explainNode } from "./node-errors.ts";
import { type Ledger, remedyOf } from "./remedies.ts";
import { explainUnreachable, type Place } from "./unreachable.ts";

/** What a task knows that helps to tell what went wrong. */
export interface Circumstances {
  place: Place;
  /** How numbers are written; asked for only where a revert is told, since it takes calls to the node. */
  formatters: () => Promise<Formatters>;
  ledger: Ledger;
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
export async function inOneLine(error: unknown, { place, formatters, ledger }: Circumstances): Promise<Error> {
  const thrown = error instanceof Error ? error : new Error(String(error));
  if (HardhatPluginError.isHardhatPluginError(thrown)) return thrown;

  const plain = explainError(error);
  if (plain !== null) {
    const told = retell(plain, await formatters());
    return failure(`${told.cause} ${remedyOf(told, ledger)}`, thrown);
  }

  const unreachable = explainUnreachable(error, place);
  if (unreachable !== null) return failure(unreachable, thrown);

  // The package's own checks of its arguments, which name the remedy themselves.
  if (thrown instanceof RangeError) return failure(`${thrown.message}.`, thrown);

  const refused = explainNode(error);
  return refused === null ? thrown : failure(refused, thrown);
}
