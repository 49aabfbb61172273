import type { Row } from "./reporter.ts";

const WIDTH = 100;
const GAP = "  ";

interface Column {
  title: string;
  right: boolean;
  text: (row: Row) => string;
}

const columns: readonly Column[] = [
  { title: "system", right: false, text: (row) => row.system },
  { title: "step", right: false, text: (row) => row.step },
  { title: "what changed", right: false, text: (row) => row.change },
  { title: "txs", right: true, text: (row) => (row.count === 0 ? "–" : String(row.count)) },
  { title: "gas", right: true, text: (row) => (row.count === 0 ? "–" : grouped(row.gas)) },
  { title: "gas each", right: true, text: (row) => (row.count === 0 ? "–" : grouped(row.gas / BigInt(row.count))) },
];

/** The column that gives way where a line would be wider than the page. */
const FLEXIBLE = 2;

/** The table of all that was played: what changed and what it cost, in at most 100 columns. */
export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.text(row)));
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const others = widths.reduce((sum, width, i) => (i === FLEXIBLE ? sum : sum + width), 0);
  const room = WIDTH - others - GAP.length * (columns.length - 1);
  widths[FLEXIBLE] = Math.min(widths[FLEXIBLE] ?? 0, room);

  const lines = cells.flatMap((line) => {
    const parts = wrap(line[FLEXIBLE] ?? "", room);
    return parts.map((part, i) =>
      format(
        line.map((cell, j) => (j === FLEXIBLE ? part : i === 0 ? cell : "")),
        widths,
      ),
    );
  });
  const rule = widths.map((width) => "─".repeat(width)).join(GAP);
  return [
    format(
      columns.map((column) => column.title),
      widths,
    ),
    rule,
    ...lines,
  ].join("\n");
}

function format(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, i) => (columns[i]?.right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
    .join(GAP)
    .trimEnd();
}

/** Cuts a text between words into lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Digits in groups of three, the same in every locale. */
export function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
