import type { Formatters, Skipped } from "../../../src/timeframe/index.ts";
import { retell } from "../../../src/timeframe/index.ts";
import { count } from "../../support/format.ts";
import { remedyOf } from "./remedies.ts";

/** An item of a batch that the contract left out. */
export interface LeftOut {
  account: string;
  error: string;
  cause: string;
  remedy: string;
}

/** The items of a batch that the contract left out, in the words of the terminal. */
export function describeSkipped(skipped: readonly Skipped[], formatters: Formatters): LeftOut[] {
  return skipped.map(({ account, reason }) => {
    const told = retell(reason, formatters);
    return { account, error: told.name, cause: told.cause, remedy: remedyOf(told, "units") };
  });
}

/** The same for people, each cause and remedy once, with the accounts below; nothing where nothing was left out. */
export function skippedText(skipped: readonly LeftOut[]): string[] {
  const accounts = new Map<string, string[]>();
  for (const { account, cause, remedy } of skipped) {
    // Most causes begin with the account.
    const why = `${cause.replaceAll(account, "The account")}\n  ${remedy}`;
    accounts.set(why, [...(accounts.get(why) ?? []), account]);
  }
  return [...accounts].map(([why, some]) =>
    [`Left out ${count(some.length, "account")}: ${why}`, ...some.map((account) => `  ${account}`)].join("\n"),
  );
}
