import type { Row } from "./reporter.ts";

/** Where the width of the page is not known, as in a log. */
export const PAGE = 100;
/** Below this a table is no table any more: a narrower page is treated as if it were so wide. */
const NARROWEST = 40;
/** What the text that matters needs; where less is left for it, columns that can be missed are left out. */
const READABLE = 24;
const GAP = "  ";

interface Column {
  title: string;
  right: boolean;
  text: (row: Row) => string;
}

const SYSTEM: Column = { title: "system", right: false, text: (row) => row.system };
const STEP: Column = { title: "step", right: false, text: (row) => row.step };
/** The column that gives way where a line would be wider than the page. */
const CHANGE: Column = { title: "what changed", right: false, text: (row) => row.change };
const COUNT: Column = { title: "txs", right: true, text: (row) => (row.count === 0 ? "–" : String(row.count)) };
const GAS: Column = { title: "gas", right: true, text: (row) => (row.count === 0 ? "–" : grouped(row.gas)) };
const EACH: Column = {
  title: "gas each",
  right: true,
  text: (row) => (row.count === 0 ? "–" : grouped(row.gas / BigInt(row.count))),
};

const COLUMNS: readonly Column[] = [SYSTEM, STEP, CHANGE, COUNT, GAS, EACH];
/** What can be missed, first the one that follows from others. */
const DISPENSABLE: readonly Column[] = [EACH, SYSTEM, COUNT];

/**
 * The table of all that was played: what changed and what it cost. No line is wider than the page: long texts go on in the next line of their
 * cell, and on a narrow page columns are left out.
 */
export function renderTable(rows: readonly Row[], page = PAGE): string {
  const width = Math.max(page, NARROWEST);
  const { columns, widths } = layOut(rows, width);
  const format = (cells: readonly string[]): string =>
    columns
      .map(({ right }, i) =>
        right ? (cells[i] ?? "").padStart(widths[i] ?? 0) : (cells[i] ?? "").padEnd(widths[i] ?? 0),
      )
      .join(GAP)
      .trimEnd();

  const lines = rows.flatMap((row) => {
    const cells = columns.map((column, i) => fold(column.text(row), widths[i] ?? 0));
    const height = Math.max(...cells.map((parts) => parts.length));
    return Array.from({ length: height }, (_, i) => format(cells.map((parts) => parts[i] ?? "")));
  });
  const rule = widths.map((each) => "─".repeat(each)).join(GAP);
  return [format(columns.map(({ title }) => title)), rule, ...lines].join("\n");
}

/** Which columns there is room for, and how wide each is. */
function layOut(rows: readonly Row[], width: number): { columns: readonly Column[]; widths: number[] } {
  const natural = (column: Column): number =>
    Math.max(column.title.length, ...rows.map((row) => column.text(row).length));
  const roomIn = (columns: readonly Column[]): number =>
    columns.reduce((room, column) => (column === CHANGE ? room : room - natural(column) - GAP.length), width);

  let columns = COLUMNS;
  for (const dispensable of DISPENSABLE) {
    if (roomIn(columns) >= Math.min(READABLE, natural(CHANGE))) break;
    columns = columns.filter((column) => column !== dispensable);
  }
  const room = Math.max(roomIn(columns), CHANGE.title.length);
  // What is still too wide is taken from the names of the steps.
  const excess = room - roomIn(columns);
  const widths = columns.map((column) => {
    if (column === CHANGE) return Math.min(natural(CHANGE), room);
    return column === STEP ? Math.max(natural(STEP) - excess, STEP.title.length) : natural(column);
  });
  return { columns, widths };
}

/** Cuts a text between words into lines of at most `width` characters; a word that is longer is cut too. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").flatMap((each) => pieces(each, width))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  const count = Math.max(1, Math.ceil(word.length / width));
  return Array.from({ length: count }, (_, i) => word.slice(i * width, (i + 1) * width));
}

/** Digits in groups of three, the same in every locale. */
export function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
