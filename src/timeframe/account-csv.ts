import { addressField, amountField, fieldsOf, namesOf, requireColumns } from "../chain/csv-fields.ts";
import { CsvError, recordsOf } from "../chain/csv-records.ts";

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
    const fail = (problem: string): never => {
      throw new CsvError(line, "amount", problem);
    };
    const amount = amountField(at("amount"), decimals, "token", fail);
    return amount === 0n ? fail("a package of zero is none") : { account, amount, line };
  });
}

/** Names of the column with accounts: the plain one, and that of member files. */
const ACCOUNT = ["account", "address"];

interface Row extends AccountCsvRow {
  at: (column: string) => string;
}

/** The rows of a file with a column of accounts, and these others. */
function rowsOf(text: string, others: readonly string[]): Row[] {
  const [header, ...records] = recordsOf(text);
  if (header === undefined) throw new CsvError(1, "account", "the file is empty; its first line names the columns");
  const names = namesOf(header, [...ACCOUNT, "id", ...others], ["account", ...others, "id"]);
  const accounts = names.filter((name) => ACCOUNT.includes(name));
  if (accounts.length === 2) throw new CsvError(header.line, "address", "is the same as account; give one of them");
  const [accountColumn = "account"] = accounts;
  requireColumns(header, names, [accountColumn, ...others]);

  const seen = new Map<string, number>();
  return records.map((record) => {
    const { line } = record;
    const at = fieldsOf(record, names);
    const account = addressField(at(accountColumn), (problem) => {
      throw new CsvError(line, accountColumn, problem);
    });
    const first = seen.get(account);
    if (first !== undefined) throw new CsvError(line, accountColumn, `is the account of line ${first}`);
    seen.set(account, line);
    return { account, line, at };
  });
}
