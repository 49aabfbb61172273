import { LARGEST_AMOUNT } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import type { Money } from "../../support/money.ts";
import { parseAmount } from "../../support/parse.ts";

/** An amount of the asset that does something, and that an instrument can have. */
export function parseValue(text: string, { decimals }: Money, what = "amount"): bigint {
  const amount = parseAmount(text, decimals, what, "asset", LARGEST_AMOUNT);
  if (amount === 0n) fail(`The ${what} of zero does nothing; give more than 0.`);
  return amount;
}
