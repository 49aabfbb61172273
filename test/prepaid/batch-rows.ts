import { type BatchRow, rulesOf } from "../../src/prepaid/index.ts";
import { EXPIRY } from "./support.ts";

/** What the claim keys of the tests' batches are made of. */
export const SECRET = `0x${"5e".repeat(32)}`;

/** Rows of a batch, plain and for keys but for what is changed. */
export function rowsOf(count: number, changes: (place: number) => Partial<BatchRow> = () => ({})): BatchRow[] {
  return Array.from({ length: count }, (_, place) => ({
    item: `${place + 1}`,
    holder: null,
    amount: 10n,
    expiry: EXPIRY,
    rules: rulesOf({}),
    line: place + 2,
    ...changes(place),
  }));
}
