import { encodeQR } from "qr";

/** A line of a card: one text, or a name and its value. */
export type CardLine = string | readonly [name: string, value: string];

/** Lines in a frame, as a card is drawn in the terminal; `null` is a rule between two parts. */
export function card(title: string, lines: readonly (CardLine | null)[]): string {
  const names = lines.flatMap((line) => (Array.isArray(line) ? [(line[0] as string).length] : []));
  const column = Math.max(0, ...names);
  const texts = lines.map((line) =>
    line === null || typeof line === "string" ? line : `${line[0].padEnd(column)}  ${line[1]}`,
  );
  const width = Math.max(title.length + 2, ...texts.map((text) => text?.length ?? 0));
  return [
    `╭─ ${title} ${"─".repeat(width - title.length - 1)}╮`,
    ...texts.map((text) => (text === null ? `├${"─".repeat(width + 2)}┤` : `│ ${text.padEnd(width)} │`)),
    `╰${"─".repeat(width + 2)}╯`,
  ].join("\n");
}

/** A text as a QR code of half blocks: light modules are drawn, so that it scans from a dark terminal, and most scanners take either. */
export function qrCode(text: string): string {
  return encodeQR(text, "ascii", { ecc: "medium", border: 2 }).trimEnd();
}
