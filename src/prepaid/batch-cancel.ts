import type { ContractTransactionReceipt, Signer } from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { latestTimestamp } from "../chain/block.ts";
import type { Progress } from "../chain/progress.ts";
import { providerOf } from "../chain/runner.ts";
import { eventsOf, mined, requireSettled } from "../chain/transaction.ts";
import { BatchPageError } from "./batch-errors.ts";
import { BATCH_PAGE, refusalOf, requirePageSize } from "./batch-pages.ts";
import type { BatchReference } from "./batch-rows.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { type Explanation, explainError } from "./errors.ts";
import { formatId, idOf, numberInBatch } from "./ids.ts";
import { type Instrument, readInstruments } from "./reader.ts";
import type { EventRange } from "./rules.ts";
import { rulesOfMany } from "./rules-of-many.ts";

/** A row of a batch whose instrument is to be taken back. */
export interface CancelItem {
  row: BatchReference;
  id: bigint;
  /** Base units of the asset that came back. */
  amount: bigint;
}

/**
 * Why an instrument can't be taken back: it was never issued under this name; it has expired, so that it returned or waits to be settled; it was
 * issued to a key, and an address has it now, which claimed it or was given it; it is delivered otherwise; or the vault refuses for a reason of
 * its own.
 */
export type CancelObstacle = "unknown" | "expired" | "claimed" | "delivered" | "refused";

/** A row whose instrument stays as it is. */
export interface CancelRefusal {
  row: BatchReference;
  id: bigint;
  obstacle: CancelObstacle;
  /** As it was read; null for one that was never issued. */
  instrument: Instrument | null;
  /** The vault's own words, where it refused. */
  reason: Explanation | null;
}

/** What became of a batch that was to be taken back. */
export interface CancelResult {
  cancelled: CancelItem[];
  /** Those that were taken back before, or settled. */
  before: CancelItem[];
  refused: CancelRefusal[];
  receipts: ContractTransactionReceipt[];
}

/** How a batch is taken back. */
export interface CancelOptions extends EventRange {
  /** Its name, as it was issued. */
  batch: string;
  /** Instruments in a transaction; {@link BATCH_PAGE} unless it is named. */
  rowsPerPage?: number;
  onProgress?: (progress: Progress) => void;
}

/**
 * Takes back, as their purchaser, what of a batch isn't delivered yet, in pages; says of each of the others why it stays. Can be run again after
 * an interruption: what was taken back is passed over. Throws a `RangeError` where rows that are known by their place are fewer than were issued:
 * each would stand for another instrument than it did.
 *
 * @example
 * const { cancelled, refused } = await cancelBatch(company, vault, parseBatchReferences(text), { batch: "meals of May" });
 * for (const { row, obstacle } of refused) console.log(row.item, obstacle);
 */
export async function cancelBatch(
  signer: Signer,
  vault: VaultLike,
  rows: readonly BatchReference[],
  options: CancelOptions,
): Promise<CancelResult> {
  const { rowsPerPage = BATCH_PAGE } = options;
  requirePageSize(rowsPerPage);
  await requireSettled(signer, "nothing is taken back twice");
  const contract = connectVault(vault, signer);
  await requireWhole(contract, signer, rows, options.batch);
  const result: CancelResult = { cancelled: [], before: [], refused: [], receipts: [] };
  const due = await dueOf(contract, signer, rows, options.batch, result);
  const rules = await rulesOfMany(
    contract,
    due.map(({ instrument }) => instrument),
    signer,
    options,
  );
  const calls = due.map((item): Call => {
    const known = rules.get(item.id);
    if (known === undefined) throw new Error("The rules of each instrument are found, or an error says which are not");
    return { ...item, data: contract.interface.encodeFunctionData("cancel", [item.id, known]) };
  });

  const report = (left: number): void => options.onProgress?.({ done: rows.length - left, total: rows.length });
  report(calls.length);
  for (let i = 0; i < calls.length; i += rowsPerPage) {
    await cancelPage(contract, calls.slice(i, i + rowsPerPage), result);
    report(Math.max(0, calls.length - i - rowsPerPage));
  }
  return result;
}

/** An instrument that can be taken back, as it was read. */
interface Due {
  row: BatchReference;
  id: bigint;
  instrument: Instrument;
}

interface Call extends Due {
  data: string;
}

/** Refuses a part of a file whose rows have no names: after a line that was taken out, each place means another instrument. */
async function requireWhole(
  vault: IPrepaidVault,
  signer: Signer,
  rows: readonly BatchReference[],
  batch: string,
): Promise<void> {
  if (!rows.some(({ placed }) => placed)) return;
  const next = idOf(await signer.getAddress(), numberInBatch(batch, `${rows.length + 1}`));
  const [more] = await readInstruments(vault, [next], signer);
  if (more === null || more === undefined) return;
  throw new RangeError(
    `The batch "${batch}" has more instruments than the ${rows.length} that are listed, and rows without the column item are known by their place; list all of them, as they were issued`,
  );
}

/** Those that can be taken back; of the others, the result tells. */
async function dueOf(
  vault: IPrepaidVault,
  signer: Signer,
  rows: readonly BatchReference[],
  batch: string,
  result: CancelResult,
): Promise<Due[]> {
  const purchaser = await signer.getAddress();
  const ids = rows.map(({ item }) => idOf(purchaser, numberInBatch(batch, item)));
  const now = await latestTimestamp(providerOf(signer));
  const instruments = await readInstruments(vault, ids, signer);
  return rows.flatMap((row, place): Due[] => {
    const id = ids[place] ?? 0n;
    const instrument = instruments[place] ?? null;
    if (instrument?.settled === true) {
      result.before.push({ row, id, amount: instrument.returned });
      return [];
    }
    const obstacle = obstacleOf(row, instrument, now);
    if (instrument !== null && obstacle === null) return [{ row, id, instrument }];
    result.refused.push({ row, id, obstacle: obstacle ?? "unknown", instrument, reason: null });
    return [];
  });
}

function obstacleOf(row: BatchReference, instrument: Instrument | null, now: bigint): CancelObstacle | null {
  if (instrument === null) return "unknown";
  if (instrument.expiry <= now) return "expired";
  if (!instrument.delivered) return null;
  return row.toKey === true && !instrument.byKey ? "claimed" : "delivered";
}

/** Takes back a page. What was claimed since it was read doesn't keep the others. */
async function cancelPage(vault: IPrepaidVault, page: readonly Call[], result: CancelResult): Promise<void> {
  if (page.length === 0) return;
  try {
    const receipt = await mined(vault.multicall(page.map(({ data }) => data)));
    result.receipts.push(receipt);
    result.cancelled.push(...(await cancelledIn(receipt, vault, page)));
  } catch (error) {
    if (explainError(error) === null) throw error;
    const fitting = await withoutRefused(vault, page, result);
    if (fitting.length === page.length) throw page.length > 1 ? new BatchPageError(page.length, error) : error;
    await cancelPage(vault, fitting, result);
  }
}

/** What came back in a transaction. */
async function cancelledIn(
  receipt: ContractTransactionReceipt,
  vault: IPrepaidVault,
  page: readonly Call[],
): Promise<CancelItem[]> {
  const events = eventsOf(receipt, await vault.getAddress(), vault.interface, "Cancelled");
  const amounts = new Map(events.map(({ args }) => [args.getValue("id") as bigint, args.getValue("amount") as bigint]));
  return page.map(({ row, id }) => ({ row, id, amount: amounts.get(id) ?? 0n }));
}

/** The calls of a page that the vault would take now; why it refuses each of the others, the result tells. */
async function withoutRefused(vault: IPrepaidVault, page: readonly Call[], result: CancelResult): Promise<Call[]> {
  const fitting: Call[] = [];
  for (const call of page) {
    const refused = await refusalOf(vault, call.data);
    if (refused === undefined) {
      fitting.push(call);
      continue;
    }
    const reason = explainError(refused);
    if (reason === null)
      throw new Error(`The node does not say why ${formatId(call.id)} can't be taken back`, { cause: refused });
    const { row, id, instrument } = call;
    result.refused.push({ row, id, obstacle: "refused", instrument, reason });
  }
  return fitting;
}
