import { readFile } from "node:fs/promises";

import { type AccountTree, type MemberEntry, memberTree, parseMemberCsv } from "../../../src/timeframe/index.ts";
import type { MemberCsvRow } from "../../../src/timeframe/index.ts";
import { fail, failure } from "../../support/failure.ts";

/** A member file; a mistake in it is told with the file, the line and the column. */
export async function readMemberFile(path: string, groups?: Readonly<Record<string, bigint>>): Promise<MemberCsvRow[]> {
  const text = await readText(path);
  const mnemonic = process.env["LAPSE_MEMBERS_MNEMONIC"];
  try {
    return parseMemberCsv(text, {
      ...(groups === undefined ? {} : { groups }),
      ...(mnemonic === undefined ? {} : { mnemonic }),
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const remedy = /mnemonic/.test(error.message) ? " Set it in LAPSE_MEMBERS_MNEMONIC, for test keys only." : "";
    throw failure(
      `${path}, ${error.message}. Nothing was sent; correct the file and run the command again.${remedy}`,
      error,
    );
  }
}

/** The Merkle tree of the members that a file lists. */
export async function readList(path: string): Promise<AccountTree<MemberEntry>> {
  return memberTree(await readMemberFile(path));
}

/** The text of a file that the user named. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error)
      fail(`The file ${path} can't be read (${String(error.code)}); check its name.`, error);
    throw error;
  }
}
