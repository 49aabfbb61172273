import { count, ratio, table } from "./markdown.ts";
import { type Creation, type FloorOf, type Page, TRANSACTION_CAP as CAP } from "./results.ts";

// What the reports of all systems show alike.

export function creationsTable(subject: string, creations: readonly Creation[]): string {
  return table(
    [subject, "runtime bytes", "gas", "floor", "÷ floor"],
    [1, 2, 3, 4],
    creations.map(({ subject, runtimeBytes, gas, floor }) => [
      subject,
      count(runtimeBytes),
      count(gas),
      count(floor),
      ratio(gas, floor),
    ]),
  );
}

export function pagesTable(pages: readonly Page[]): string {
  return table(
    ["operation", "items", "of", "gas", "gas per item", "of 2^24"],
    [1, 3, 4, 5],
    pages.map(({ operation, case: what, items, gas, perItem }) => [
      operation,
      count(items),
      what,
      count(gas),
      count(perItem),
      `${((100 * gas) / CAP).toFixed(1)} %`,
    ]),
  );
}

/** Subjects whose operation has the same terms share a line. */
export function floorsTable(subjects: string, floors: readonly FloorOf[]): string {
  const merged = new Map<string, string[]>();
  for (const { operation, subject, terms } of floors) {
    const text = terms.map(({ what, count, gas }) => `${what} ${count} × ${gas}`).join(" + ");
    const key = `${operation}\n${text}`;
    merged.set(key, [...(merged.get(key) ?? []), subject]);
  }
  const lines = [...merged].map(([key, subjects]) => {
    const [operation = "", text = ""] = key.split("\n");
    return [operation, subjects.join("; "), text];
  });
  return table(["operation", subjects, "terms"], [], lines);
}
