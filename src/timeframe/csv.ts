import { getAddress, HDNodeWallet, isAddress } from "ethers";

import { CsvError, type CsvRecord, recordsOf } from "../chain/csv-records.ts";
import type { MemberRow } from "./members.ts";

/** A line of a member file. */
export interface MemberCsvRow extends MemberRow {
  /** The file's own name for the member. */
  id: string;
  /** Units per frame that the file states; for checking against the group, it sets nothing. */
  quota?: bigint;
  /** Line of the file, from 1. */
  line: number;
}

/** How to read a member file. */
export interface MemberCsvOptions {
  /** Numbers of groups by their names in the file; without it the file has numbers. */
  groups?: Readonly<Record<string, bigint>>;
  /** The phrase that keys in the file are derived from; without it the file has addresses only. */
  mnemonic?: string;
}

/**
 * A mistake in a member file, with the place where it is.
 *
 * @example
 * if (error instanceof MemberCsvError) console.error(`${file}: ${error.message}`);
 */
export class MemberCsvError extends CsvError {
  override readonly name: string = "MemberCsvError";
}

const COLUMNS = ["id", "group", "address", "key", "until", "quota"] as const;
type Column = (typeof COLUMNS)[number];

const MAX_UNTIL = 2n ** 32n - 1n;
const MAX_GROUP = 2n ** 24n - 1n;

/**
 * Reads a member file. The first line names the columns, in any order:
 * `id`, `group` (number, or a name of `options.groups`), `address` or `key` (index or path of a key derived from `options.mnemonic`), and,
 * where wanted, `until` (first frame without membership; empty = without end) and `quota`. Fields may be quoted as RFC 4180 has it;
 * empty lines and lines that begin with # are passed over.
 *
 * @example
 * const rows = parseMemberCsv("id,group,address\nann,1,0x8ba1f109551bD432803012645Ac136ddd64DBA72\n");
 * await addMembers(administrator, token, rows);
 */
export function parseMemberCsv(text: string, options: MemberCsvOptions = {}): MemberCsvRow[] {
  const [header, ...records] = recordsOf(text, MemberCsvError);
  if (header === undefined) throw new MemberCsvError(1, "id", "the file is empty; its first line names the columns");
  const places = columnsOf(header);
  const root = options.mnemonic === undefined ? undefined : HDNodeWallet.fromPhrase(options.mnemonic, "", "m");

  const seen = { id: new Map<string, number>(), account: new Map<string, number>() };
  return records.map(({ line, fields }) => {
    if (fields.length !== header.fields.length) {
      const column = header.fields[fields.length] ?? `${header.fields.length + 1}`;
      throw new MemberCsvError(
        line,
        column,
        `the line has ${fields.length} fields, the header ${header.fields.length}`,
      );
    }
    const at = (column: Column): string => {
      const place = places.get(column);
      return place === undefined ? "" : (fields[place] ?? "").trim();
    };
    const fail = (column: Column, problem: string): never => {
      throw new MemberCsvError(line, column, problem);
    };

    const id = at("id") || fail("id", "is empty");
    const row: MemberCsvRow = {
      id,
      group: groupOf(at("group"), options, fail),
      account: accountOf(at, root, fail),
      line,
    };
    if (at("until") !== "") {
      row.until = numberOf(at("until")) ?? fail("until", `"${at("until")}" is no frame number`);
      if (row.until > MAX_UNTIL) fail("until", `${row.until} is beyond the last frame, ${MAX_UNTIL}`);
    }
    if (at("quota") !== "") row.quota = numberOf(at("quota")) ?? fail("quota", `"${at("quota")}" is no whole number`);

    const first = seen.id.get(id);
    if (first !== undefined) fail("id", `"${id}" stands in line ${first} already`);
    const firstAccount = seen.account.get(row.account);
    if (firstAccount !== undefined)
      fail(at("address") === "" ? "key" : "address", `is the account of line ${firstAccount}`);
    seen.id.set(id, line);
    seen.account.set(row.account, line);
    return row;
  });
}

type Fail = (column: Column, problem: string) => never;

function columnsOf(header: CsvRecord): Map<Column, number> {
  const places = new Map<Column, number>();
  for (const [place, field] of header.fields.entries()) {
    const name = field.trim().toLowerCase();
    const column = COLUMNS.find((known) => known === name);
    if (column === undefined) {
      throw new MemberCsvError(header.line, name || `${place + 1}`, `is unknown; there are ${COLUMNS.join(", ")}`);
    }
    if (places.has(column)) throw new MemberCsvError(header.line, column, "stands twice in the header");
    places.set(column, place);
  }
  for (const column of ["id", "group"] as const) {
    if (!places.has(column)) throw new MemberCsvError(header.line, column, "is missing in the header");
  }
  if (!places.has("address") && !places.has("key")) {
    throw new MemberCsvError(header.line, "address", "is missing in the header; it takes address, key or both");
  }
  return places;
}

function groupOf(field: string, options: MemberCsvOptions, fail: Fail): bigint {
  const { groups } = options;
  if (groups !== undefined && Object.hasOwn(groups, field)) return groups[field] ?? fail("group", "is empty");
  const group = numberOf(field);
  if (group !== undefined && group > MAX_GROUP) return fail("group", `${group} is beyond the last group, ${MAX_GROUP}`);
  if (group !== undefined && group !== 0n) return group;
  const known = groups === undefined ? "use its number, from 1" : `there are ${Object.keys(groups).join(", ")}`;
  return fail("group", `"${field}" is no group; ${known}`);
}

function accountOf(at: (column: Column) => string, root: HDNodeWallet | undefined, fail: Fail): string {
  const address = at("address");
  const key = at("key");
  if (address !== "" && key !== "") return fail("key", "there is an address too; give one of them");
  if (address !== "") {
    // A wrong checksum is a mistyped address.
    return isAddress(address) && address.startsWith("0x")
      ? getAddress(address)
      : fail("address", `"${address}" is no address`);
  }
  if (key === "") return fail("address", "is empty");
  if (root === undefined) return fail("key", "keys are derived from a mnemonic; give one");
  const path = /^\d+$/.test(key) ? `m/44'/60'/0'/0/${key}` : key;
  if (!/^m(\/\d+'?)+$/.test(path)) return fail("key", `"${key}" is neither an index nor a path like m/44'/60'/0'/0/7`);
  try {
    return root.derivePath(path).address;
  } catch {
    return fail("key", `"${key}" leads to no key: an index is at most 2^31 - 1`);
  }
}

function numberOf(field: string): bigint | undefined {
  return /^\d+$/.test(field) ? BigInt(field) : undefined;
}
