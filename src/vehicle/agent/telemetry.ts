import { createReadStream } from "node:fs";

import { id } from "ethers";

import { momentLabel, parseMoment } from "../../chain/calendar.ts";
import { fieldsOf, namesOf, requireColumns } from "../../chain/csv-fields.ts";
import { CsvError, type CsvRecord, recordsOf } from "../../chain/csv-records.ts";
import { printable } from "../../chain/printable.ts";
import { hasErrorCode } from "./files.ts";
import { type Condition, conditionHash, Kind } from "./report.ts";

const COLUMNS = ["time", "odometer", "event", "severity"] as const;

/** The events of a log, as files name them. */
const EVENTS: Readonly<Record<string, Kind>> = {
  odometer: Kind.ODOMETER,
  accident: Kind.ACCIDENT,
  service: Kind.SERVICE,
  total_loss: Kind.TOTAL_LOSS,
  theft: Kind.THEFT,
  scrapping: Kind.SCRAPPING,
};

/** A line longer than this, in characters, is none of a log. */
const LONGEST_LINE = 65_536;
/** The end of the year 9999: what lies behind it is no count of seconds. */
const LAST_SECOND = 253_402_300_799n;
/** Metres that an odometer can show. */
const LARGEST_ODOMETER = 2n ** 40n - 1n;
const WHOLE = 10_000n;

/** A row of a log. */
export interface TelemetryRow {
  line: number;
  /** With the hash of the line as evidence: whoever has the log can show it. */
  condition: Condition;
}

/**
 * Reads a log of a vehicle, row by row, however long it is. The first line names the columns: `time` (Unix seconds, or ISO 8601, UTC without a zone), `odometer` (kilometres),
 * `event` and `severity` (basis points; empty = 0, but not of an accident or a service). Time and odometer never fall. Empty lines and lines that begin with # are passed over.
 *
 * @throws {CsvError} With the line and the column, and what to write there.
 * @example
 * for await (const { condition } of readTelemetry("log.csv")) await agent.observe(condition);
 */
export async function* readTelemetry(source: string | AsyncIterable<string>): AsyncGenerator<TelemetryRow> {
  const chunks = typeof source === "string" ? fileChunks(source) : source;
  let names: string[] | null = null;
  let before: TelemetryRow | null = null;
  for await (const { line, text } of linesOf(chunks)) {
    const record = recordOf(line, text);
    if (record === null) continue;
    if (names === null) {
      if (record.fields.length === 1 && text.includes(";"))
        throw new CsvError(line, "time", "semicolons separate the columns; separate them by commas");
      names = namesOf(record, COLUMNS);
      requireColumns(record, names, COLUMNS);
      continue;
    }
    const row: TelemetryRow = { line, condition: conditionOf(record, names, text) };
    if (before !== null) requireOrder(before, row);
    before = row;
    yield row;
  }
  if (names === null) throw new CsvError(1, "time", `the file is empty; its first line is ${COLUMNS.join(",")}`);
}

/**
 * The rows of a log that come after a condition, so that a log can be fed from its beginning again after every end of the unit: none is taken in twice.
 *
 * @param latest The last condition that was taken in; null = none yet.
 * @throws {RangeError} Where the log doesn't have it: it is another vehicle's, or begins later.
 * @example
 * for await (const { condition } of rowsAfter(readTelemetry("log.csv"), outbox.latest)) await agent.observe(condition);
 */
export async function* rowsAfter(
  rows: AsyncIterable<TelemetryRow>,
  latest: Condition | null,
): AsyncGenerator<TelemetryRow> {
  const hash = latest === null ? null : conditionHash(latest);
  let isFound = hash === null;
  for await (const row of rows) {
    if (isFound) yield row;
    else isFound = conditionHash(row.condition) === hash;
  }
  if (isFound) return;
  const at = momentLabel(latest?.observedAt ?? 0n);
  throw new RangeError(`The log has no row like the last one that was taken in, of ${at}: give the log that it was in`);
}

async function* fileChunks(path: string): AsyncGenerator<string> {
  try {
    // Decoded as a stream: no character is cut where a chunk ends.
    for await (const chunk of createReadStream(path, { encoding: "utf8" })) yield chunk as string;
  } catch (error) {
    const why = hasErrorCode(error, "ENOENT") ? "isn't there" : "can't be read";
    throw new RangeError(`The log ${path} ${why}: name a CSV file with ${COLUMNS.join(",")}`, { cause: error });
  }
}

/** The lines of a text that comes in pieces, with their numbers. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const text of parts) yield { line: ++line, text: ofLength(text, line) };
    ofLength(rest, line + 1);
  }
  if (rest !== "") yield { line: ++line, text: rest };
}

function ofLength(text: string, line: number): string {
  if (text.length <= LONGEST_LINE) return text.replace(/\r$/, "");
  throw new CsvError(
    line,
    "time",
    `the line has more than ${LONGEST_LINE} characters; give a log with a row in each line`,
  );
}

/** The fields of a line; null for one that is passed over. */
function recordOf(line: number, text: string): CsvRecord | null {
  const whole = line === 1 ? text.replace(/^\uFEFF/, "") : text;
  if (!whole.startsWith("#") && (whole.split('"').length - 1) % 2 === 1)
    throw new CsvError(line, "event", "a quote is opened and never closed; leave quotes out, a row needs none");
  const [record] = recordsOf(whole);
  return record === undefined ? null : { line, fields: record.fields };
}

function conditionOf(record: CsvRecord, names: readonly string[], text: string): Condition {
  const at = fieldsOf(record, names);
  const failIn =
    (column: string) =>
    (problem: string): never => {
      throw new CsvError(record.line, column, problem);
    };
  const kind = kindOf(at("event"), failIn("event"));
  return {
    kind,
    observedAt: momentOf(at("time"), failIn("time")),
    odometer: metresOf(at("odometer"), failIn("odometer")),
    severity: severityOf(at("severity"), kind, failIn("severity")),
    evidence: id(text),
  };
}

type Fail = (problem: string) => never;

function momentOf(written: string, fail: Fail): bigint {
  const how = "write seconds since 1970 or ISO 8601, like 1673287200 or 2023-01-09T18:00:00Z";
  const moment = parseMoment(written);
  if (moment === null) return fail(written === "" ? `is empty; ${how}` : `${quoted(written)} is no time; ${how}`);
  if (moment > LAST_SECOND) fail(`${written} lies behind the year 9999; write seconds, not milliseconds`);
  return moment === 0n ? fail(`0 is before there were such logs; ${how}`) : moment;
}

function metresOf(written: string, fail: Fail): bigint {
  const how = "write kilometres with at most three decimal places, like 48400 or 48400.5";
  const [, whole = "", part = ""] = /^(\d+)(?:\.(\d{1,3}))?$/.exec(written) ?? [];
  if (whole === "") return fail(written === "" ? `is empty; ${how}` : `${quoted(written)} is no distance; ${how}`);
  const metres = BigInt(whole) * 1_000n + BigInt(part.padEnd(3, "0"));
  return metres > LARGEST_ODOMETER ? fail(`${quoted(written)} is more than an odometer can show; ${how}`) : metres;
}

function severityOf(written: string, kind: Kind, fail: Fail): bigint {
  const how = "write basis points from 0 to 10000, like 250 for 2.5 %";
  // One that was forgotten would count as nothing, and could never be told under the same number again.
  if (written === "") return kind === Kind.ACCIDENT || kind === Kind.SERVICE ? fail(`is empty; ${how}`) : 0n;
  if (!/^\d{1,5}$/.test(written) || BigInt(written) > WHOLE) return fail(`${quoted(written)} is no severity; ${how}`);
  return BigInt(written);
}

function kindOf(written: string, fail: Fail): Kind {
  const kind = Object.hasOwn(EVENTS, written) ? EVENTS[written] : undefined;
  const how = `write one of ${Object.keys(EVENTS).join(", ")}`;
  return kind ?? fail(written === "" ? `is empty; ${how}` : `${quoted(written)} is no event; ${how}`);
}

/** What a contract would refuse is told here, where its line is known. */
function requireOrder(before: TelemetryRow, { line, condition }: TelemetryRow): void {
  const { observedAt, odometer } = before.condition;
  if (condition.observedAt < observedAt) {
    const moments = `${momentLabel(condition.observedAt)} is before ${momentLabel(observedAt)} of line ${before.line}`;
    throw new CsvError(line, "time", `${moments}; sort the rows by time`);
  }
  if (condition.odometer >= odometer) return;
  const distances = `${kilometres(condition.odometer)} km is less than ${kilometres(odometer)} km of line ${before.line}`;
  throw new CsvError(line, "odometer", `${distances}; an odometer never falls: correct the row that is wrong`);
}

function kilometres(metres: bigint): string {
  const part = (metres % 1_000n).toString().padStart(3, "0").replace(/0+$/, "");
  return `${metres / 1_000n}${part === "" ? "" : `.${part}`}`;
}

function quoted(written: string): string {
  return `"${printable(written, 40)}"`;
}
