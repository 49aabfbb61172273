import { BatchPageError } from "../../../src/prepaid/index.ts";
import { fail, failure } from "../../support/failure.ts";

/** Refuses pages of nothing. */
export function requirePageSize(size: number): void {
  if (size < 1) fail(`A page of ${size} instruments makes no sense; give --page-size 1 or more.`);
}

/** A page of a batch that is too large, with the option that helps; any other error as it is. */
export function inPages(error: unknown): unknown {
  if (!(error instanceof BatchPageError)) return error;
  return failure(
    `A page of ${error.rows} instruments takes more gas than a transaction may have, or the node doesn't say why it refuses; ` +
      "run it again with a smaller --page-size. What was done before stays done.",
    error,
  );
}
