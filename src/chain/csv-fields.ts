import { getAddress, isAddress } from "ethers";

import { CsvError, type CsvRecord } from "./csv-records.ts";

/** Ends the reading of a row with what is wrong in it; the reader knows the place. */
export type FailField = (problem: string) => never;

/** An amount beyond this can't even be sent. */
const MAX_AMOUNT = 2n ** 256n - 1n;

/** A field with an address. */
export function addressField(written: string, fail: FailField): string {
  // A wrong checksum is a mistyped address.
  if (isAddress(written) && written.startsWith("0x")) return getAddress(written);
  return fail(written === "" ? "is empty" : `"${written}" is no address`);
}

/** A field with an amount in whole units like 3 or 1.5, as base units. */
export function amountField(
  written: string,
  decimals: bigint,
  whose: string,
  fail: FailField,
  largest: bigint = MAX_AMOUNT,
): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(written);
  if (match === null) return fail(written === "" ? "is empty" : `"${written}" is no number like 3 or 1.5`);
  const [, whole = "0", decimal = ""] = match;
  const fraction = decimal.replace(/0+$/, "");
  if (BigInt(fraction.length) > decimals)
    return fail(`${written} has ${fraction.length} decimal places, and the ${whose} has ${decimals}`);
  const amount = BigInt(whole) * 10n ** decimals + BigInt(fraction.padEnd(Number(decimals), "0") || "0");
  return amount > largest ? fail(`${written} is more than any ${whose} has`) : amount;
}

/** The names of a header, in lower case: each known, and none twice. */
export function namesOf(header: CsvRecord, known: readonly string[], told: readonly string[] = known): string[] {
  const names = header.fields.map((field) => field.trim().toLowerCase());
  for (const [place, name] of names.entries()) {
    if (!known.includes(name)) {
      throw new CsvError(header.line, name || `${place + 1}`, `is unknown; there are ${told.join(", ")}`);
    }
    if (names.indexOf(name) !== place) throw new CsvError(header.line, name, "stands twice in the header");
  }
  return names;
}

/** Throws for a header that lacks a column. */
export function requireColumns(header: CsvRecord, names: readonly string[], required: readonly string[]): void {
  for (const column of required) {
    if (!names.includes(column)) throw new CsvError(header.line, column, "is missing in the header");
  }
}

/** The fields of a record by the names of their columns; empty where there is no such column. */
export function fieldsOf({ line, fields }: CsvRecord, names: readonly string[]): (column: string) => string {
  if (fields.length !== names.length) {
    const column = names[fields.length] ?? `${names.length + 1}`;
    throw new CsvError(line, column, `the line has ${fields.length} fields, the header ${names.length}`);
  }
  return (column) => (fields[names.indexOf(column)] ?? "").trim();
}
