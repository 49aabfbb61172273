import { CsvError, type CsvRecord } from "../chain/csv-records.ts";

/** Columns of a file of instruments that make rules. */
export const RULES_COLUMNS = [
  "trigger",
  "delay",
  "merchants",
  "categories",
  "cap",
  "return-to",
  "return-share",
  "manual",
  "min-piece",
] as const;

/** All of them. */
export const BATCH_COLUMNS = ["item", "holder", "amount", "expiry", ...RULES_COLUMNS] as const;

/** What stands in the place of a holder where a claim link shall be made. */
const KEY = "key";

/** Whether the field of a holder asks for a claim link. */
export function isKeyField(written: string): boolean {
  return written.toLowerCase() === KEY;
}

/** Refuses a file that has a header and nothing below it. */
export function requireRecords({ line }: CsvRecord, records: readonly CsvRecord[]): void {
  if (records.length === 0) throw new CsvError(line, "item", "the file has no instrument");
}

/** Reads what tells the rows of a file apart: the file's own name for each, or its place from 1. No two are the same. */
export function itemsReader(names: readonly string[]): (record: CsvRecord, place: number, written: string) => string {
  const seen = new Map<string, number>();
  return ({ line }, place, written) => {
    const fail = (problem: string): never => {
      throw new CsvError(line, "item", problem);
    };
    const item = names.includes("item") ? written || fail("is empty") : `${place + 1}`;
    const first = seen.get(item);
    if (first !== undefined) fail(`"${item}" stands in line ${first} already`);
    seen.set(item, line);
    return item;
  };
}
