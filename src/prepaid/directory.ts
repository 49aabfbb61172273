import { type ContractRunner, type ContractTransactionReceipt, type Log, type Signer, toBeHex } from "ethers";

import { creationBlock } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { providerOf } from "../chain/runner.ts";
import type { Progress } from "../chain/progress.ts";
import { mined } from "../chain/transaction.ts";
import type { Categories } from "./categories.ts";
import { connectDirectory } from "./connect.ts";
import { type MerchantEntry, merchantList, type MerchantList } from "./merchants.ts";
import type { EventRange } from "./rules.ts";

/** How many entries are published in one transaction unless the caller says otherwise: nodes pass on up to about 2,000. */
export const DIRECTORY_PAGE = 1_000;

/**
 * Publishes a list of merchants on the chain, in pages: whoever has an instrument that names it can find it there. What the signer has
 * published of it before is left out.
 *
 * @example
 * await publishMerchants(company, addressOf(31337, "PrepaidDirectory"), list);
 */
export async function publishMerchants(
  signer: Signer,
  directoryAddress: string,
  list: MerchantList,
  options: EventRange & { entriesPerPage?: number; onProgress?: (progress: Progress) => void } = {},
): Promise<ContractTransactionReceipt[]> {
  const { entriesPerPage = DIRECTORY_PAGE } = options;
  if (!Number.isSafeInteger(entriesPerPage) || entriesPerPage < 1) {
    throw new RangeError(`A page of ${entriesPerPage} entries makes no sense`);
  }
  const directory = connectDirectory(directoryAddress, signer);
  const publisher = await signer.getAddress();
  const { entries } = list;
  const there = (await pagesOf(directoryAddress, list.root, signer, options)).get(publisher);
  const receipts: ContractTransactionReceipt[] = [];
  for (let first = 0; first < entries.length; first += entriesPerPage) {
    const page = entries.slice(first, first + entriesPerPage);
    const known = page.every((entry, place) => sameEntry(entry, there?.get(BigInt(first + place))));
    if (!known) receipts.push(await mined(directory.publish(list.root, first, page)));
    options.onProgress?.({ done: first + page.length, total: entries.length });
  }
  return receipts;
}

/**
 * Finds a published list by its root: of whatever anybody published under it, what has that root. Null where there is none. Names of
 * categories are not published.
 *
 * @example
 * const list = await findMerchants(directory, rules.merchants, provider);
 */
export async function findMerchants(
  directoryAddress: string,
  root: string,
  runner: ContractRunner,
  options: EventRange & { categories?: Categories } = {},
): Promise<MerchantList | null> {
  for (const pages of (await pagesOf(directoryAddress, root, runner, options)).values()) {
    const entries = [...pages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
    const list = listOrNull(entries, options.categories);
    if (list !== null && BigInt(list.root) === BigInt(root)) return list;
  }
  return null;
}

/** What each publisher published under a root, entry by entry; a later page replaces an earlier one. */
async function pagesOf(
  directoryAddress: string,
  root: string,
  runner: ContractRunner,
  range: EventRange,
): Promise<Map<string, Map<bigint, MerchantEntry>>> {
  const provider = providerOf(runner);
  const directory = connectDirectory(directoryAddress, provider);
  const logs: Log[] = await readLogs(provider, {
    address: directoryAddress,
    topics: [directory.interface.getEvent("MerchantsPublished").topicHash, toBeHex(BigInt(root), 32)],
    fromBlock: range.fromBlock ?? (await creationBlock(provider, directoryAddress)),
    ...(range.pageSize === undefined ? {} : { pageSize: range.pageSize }),
  });
  const found = new Map<string, Map<bigint, MerchantEntry>>();
  for (const log of logs) {
    const args = directory.interface.parseLog(log)?.args;
    if (args === undefined) continue;
    const publisher = args.getValue("publisher") as string;
    const first = args.getValue("first") as bigint;
    const entries = args.getValue("merchants") as { merchant: string; category: bigint }[];
    const pages = found.get(publisher) ?? new Map<bigint, MerchantEntry>();
    for (const [place, { merchant, category }] of entries.entries()) {
      pages.set(first + BigInt(place), { merchant, category });
    }
    found.set(publisher, pages);
  }
  return found;
}

/** A list, unless the entries make none: strangers may publish what they like. */
function listOrNull(entries: readonly MerchantEntry[], categories: Categories | undefined): MerchantList | null {
  try {
    return merchantList(entries, categories);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function sameEntry(entry: MerchantEntry, known: MerchantEntry | undefined): boolean {
  return known !== undefined && known.merchant === entry.merchant && known.category === entry.category;
}
