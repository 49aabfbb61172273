import { formatUnits } from "ethers";

import { momentLabel } from "../../src/chain/calendar.ts";

/** Units as people write them: "1.5", "40". */
export function units(amount: bigint, decimals: bigint): string {
  return formatUnits(amount, decimals).replace(/\.0$/, "");
}

/** A moment in UTC, and how far it is from now: "2026-11-30T00:00:00Z (in 5 d 3 h)". */
export function moment(timestamp: bigint, now: bigint): string {
  return `${momentLabel(timestamp)} (${relative(timestamp, now)})`;
}

/** How far a moment is from now, in its two largest parts. */
export function relative(timestamp: bigint, now: bigint): string {
  if (timestamp === now) return "now";
  const span = duration(timestamp > now ? timestamp - now : now - timestamp);
  return timestamp > now ? `in ${span}` : `${span} ago`;
}

/** Seconds as "5 d 3 h": the two largest parts. */
export function duration(seconds: bigint): string {
  const parts = [
    [seconds / 86_400n, "d"],
    [(seconds / 3_600n) % 24n, "h"],
    [(seconds / 60n) % 60n, "min"],
    [seconds % 60n, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count !== 0n);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count !== 0n)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** A text in lines of at most so many characters; a longer word has a line of its own. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines of "name  value" with the values one under the other. */
export function fields(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

/** A table with a header; columns named in `right` are aligned to the right, as numbers want it. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const widths = header.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    header
      .map((name, at) => {
        const cell = cells[at] ?? "";
        const width = widths[at] ?? 0;
        return right.includes(name) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** "1 member", "2 members". */
export function count(number: number | bigint, what: string): string {
  return `${number} ${what}${BigInt(number) === 1n ? "" : "s"}`;
}
