import { addressField, fieldsOf, namesOf, requireColumns } from "../chain/csv-fields.ts";
import { CsvError, recordsOf } from "../chain/csv-records.ts";
import { type Categories, parseCategory } from "./categories.ts";
import { type MerchantEntry, merchantList, type MerchantList } from "./merchants.ts";

/** Numbers of categories go up to this. */
const LAST_CATEGORY = 255n;

/**
 * Reads a file of merchants into a list. The first line names the columns: `merchant`, and, where wanted, `category` (a number, or a name) and,
 * for the reader, `name`. Names of categories that `options.categories` doesn't have get the lowest free numbers from 1 on, in the order of the
 * file; without categories all merchants are in 0. A merchant may stand in several categories.
 * Throws a {@link CsvError} that names line and column.
 *
 * @example
 * const list = parseMerchantCsv("merchant,category\n0x8ba1f109551bD432803012645Ac136ddd64DBA72,bakery\n");
 * const rules = rulesOf({ merchants: list.root, categories: bitmapOf(["bakery"], list.categories) });
 */
export function parseMerchantCsv(text: string, options: { categories?: Categories } = {}): MerchantList {
  const [header, ...records] = recordsOf(text);
  if (header === undefined) throw new CsvError(1, "merchant", "the file is empty; its first line names the columns");
  const names = namesOf(header, ["merchant", "category", "name"]);
  requireColumns(header, names, ["merchant"]);
  if (records.length === 0) throw new CsvError(header.line, "merchant", "the file has no merchant");

  const rows = records.map((record) => {
    const at = fieldsOf(record, names);
    const merchant = addressField(at("merchant"), (problem) => {
      throw new CsvError(record.line, "merchant", problem);
    });
    return { line: record.line, merchant, category: at("category") };
  });

  const categories: Record<string, bigint> = { ...options.categories };
  // What the file has as numbers is no free number for a name.
  const taken = new Set(Object.values(categories));
  for (const { category } of rows) if (isNumber(category)) taken.add(BigInt(category));

  const seen = new Map<string, number>();
  const entries = rows.map(({ line, merchant, category: written }): MerchantEntry => {
    const fail = (problem: string): never => {
      throw new CsvError(line, "category", problem);
    };
    if (written === "" && names.includes("category")) return fail("is empty");
    const known = Object.keys(categories).some((name) => name.toLowerCase() === written.toLowerCase());
    if (written !== "" && !known && !isNumber(written)) {
      let free = 1n;
      while (taken.has(free)) free += 1n;
      if (free > LAST_CATEGORY) fail(`"${written}" is one more than the 255 categories that can have names`);
      categories[written] = free;
      taken.add(free);
    }
    const category = written === "" ? 0n : numbered(written, categories, fail);
    const key = `${merchant}/${category}`;
    const first = seen.get(key);
    if (first !== undefined) {
      throw new CsvError(line, "merchant", `is the merchant of line ${first}, in the same category`);
    }
    seen.set(key, line);
    return { merchant, category };
  });
  return merchantList(entries, categories);
}

function numbered(written: string, categories: Categories, fail: (problem: string) => never): bigint {
  try {
    return parseCategory(written, categories);
  } catch (error) {
    if (error instanceof RangeError) return fail(error.message);
    throw error;
  }
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
