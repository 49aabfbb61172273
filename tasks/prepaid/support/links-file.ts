import { type BatchItem, formatId } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { writeText } from "../../support/file.ts";
import { count } from "../../support/format.ts";
import { checkOutput, type OtherFile } from "../../support/output.ts";
import { OWN } from "./batch-secret.ts";
import { printed } from "./links.ts";

const HEADER = "item,instrument,link";

/** Makes sure, before anything is sent, that a file of links can be written and takes the place of nothing else. */
export async function checkLinksFile(path: string, others: readonly OtherFile[]): Promise<void> {
  const isKind = (text: string): boolean => text.startsWith(HEADER);
  await checkOutput({ option: "--links", path, what: "links", isKind }, others);
}

/**
 * Writes the links of a batch.
 *
 * @param issued How many were issued in this run: if the file can't be written, that must be told all the same.
 */
export async function writeLinks(
  path: string,
  items: readonly BatchItem[],
  base: string | undefined,
  issued: number,
): Promise<void> {
  const rows = items.map((item) => [quoted(item.row.item), formatId(item.id), linkOf(item, base) ?? ""].join(","));
  try {
    await writeText(path, `${[HEADER, ...rows].join("\n")}\n`, OWN);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { cause } = error;
    const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    const were = issued === 1 ? "was" : "were";
    fail(
      `${count(issued, "instrument")} ${were} issued, but the file ${path} of --links can't be written${code}; ` +
        "run it again with another --links: nothing is issued twice.",
      error,
    );
  }
}

/** The link of an item as it is printed; null where there is none. */
export function linkOf({ link }: BatchItem, base: string | undefined): string | null {
  return link === null ? null : printed(link, base);
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
