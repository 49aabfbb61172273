import { isHexString } from "ethers";

import { parseMoment } from "../chain/calendar.ts";
import { addressField, amountField, fieldsOf, namesOf, requireColumns } from "../chain/csv-fields.ts";
import { CsvError, recordsOf } from "../chain/csv-records.ts";
import { BATCH_COLUMNS, isKeyField, itemsReader, requireRecords, RULES_COLUMNS } from "./batch-columns.ts";
import { parseCategories } from "./categories.ts";
import { LARGEST_AMOUNT, NO_CAP, parseTrigger, type Rules, TRACK, Trigger, WHOLE_BPS } from "./constants.ts";
import { categoriesOfList, type MerchantList } from "./merchants.ts";
import { parsePercent } from "./percent.ts";
import { rulesOf } from "./rules.ts";
import { checkExpiry, parseDuration } from "./time.ts";

/** A line of a file of instruments. */
export interface BatchRow {
  /** What tells the row from the others of its batch: the file's own name for it, or its place from 1. */
  item: string;
  /** Who may redeem it; null for one that is claimed with a link. */
  holder: string | null;
  /** Base units of the asset. */
  amount: bigint;
  /** First second in which it can't be redeemed, Unix seconds. */
  expiry: bigint;
  rules: Rules;
  /** Line of the file, from 1. */
  line: number;
}

/** How to read a file of instruments. */
export interface BatchCsvOptions {
  /** Those of the vault. */
  decimals: bigint;
  /** Of the vault; expiries are held against it. */
  bucketLength: bigint;
  /** The time of the chain, Unix seconds: expiries must lie after it. A run that goes on may leave it out. */
  now?: bigint;
  /** For rows that name none. */
  expiry?: bigint;
  /** Where a row names nothing else. */
  rules?: Rules;
  /** Lists of merchants by the names that the file has for them; without it the file has roots. */
  lists?: Readonly<Record<string, MerchantList>>;
}

type Column = (typeof BATCH_COLUMNS)[number];

/**
 * Reads a file of instruments. The first line names the columns, in any order: `holder` (an address, or "key" for a claim link), `amount` in
 * whole units, `expiry` (a day like 2026-12-31, a moment, or Unix seconds; a bound of the vault, and no span from now, which would be another one
 * in each run), and, where wanted, `item` (the file's own name for the row, by which a run that goes on finds it again) and the rules: `trigger`,
 * `delay` (like 30d), `merchants` (a root, or a name of `options.lists`), `categories` (numbers or names, with commas or spaces between), `cap` (an
 * amount, or track, which only keeps what each merchant was paid), `return-to`, `return-share` (in percent, like 33.33; all unless it is named),
 * `manual` (yes or no), `min-piece`. Throws a {@link CsvError} that names line and column.
 *
 * @example
 * const rows = parseBatchCsv("holder,amount,expiry\nkey,50,2026-12-31\n", { decimals: 6n, bucketLength: 3_600n });
 */
export function parseBatchCsv(text: string, options: BatchCsvOptions): BatchRow[] {
  const [header, ...records] = recordsOf(text);
  if (header === undefined) throw new CsvError(1, "holder", "the file is empty; its first line names the columns");
  const names = namesOf(header, BATCH_COLUMNS);
  requireColumns(header, names, options.expiry === undefined ? ["holder", "amount", "expiry"] : ["holder", "amount"]);

  requireRecords(header, records);
  const itemOf = itemsReader(names);
  return records.map((record, place) => {
    const { line } = record;
    const at: (column: Column) => string = fieldsOf(record, names);
    const failAt =
      (column: Column) =>
      (problem: string): never => {
        throw new CsvError(line, column, problem);
      };
    const item = itemOf(record, place, at("item"));
    const holder = isKeyField(at("holder")) ? null : addressField(at("holder"), failAt("holder"));
    const amount = amountField(at("amount"), options.decimals, "instrument", failAt("amount"), LARGEST_AMOUNT);
    if (amount === 0n) failAt("amount")("an instrument of zero is none");
    return {
      item,
      holder,
      amount,
      expiry: expiryOf(at("expiry"), options, failAt("expiry")),
      rules: rulesIn(at, options, failAt),
      line,
    };
  });
}

type Fail = (problem: string) => never;

function expiryOf(written: string, { now, bucketLength, expiry: usual }: BatchCsvOptions, fail: Fail): bigint {
  if (written === "" && usual === undefined) return fail("is empty");
  const expiry = written === "" ? usual : parseMoment(written);
  if (expiry === null || expiry === undefined) {
    // "30d" would give the same row another expiry in a run that goes on later.
    const span = /^\d+[a-z]/.test(written) ? "; a span from now would mean another one in each run" : "";
    return fail(`"${written}" is no moment like 2026-12-31${span}`);
  }
  return attempt(() => {
    // Without the time, what can be checked is that it is a bound.
    return checkExpiry(expiry, { bucketLength, now: now ?? expiry - 1n });
  }, fail);
}

function rulesIn(at: (column: Column) => string, options: BatchCsvOptions, failAt: (column: Column) => Fail): Rules {
  const rules: Partial<Rules> = { ...options.rules };
  const read = (column: Column, set: (written: string, fail: Fail) => unknown): void => {
    if (at(column) === "") return;
    const fail = failAt(column);
    attempt(() => set(at(column), fail), fail);
  };
  const amount = (written: string, fail: Fail): bigint =>
    amountField(written, options.decimals, "instrument", fail, LARGEST_AMOUNT);
  let list: MerchantList | undefined;
  read("trigger", (written) => {
    rules.trigger = parseTrigger(written);
    if (rules.trigger === Trigger.ISSUE) rules.delay = 0n;
  });
  read("delay", (written) => (rules.delay = parseDuration(written)));
  read("merchants", (written, fail) => {
    list = listNamed(written, options.lists ?? {}, fail);
    rules.merchants = list?.root ?? written.toLowerCase();
  });
  read(
    "categories",
    (written) => (rules.categories = list === undefined ? parseCategories(written) : categoriesOfList(written, list)),
  );
  read("cap", (written, fail) => (rules.cap = written === TRACK ? NO_CAP : amount(written, fail)));
  read("return-to", (written, fail) => {
    rules.returnTo = addressField(written, fail);
    // Who is named without a share gets all of it.
    if (at("return-share") === "" && (rules.returnBps ?? 0n) === 0n) rules.returnBps = WHOLE_BPS;
  });
  read("return-share", (written) => (rules.returnBps = parsePercent(written)));
  read("manual", (written, fail) => {
    if (!/^(yes|no)$/i.test(written)) fail(`"${written}" is neither yes nor no`);
    rules.manual = written.toLowerCase() === "yes";
  });
  read("min-piece", (written, fail) => (rules.minPiece = amount(written, fail)));
  // What contradicts itself is told at the column that most likely does.
  const told = RULES_COLUMNS.find((column) => at(column) !== "") ?? "trigger";
  return attempt(() => rulesOf(rules), failAt(told));
}

/** The list that a row names; none where it has a root itself. */
function listNamed(
  written: string,
  lists: Readonly<Record<string, MerchantList>>,
  fail: Fail,
): MerchantList | undefined {
  const list = Object.hasOwn(lists, written) ? lists[written] : undefined;
  if (list !== undefined || isHexString(written, 32)) return list;
  const known = Object.keys(lists);
  return fail(
    `"${written}" is no root of 32 bytes${known.length === 0 ? "" : ` and none of the lists ${known.join(", ")}`}`,
  );
}

/** Runs what may throw a `RangeError`, and tells the place with it. */
function attempt<T>(act: () => T, fail: Fail): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) return fail(error.message);
    throw error;
  }
}
