import { readFile } from "node:fs/promises";

import { parseBatchCsv, type BatchRow } from "../../src/prepaid/batch-csv.ts";
import type { VaultFacts } from "../../src/prepaid/connect.ts";
import type { MerchantList } from "../../src/prepaid/merchants.ts";
import { parseDuration } from "../../src/prepaid/time.ts";

/** The cards that the story needs of a file, to be told. */
const LEAST = { held: 60, linked: 30, expiries: 3 };

/** How a file of cards is read. */
export interface CardsContext {
  vault: VaultFacts;
  list: MerchantList;
  now: bigint;
  /** What the file counts from: "+31d" is this much later. */
  start: bigint;
}

/** Reads the file of cards; throws with line and column where it is wrong. */
export async function readCards(file: string | URL, { vault, list, now, start }: CardsContext): Promise<BatchRow[]> {
  const text = await readFile(file, "utf8");
  // A file with dates could be played in one year only.
  const dated = text.replace(/(?<=,)\+(\d[\w ]*)(?=,)/g, (_, wait: string) => `${start + parseDuration(wait)}`);
  const { decimals, bucketLength } = vault;
  const rows = parseBatchCsv(dated, { decimals, bucketLength, now, lists: { town: list } });
  const linked = rows.filter(({ holder }) => holder === null).length;
  const expiries = expiriesOf(rows).length;
  if (rows.length - linked < LEAST.held || linked < LEAST.linked || expiries !== LEAST.expiries) {
    throw new Error(
      `The file has ${rows.length - linked} cards with a holder and ${linked} with a link, and moments of lapse: ${expiries}; ` +
        `the scenario needs at least ${LEAST.held} and ${LEAST.linked}, and ${LEAST.expiries} moments`,
    );
  }
  return rows;
}

/** The moments at which cards of a file lapse, in order. */
export function expiriesOf(rows: readonly { expiry: bigint }[]): bigint[] {
  return [...new Set(rows.map(({ expiry }) => expiry))].sort((a, b) => (a < b ? -1 : 1));
}
