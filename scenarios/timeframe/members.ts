import { readFile } from "node:fs/promises";

import { type MemberCsvRow, parseMemberCsv } from "../../src/timeframe/csv.ts";

/** Accounts that the file gives by key are those of Hardhat's own mnemonic, which everybody knows: for local chains only. */
const MNEMONIC = "test test test test test test test test test test test junk";

/** The groups of the programme, over both its tokens, with what the story needs of each. */
const GROUPS = {
  residents: { number: 1n, least: 20 },
  carers: { number: 2n, least: 3 },
  clinics: { number: 3n, least: 12 },
};
type GroupName = keyof typeof GROUPS;

/** Accounts of one group, and the quota that all of them have. */
export interface MemberList {
  accounts: string[];
  quota: bigint;
}

/** The members of the programme. */
export type Members = Record<GroupName, MemberList>;

/** Reads the member file; throws with line and column where it is wrong. */
export async function readMembers(file: string | URL): Promise<Members> {
  const numbers = Object.fromEntries(Object.entries(GROUPS).map(([name, { number }]) => [name, number]));
  const rows = parseMemberCsv(await readFile(file, "utf8"), { groups: numbers, mnemonic: MNEMONIC });
  return {
    residents: listOf(rows, "residents"),
    carers: listOf(rows, "carers"),
    clinics: listOf(rows, "clinics"),
  };
}

function listOf(rows: readonly MemberCsvRow[], name: GroupName): MemberList {
  const { number, least } = GROUPS[name];
  const own = rows.filter(({ group }) => group === number);
  const [first] = own;
  if (first === undefined || own.length < least)
    throw new Error(`The member file has ${own.length} ${name}; the scenario needs at least ${least}`);
  const { quota } = first;
  if (quota === undefined) throw new Error(`line ${first.line}, column quota: is empty`);
  const other = own.find((row) => row.quota !== quota);
  // A quota belongs to a group; a file that says otherwise is mistaken about what its members get.
  if (other !== undefined)
    throw new Error(`line ${other.line}, column quota: differs from the ${quota} of the other ${name}`);
  return { accounts: own.map(({ account }) => account), quota };
}
