import { getAddress, isAddress } from "ethers";

import { CsvError, recordsOf } from "./csv-records.ts";

/** An account that a file lists. */
export interface AccountCsvRow {
  account: string;
  /** Line of the file, from 1. */
  line: number;
}

/** A package that a file lists. */
export interface PackageCsvRow extends AccountCsvRow {
  /** Base units of the token. */
  amount: bigint;
}

/**
 * Reads a file of accounts, such as a list of providers. The first line names the columns: `account` (or `address`) and, for the reader,
 * `id`. No account stands in it twice.
 *
 * @example
 * const tree = providerTree(parseAccountCsv(text).map(({ account }) => account));
 */
export function parseAccountCsv(text: string): AccountCsvRow[] {
  return rowsOf(text, []).map(({ account, line }) => ({ account, line }));
}

/**
 * Reads a file of packages: `account` (or `address`), `amount` in whole units like 3 or 1.5, and, for the reader, `id`. No account stands
 * in it twice.
 *
 * @param decimals Those of the token.
 * @example
 * const rows = parsePackageCsv("account,amount\n0x8ba1f109551bD432803012645Ac136ddd64DBA72,1.5\n", 1n);
 */
export function parsePackageCsv(text: string, decimals: bigint): PackageCsvRow[] {
  return rowsOf(text, ["amount"]).map(({ account, line, at }) => {
    const written = at("amount");
    const match = /^(\d+)(?:\.(\d+))?$/.exec(written);
    const fail = (problem: string): never => {
      throw new CsvError(line, "amount", problem);
    };
    if (match === null) return fail(written === "" ? "is empty" : `"${written}" is no number like 3 or 1.5`);
    const [, whole = "0", decimal = ""] = match;
    const fraction = decimal.replace(/0+$/, "");
    if (BigInt(fraction.length) > decimals)
      return fail(`${written} has ${fraction.length} decimal places, and the token has ${decimals}`);
    const amount = BigInt(whole) * 10n ** decimals + BigInt(fraction.padEnd(Number(decimals), "0") || "0");
    if (amount > MAX_AMOUNT) return fail(`${written} is more than any token has`);
    return amount === 0n ? fail("a package of zero is none") : { account, amount, line };
  });
}

/** An amount beyond this can't even be sent. */
const MAX_AMOUNT = 2n ** 256n - 1n;

/** Names of the column with accounts: the plain one, and that of member files. */
const ACCOUNT = ["account", "address"];

interface Row extends AccountCsvRow {
  at: (column: string) => string;
}

/** The rows of a file with a column of accounts, and these others. */
function rowsOf(text: string, others: readonly string[]): Row[] {
  const [header, ...records] = recordsOf(text);
  if (header === undefined) throw new CsvError(1, "account", "the file is empty; its first line names the columns");
  const names = header.fields.map((field) => field.trim().toLowerCase());
  const columns = ["account", ...others];
  for (const [place, name] of names.entries()) {
    if (![...ACCOUNT, "id", ...others].includes(name)) {
      throw new CsvError(header.line, name || `${place + 1}`, `is unknown; there are ${[...columns, "id"].join(", ")}`);
    }
    if (names.indexOf(name) !== place) throw new CsvError(header.line, name, "stands twice in the header");
  }
  const accounts = names.filter((name) => ACCOUNT.includes(name));
  if (accounts.length === 2) throw new CsvError(header.line, "address", "is the same as account; give one of them");
  const [accountColumn = "account"] = accounts;
  for (const column of [accountColumn, ...others]) {
    if (!names.includes(column)) throw new CsvError(header.line, column, "is missing in the header");
  }

  const seen = new Map<string, number>();
  return records.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw new CsvError(line, names[fields.length] ?? `${names.length + 1}`, widthOf(fields.length, names.length));
    }
    const at = (column: string): string => (fields[names.indexOf(column)] ?? "").trim();
    const written = at(accountColumn);
    // A wrong checksum is a mistyped address.
    if (!isAddress(written) || !written.startsWith("0x")) {
      throw new CsvError(line, accountColumn, written === "" ? "is empty" : `"${written}" is no address`);
    }
    const account = getAddress(written);
    const first = seen.get(account);
    if (first !== undefined) throw new CsvError(line, accountColumn, `is the account of line ${first}`);
    seen.set(account, line);
    return { account, line, at };
  });
}

function widthOf(fields: number, columns: number): string {
  return `the line has ${fields} fields, the header ${columns}`;
}
