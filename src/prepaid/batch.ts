import { type ContractTransactionReceipt, getAddress, type Signer } from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { latestTimestamp } from "../chain/block.ts";
import { CsvError } from "../chain/csv-records.ts";
import type { Progress } from "../chain/progress.ts";
import { providerOf } from "../chain/runner.ts";
import { mined, requireSettled } from "../chain/transaction.ts";
import type { BatchRow } from "./batch-csv.ts";
import { BatchError, BatchPageError, BatchShortError } from "./batch-errors.ts";
import { differencesOf, issuedBefore, type TermDifference } from "./batch-issued.ts";
import { claimKeyFrom } from "./batch-keys.ts";
import { BATCH_PAGE, refusalOf, requirePageSize } from "./batch-pages.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import type { Rules } from "./constants.ts";
import { explainError } from "./errors.ts";
import { idOf, numberInBatch, numberOf } from "./ids.ts";
import { encodeIssue, type IssueOrder } from "./issue.ts";
import { type ClaimLink, keyAddress } from "./links.ts";
import type { EventRange } from "./rules.ts";
import { chainIdOf } from "./signing.ts";
import { checkExpiry } from "./time.ts";

/** A row of a batch, and the instrument that it is. */
export interface BatchItem {
  row: BatchRow;
  id: bigint;
  /** How it is claimed; null where the row names a holder. */
  link: ClaimLink | null;
}

/** A row whose instrument was issued before with other terms; nothing was sent for it. */
export interface BatchDifference extends BatchItem {
  differs: TermDifference[];
}

/** What became of a batch. */
export interface BatchResult {
  issued: BatchItem[];
  /** Those that were issued before, as the rows want them; with their links. */
  alreadyThere: BatchItem[];
  /** Those that were issued before to keys, as the rows want them, and that others claimed or were given since: their links lead to nothing. */
  claimed: BatchItem[];
  /** Those that were issued before, as the rows want them, and taken back since: their links lead to nothing. */
  takenBack: BatchItem[];
  different: BatchDifference[];
  receipts: ContractTransactionReceipt[];
}

/** How a batch is issued. */
export interface BatchOptions extends EventRange {
  /** Its name: with the rows it makes the instruments' numbers, so that a second run finds what is there. */
  batch: string;
  /** Needed where a row has no holder; see {@link newBatchSecret}. */
  secret?: string;
  /** Instruments in a transaction; {@link BATCH_PAGE} unless it is named. */
  rowsPerPage?: number;
  /**
   * Told what is there and what is still to be issued, after all else was checked and before anything is sent: the place to keep the secret. What
   * it throws ends the run.
   */
  beforeIssue?: (found: BatchFound) => Promise<void>;
  onProgress?: (progress: Progress) => void;
}

/** What of a batch is there, and what is still to be issued. */
export interface BatchFound extends Pick<BatchResult, "alreadyThere" | "claimed" | "takenBack" | "different"> {
  due: BatchItem[];
}

/**
 * The instruments that the rows of a batch are, issued or not.
 *
 * @example
 * const items = await batchItems(company, vault, rows, { batch: "meals of May", secret });
 */
export async function batchItems(
  signer: Signer,
  vault: VaultLike,
  rows: readonly BatchRow[],
  { batch, secret }: Pick<BatchOptions, "batch" | "secret">,
): Promise<BatchItem[]> {
  const [purchaser, chainId, address] = await Promise.all([
    signer.getAddress(),
    chainIdOf(signer),
    connectVault(vault, signer).getAddress(),
  ]);
  return rows.map((row) => {
    const id = idOf(purchaser, numberInBatch(batch, row.item));
    if (row.holder !== null) return { row, id, link: null };
    if (secret === undefined) throw new RangeError(`Line ${row.line} has no holder: its claim key needs a secret`);
    const place = { chainId, vault: getAddress(address), id };
    return { row, id, link: { ...place, key: claimKeyFrom(secret, place) } };
  });
}

/**
 * Issues hundreds of instruments from the signer's balance, in pages. Can be run again after an interruption: what is there already is
 * compared and left out.
 *
 * @example
 * const rows = parseBatchCsv(text, { decimals, bucketLength, now });
 * const { issued, alreadyThere } = await issueBatch(company, vault, rows, { batch: "meals of May", secret });
 * for (const { link } of [...issued, ...alreadyThere]) if (link !== null) console.log(formatClaimLink(link));
 */
export async function issueBatch(
  signer: Signer,
  vault: VaultLike,
  rows: readonly BatchRow[],
  options: BatchOptions,
): Promise<BatchResult> {
  const { rowsPerPage = BATCH_PAGE } = options;
  requirePageSize(rowsPerPage);
  await requireSettled(signer, "nothing is issued twice");
  const contract = connectVault(vault, signer);
  const items = await batchItems(signer, contract, rows, options);
  const { due, ...there } = await foundOf(contract, signer, items, options);
  const result: BatchResult = { issued: [], ...there, receipts: [] };
  await requireExpiries(contract, signer, due);
  await requireFunds(contract, signer, due);
  await options.beforeIssue?.({ due, ...there });

  let done = items.length - due.length;
  const report = (): void => options.onProgress?.({ done, total: items.length });
  report();
  for (let i = 0; i < due.length; i += rowsPerPage) {
    const page = due.slice(i, i + rowsPerPage);
    result.receipts.push(await issuePage(contract, signer, page));
    result.issued.push(...page);
    done += page.length;
    report();
  }
  return result;
}

async function foundOf(
  vault: IPrepaidVault,
  signer: Signer,
  items: readonly BatchItem[],
  range: EventRange,
): Promise<BatchFound> {
  const before = await issuedBefore(
    vault,
    signer,
    items.map(({ id }) => id),
    range,
  );
  const found: BatchFound = { due: [], alreadyThere: [], claimed: [], takenBack: [], different: [] };
  for (const item of items) {
    const known = before.get(item.id);
    if (known === undefined) {
      found.due.push(item);
      continue;
    }
    const differs = differencesOf(known, orderOf(item));
    if (differs.length > 0) found.different.push({ ...item, differs });
    else if (known.takenBack) found.takenBack.push(item);
    else if (known.claimed) found.claimed.push(item);
    else found.alreadyThere.push(item);
  }
  return found;
}

async function requireFunds(vault: IPrepaidVault, signer: Signer, due: readonly BatchItem[]): Promise<void> {
  const needed = due.reduce((sum, { row }) => sum + row.amount, 0n);
  const balance = await vault.balanceOf(signer);
  if (balance < needed) throw new BatchShortError(needed, balance);
}

/** A row that is still to be issued must expire later; the others may have expired. */
async function requireExpiries(vault: IPrepaidVault, signer: Signer, due: readonly BatchItem[]): Promise<void> {
  const [bucketLength, now] = await Promise.all([vault.bucketLength(), latestTimestamp(providerOf(signer))]);
  for (const { row } of due) {
    try {
      checkExpiry(row.expiry, { now, bucketLength });
    } catch (error) {
      throw error instanceof RangeError ? new CsvError(row.line, "expiry", error.message) : error;
    }
  }
}

async function issuePage(
  vault: IPrepaidVault,
  signer: Signer,
  page: readonly BatchItem[],
): Promise<ContractTransactionReceipt> {
  const calls = await Promise.all(page.map((item) => encodeIssue(vault, signer, orderOf(item))));
  try {
    return await mined(vault.multicall(calls));
  } catch (error) {
    if (explainError(error) === null) throw error;
    // The vault's error doesn't say which of the calls it is of.
    for (const [place, item] of page.entries()) {
      const refused = await refusalOf(vault, calls[place] ?? "0x");
      if (refused !== undefined) throw new BatchError(item.row.line, explainError(refused), refused);
    }
    throw page.length > 1 ? new BatchPageError(page.length, error) : error;
  }
}

function orderOf({
  row,
  id,
  link,
}: BatchItem): IssueOrder & { number: bigint; holder: string; byKey: boolean; rules: Rules } {
  const { amount, expiry, rules } = row;
  return { number: numberOf(id), holder: holderOf(row, link), byKey: link !== null, amount, expiry, rules };
}

function holderOf({ holder, line }: BatchRow, link: ClaimLink | null): string {
  if (link !== null) return keyAddress(link.key);
  if (holder === null) throw new Error(`Line ${line} has neither holder nor key`);
  return holder;
}
