/** What moves a terminal's cursor, ends a line, or turns the direction of writing. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/**
 * A text of somebody else's contract as it can be printed in a line: a token calls itself what it likes, and may have a terminal do things, or have one line look like several.
 *
 * @example
 * printable("USD\nPaid 5"); // "USD Paid 5"
 */
export function printable(text: string, longest = 200): string {
  const line = text.replace(UNPRINTABLE, " ").trim();
  const characters = Array.from(line);
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : line;
}
