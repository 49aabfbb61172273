import { Mnemonic } from "ethers";

import {
  type AccountTree,
  CsvError,
  type MemberCsvRow,
  type MemberEntry,
  memberTree,
  type PackageCsvRow,
  parseAccountCsv,
  parseMemberCsv,
  parsePackageCsv,
  providerTree,
} from "../../../src/timeframe/index.ts";
import { fail, failure } from "../../support/failure.ts";
import { readText } from "../../support/file.ts";

/** A member file; a mistake in it is told with the file, the line and the column. */
export async function readMemberFile(path: string, groups?: Readonly<Record<string, bigint>>): Promise<MemberCsvRow[]> {
  const mnemonic = process.env["LAPSE_MEMBERS_MNEMONIC"];
  if (mnemonic !== undefined && !Mnemonic.isValidMnemonic(mnemonic)) {
    fail(
      "LAPSE_MEMBERS_MNEMONIC holds no mnemonic of 12 to 24 words; correct it, or unset it where the file has addresses.",
    );
  }
  return readCsv(path, (text) =>
    parseMemberCsv(text, {
      ...(groups === undefined ? {} : { groups }),
      ...(mnemonic === undefined ? {} : { mnemonic }),
    }),
  );
}

/** The Merkle tree of the members that a file lists. */
export async function readList(path: string): Promise<AccountTree<MemberEntry>> {
  return memberTree(await readRows(path));
}

/** The same, of a file that must list members of this group only. */
export async function readListOf(path: string, group: bigint): Promise<AccountTree<MemberEntry>> {
  const rows = await readRows(path);
  const other = rows.find((row) => row.group !== group);
  if (other !== undefined) {
    fail(
      `${path}, line ${other.line}: the member is of group ${other.group}, and a list is of one; list group ${group}.`,
    );
  }
  return memberTree(rows);
}

/** The Merkle tree of the providers that a file lists. */
export async function readProviderList(path: string): Promise<AccountTree<string>> {
  const rows = await readCsv(path, parseAccountCsv);
  return providerTree(notEmpty(path, rows).map(({ account }) => account));
}

/** The entry of an account on a list, with its proof; one who doesn't stand on it is told so. */
export function placeOn<Entry>(
  tree: AccountTree<Entry>,
  account: string,
  path: string,
): { entry: Entry; proof: string[] } {
  try {
    return tree.proofOf(account);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    fail(
      `${account} doesn't stand on ${path}; sign as an account that does with --from, or have the administrator set a list with it.`,
      error,
    );
  }
}

/** A file of packages. */
export async function readPackageFile(path: string, decimals: bigint): Promise<PackageCsvRow[]> {
  return readCsv(path, (text) => parsePackageCsv(text, decimals));
}

async function readRows(path: string): Promise<MemberCsvRow[]> {
  return notEmpty(path, await readMemberFile(path));
}

function notEmpty<Row>(path: string, rows: readonly Row[]): Row[] {
  if (rows.length === 0) fail(`${path} lists nobody; give none to take the list away.`);
  return [...rows];
}

async function readCsv<Row>(path: string, parse: (text: string) => Row[]): Promise<Row[]> {
  const text = await readText(path);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const remedy = /mnemonic/.test(error.message) ? " Set it in LAPSE_MEMBERS_MNEMONIC, for test keys only." : "";
    throw failure(
      `${path}, ${error.message}. Nothing was sent; correct the file and run the command again.${remedy}`,
      error,
    );
  }
}
