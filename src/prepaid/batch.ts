import {
  AbiCoder,
  type ContractTransactionReceipt,
  getAddress,
  hexlify,
  isHexString,
  keccak256,
  randomBytes,
  type Signer,
  toBeHex,
  zeroPadValue,
} from "ethers";

import type { IPrepaidVault, RulesStructOutput } from "../ethers.ts";
import { latestTimestamp } from "../chain/block.ts";
import { CsvError } from "../chain/csv-records.ts";
import type { Progress } from "../chain/progress.ts";
import { providerOf } from "../chain/runner.ts";
import { mined, requireSettled } from "../chain/transaction.ts";
import type { BatchRow } from "./batch-csv.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { PLAIN } from "./constants.ts";
import { type Explanation, explainError } from "./errors.ts";
import { idOf, numberInBatch, numberOf } from "./ids.ts";
import { encodeIssue, type IssueOrder } from "./issue.ts";
import { type ClaimLink, keyAddress } from "./links.ts";
import { decoded, logsOf, startingFrom, topicsOf } from "./reader.ts";
import { type EventRange, hashOfRules, rulesFromChain } from "./rules.ts";
import { chainIdOf } from "./signing.ts";
import { checkExpiry } from "./time.ts";

/**
 * How many instruments are issued in one transaction unless the caller says otherwise. A chain takes at most 2^24 gas a transaction
 * (EIP-7825); a page of this size fits it in every case, also where each has rules and a bucket of its own; only a
 * purchaser with hundreds of lapsed buckets prunes first, or takes smaller ones.
 */
export const BATCH_PAGE = 80;

/** A row of a batch, and the instrument that it is. */
export interface BatchItem {
  row: BatchRow;
  id: bigint;
  /** How it is claimed; null where the row names a holder. */
  link: ClaimLink | null;
}

/** A row whose instrument was issued before with other terms; nothing was sent for it. */
export interface BatchDifference extends BatchItem {
  /** What differs, as it was issued and as the row wants it. */
  differs: { what: "holder" | "amount" | "expiry" | "rules"; issued: string; wanted: string }[];
}

/** What became of a batch. */
export interface BatchResult {
  issued: BatchItem[];
  /** Those that were issued before, as the rows want them; with their links. */
  alreadyThere: BatchItem[];
  different: BatchDifference[];
  receipts: ContractTransactionReceipt[];
}

/** A row that the vault refuses; nothing of its page was issued, and what was issued before stays. */
export class BatchError extends Error {
  override readonly name: string = "BatchError";
  readonly line: number;
  /** Null for an error that isn't known. */
  readonly reason: Explanation | null;

  constructor(line: number, reason: Explanation | null, cause: unknown) {
    const told =
      reason === null ? String(cause instanceof Error ? cause.message : cause) : `${reason.cause} ${reason.remedy}`;
    super(`line ${line}: ${told}`, { cause });
    this.line = line;
    this.reason = reason;
  }
}

/** The purchaser's balance does not reach for a batch; nothing was sent. */
export class BatchShortError extends RangeError {
  override readonly name: string = "BatchShortError";
  /** Base units, as both. */
  readonly needed: bigint;
  readonly balance: bigint;

  constructor(needed: bigint, balance: bigint) {
    super(
      `The batch needs ${needed} base units, and the balance in the vault is ${balance}; deposit ${needed - balance} more`,
    );
    this.needed = needed;
    this.balance = balance;
  }
}

/**
 * A secret from which the claim keys of batches are derived. Whoever has it can claim whatever is unclaimed: it is kept like a key, and a
 * batch that is interrupted goes on only with the same.
 *
 * @example
 * const secret = newBatchSecret();
 */
export function newBatchSecret(): string {
  return hexlify(randomBytes(32));
}

/**
 * The claim key of an instrument, derived from a secret: another one for each instrument, vault and chain.
 *
 * @example
 * const key = claimKeyFrom(secret, { chainId, vault, id });
 */
export function claimKeyFrom(secret: string, { chainId, vault, id }: Omit<ClaimLink, "key">): string {
  if (!isHexString(secret, 32)) throw new RangeError("The secret is no 32 bytes as hex");
  const types = ["bytes32", "string", "uint256", "address", "uint256"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [secret, "lapse claim key", chainId, vault, id]));
}

/** How a batch is issued. */
export interface BatchOptions extends EventRange {
  /** Its name: with the rows it makes the instruments' numbers, so that a second run finds what is there. */
  batch: string;
  /** Needed where a row has no holder; see {@link newBatchSecret}. */
  secret?: string;
  /** Instruments in a transaction; {@link BATCH_PAGE} unless it is named. */
  rowsPerPage?: number;
  onProgress?: (progress: Progress) => void;
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
  if (!Number.isSafeInteger(rowsPerPage) || rowsPerPage < 1) {
    throw new RangeError(`A page of ${rowsPerPage} instruments makes no sense`);
  }
  await requireSettled(signer, "nothing is issued twice");
  const contract = connectVault(vault, signer);
  const items = await batchItems(signer, contract, rows, options);
  const before = await issuedBefore(contract, signer, items, options);
  const result: BatchResult = { issued: [], alreadyThere: [], different: [], receipts: [] };

  const due: BatchItem[] = [];
  for (const item of items) {
    const known = before.get(item.id);
    if (known === undefined) {
      due.push(item);
      continue;
    }
    const differs = differences(item, known);
    if (differs.length === 0) result.alreadyThere.push(item);
    else result.different.push({ ...item, differs });
  }
  await requireExpiries(contract, signer, due);
  await requireFunds(contract, signer, due);

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

/** What an instrument was issued as. */
interface IssuedTerms {
  holder: string;
  byKey: boolean;
  amount: bigint;
  expiry: bigint;
  rulesHash: string;
}

/** How many ids a node is asked for at once. */
const IDS_A_QUERY = 100;

/** What of a batch was issued before, from the events. */
async function issuedBefore(
  vault: IPrepaidVault,
  signer: Signer,
  items: readonly BatchItem[],
  range: EventRange,
): Promise<Map<bigint, IssuedTerms>> {
  const wanted = new Set(items.map(({ id }) => id));
  const purchaser = zeroPadValue(await signer.getAddress(), 32);
  const blocks = await startingFrom(vault, signer, range);
  const found = new Map<bigint, IssuedTerms>();
  for (const log of await logsOf(vault, signer, [topicsOf(vault, ["Issued"]), null, purchaser], blocks)) {
    const { args } = decoded(vault, log);
    const id = args.getValue("id") as bigint;
    if (!wanted.has(id)) continue;
    found.set(id, {
      holder: args.getValue("holder") as string,
      byKey: args.getValue("byKey") as boolean,
      amount: args.getValue("amount") as bigint,
      expiry: args.getValue("expiry") as bigint,
      rulesHash: hashOfRules(PLAIN),
    });
  }
  const ruled = new Set<bigint>();
  const topics = [...found.keys()].map((id) => toBeHex(id, 32));
  for (let i = 0; i < topics.length; i += IDS_A_QUERY) {
    const query = [topicsOf(vault, ["Ruled"]), topics.slice(i, i + IDS_A_QUERY)];
    for (const log of await logsOf(vault, signer, query, blocks)) {
      const { args } = decoded(vault, log);
      const id = args.getValue("id") as bigint;
      const terms = found.get(id);
      // The first of them is that of the issue; a split may rule again.
      if (terms === undefined || ruled.has(id)) continue;
      ruled.add(id);
      terms.rulesHash = hashOfRules(rulesFromChain(args.getValue("rules") as RulesStructOutput));
    }
  }
  return found;
}

function differences({ row, link }: BatchItem, issued: IssuedTerms): BatchDifference["differs"] {
  const holder = holderOf(row, link);
  const differs: BatchDifference["differs"] = [];
  const compare = (what: BatchDifference["differs"][number]["what"], before: string, wanted: string): void => {
    if (before !== wanted) differs.push({ what, issued: before, wanted });
  };
  const told = (address: string, byKey: boolean): string => (byKey ? `key ${address}` : address);
  compare("holder", told(issued.holder, issued.byKey), told(holder, link !== null));
  compare("amount", issued.amount.toString(), row.amount.toString());
  compare("expiry", issued.expiry.toString(), row.expiry.toString());
  compare("rules", issued.rulesHash, hashOfRules(row.rules));
  return differs;
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
      const call = calls[place] ?? "0x";
      const refused: unknown = await vault.multicall.staticCall([call]).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (refused !== undefined) throw new BatchError(item.row.line, explainError(refused), refused);
    }
    throw error;
  }
}

function orderOf({ row, id, link }: BatchItem): IssueOrder & { number: bigint } {
  const { amount, expiry, rules } = row;
  return { number: numberOf(id), holder: holderOf(row, link), byKey: link !== null, amount, expiry, rules };
}

function holderOf({ holder, line }: BatchRow, link: ClaimLink | null): string {
  if (link !== null) return keyAddress(link.key);
  if (holder === null) throw new Error(`Line ${line} has neither holder nor key`);
  return holder;
}
