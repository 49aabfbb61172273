import type { Skipped } from "../../../src/timeframe/index.ts";
import { table } from "../../support/format.ts";

/** The items of a batch that the contract left out, for scripts. */
export function describeSkipped(skipped: readonly Skipped[]) {
  return skipped.map(({ account, reason }) => ({
    account,
    error: reason.name,
    cause: reason.cause,
    remedy: reason.remedy,
  }));
}

/** The same for people; nothing where nothing was left out. */
export function skippedTable(skipped: readonly Skipped[]): string[] {
  if (skipped.length === 0) return [];
  const rows = skipped.map(({ account, reason }) => [account, `${reason.cause} ${reason.remedy}`]);
  return [table(["left out", "why"], rows)];
}
