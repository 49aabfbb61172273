import { HardhatError } from "@nomicfoundation/hardhat-errors";
import { isError } from "ethers";
import { HardhatPluginError } from "hardhat/plugins";

import { explainError } from "../../src/timeframe/index.ts";

/** Ends a task with one line: what is wrong and what helps. Hardhat prints it without a stack and exits with code 1. */
export function fail(message: string, cause?: Error): never {
  throw failure(message, cause);
}

/** The same error, for where it is thrown by the caller. */
export function failure(message: string, cause?: Error): HardhatPluginError {
  return new HardhatPluginError("lapse", message, cause);
}

/** Where a task ran, so that a remedy can name it. */
export interface Place {
  network: string;
  url: string | null;
}

/** What went wrong, as one line for the user; an error that is nobody's mistake comes back as it is. */
export function inOneLine(error: unknown, place: Place): Error {
  const thrown = error instanceof Error ? error : new Error(String(error));
  if (HardhatPluginError.isHardhatPluginError(thrown)) return thrown;

  const told = explainError(error);
  if (told !== null) return failure(`${told.cause} ${told.remedy}`, thrown);

  if (isUnreachable(error)) return failure(unreachable(place), thrown);
  // The package's own checks of its arguments, which name the remedy themselves.
  if (thrown instanceof RangeError || thrown.name === "MemberCsvError") return failure(thrown.message, thrown);

  if (isError(error, "INSUFFICIENT_FUNDS") || /insufficient funds|enough funds/i.test(thrown.message)) {
    return failure(
      "The sender has too little ether for the fee; send it some, or name another account with --from.",
      thrown,
    );
  }
  return thrown;
}

/** The chain of causes is short; `seen` guards against one that bites its tail. */
function isUnreachable(error: unknown, seen = new Set<unknown>()): boolean {
  if (!(error instanceof Error) || seen.has(error)) return false;
  seen.add(error);
  if (HardhatError.isHardhatError(error, HardhatError.ERRORS.CORE.NETWORK.CONNECTION_REFUSED)) return true;
  if ("code" in error && typeof error.code === "string" && UNREACHABLE.has(error.code)) return true;
  return isUnreachable(error.cause, seen);
}

const UNREACHABLE = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

function unreachable({ network, url }: Place): string {
  if (network === "localhost") {
    return (
      `No node answers at ${url ?? network}; start one in another terminal: \`npm start -- --keep\` (with everything deployed), ` +
      "or `npx hardhat node` and then `npx hardhat deploy --network localhost`."
    );
  }
  return `The node of network "${network}" does not answer; check its URL in the configuration, and the connection.`;
}
