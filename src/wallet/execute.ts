import { type ContractTransactionReceipt, getAddress, type LogDescription, type Signer } from "ethers";

import type { AssetStructOutput, IPlanExecutor } from "../ethers.ts";
import { inBatches } from "../chain/batches.ts";
import type { Progress } from "../chain/progress.ts";
import { isRevert } from "../chain/revert.ts";
import { eventsOf, mined, TooMuchGasError } from "../chain/transaction.ts";
import { openPlaces } from "./clock.ts";
import { connectExecutor, type RegistryLike } from "./connect.ts";
import type { Asset, Plan } from "./constants.ts";
import { explainError } from "./errors.ts";
import { readStatus } from "./facts.ts";
import { readHoldings } from "./holdings.ts";
import { assetFromChain } from "./plan.ts";
import { type Evidence, evidenceFor } from "./silence.ts";

/** The most gas of a page: what a transaction can have (EIP-7825), less a tenth by which estimates may be wrong. */
export const PAGE_GAS = 15_000_000n;

/** What a transaction can have. */
const MOST_GAS = 2n ** 24n;
/** Places of the first page, before it is known what one costs. */
const FIRST_PAGE = 16;
/** How many assets are read at once. */
const READS = 25;
/** The most that the evidence, the plan's text and the proof leave room for. */
const MOST_PLACES = 128;

/** Something that a page did with an asset. */
export interface Moved {
  asset: Asset;
  /** Who got it. */
  to: string;
  amount: bigint;
}

/** Something that stays in the account until somebody takes it. */
export interface Claimable {
  asset: Asset;
  /** The recipient, as the plan has him. */
  who: string;
  amount: bigint;
}

/** What an execution did, in this run. */
export interface Execution {
  moved: Moved[];
  claimable: Claimable[];
  /** Assets of which there was nothing to move, and what the account holds of them. */
  unavailable: { asset: Asset; held: bigint }[];
  /** Assets that can't be moved by any transaction now, and why: one that takes more gas than there is stops no other. */
  refused: { asset: Asset; error: unknown }[];
  /** Whether every listed asset has been taken up, in this run or before. */
  complete: boolean;
  receipts: ContractTransactionReceipt[];
}

/** What to execute, and how. */
export interface ExecutionOrder {
  plan: Plan;
  /** Built anew for each page, where it is a function. */
  evidence?: Evidence;
  /** Places in the plan's list; all that haven't been taken up unless they are named, and those at which something has come in since. */
  places?: readonly bigint[];
  /** Assets that the plan doesn't list, where it says everything. */
  further?: readonly Asset[];
  /** The most gas of a page. */
  pageGas?: bigint;
  onProgress?: (progress: Progress) => void;
}

/**
 * Executes a plan in pages, each small enough for a transaction. A run that was interrupted is taken up where it ended: what has been taken up is left
 * out. Anybody may.
 *
 * @example
 * const { moved, claimable, complete } = await execute(keeper, registry, { plan });
 */
export async function execute(signer: Signer, registry: RegistryLike, order: ExecutionOrder): Promise<Execution> {
  const { plan, pageGas = PAGE_GAS, onProgress } = order;
  const executor = await connectExecutor(registry, signer);
  const places = order.places ?? (await placesToTake(executor, registry, plan, signer));
  const items: Item[] = [
    ...places.map((place): Item => ({ place })),
    ...(order.further ?? []).map((further): Item => ({ further })),
  ];
  const done: Execution = { moved: [], claimable: [], unavailable: [], refused: [], complete: false, receipts: [] };
  let size = FIRST_PAGE;
  for (let from = 0; from < items.length;) {
    const evidence = await evidenceFor(plan, order.evidence);
    const page = await fittingPage(executor, plan, items.slice(from, from + size), evidence, pageGas);
    from += page.count;
    if ("refused" in page) done.refused.push(page.refused);
    else {
      const receipt = await mined(executor.execute(plan, ...page.split, evidence, { gasLimit: page.gasLimit }));
      await addTo(done, executor, receipt);
      // As many as this page's gas lets expect, and not more than twice as many.
      const expected = Number((BigInt(page.count) * pageGas * 3n) / (page.gasLimit * 4n));
      size = Math.max(1, Math.min(expected, page.count * 2, MOST_PLACES));
    }
    onProgress?.({ done: from, total: items.length });
  }
  done.complete = openPlaces(plan, await executedOf(executor, registry, plan, signer)).length === 0;
  return done;
}

type Item = { place: bigint } | { further: Asset };
type Split = [places: bigint[], further: Asset[]];

/** What goes into a page, with the gas that it takes; or the one asset that goes into none. */
type Page =
  { split: Split; count: number; gasLimit: bigint } | { refused: { asset: Asset; error: unknown }; count: number };

/** As many of the items as go into a page, with the gas that they need. */
async function fittingPage(
  executor: IPlanExecutor,
  plan: Plan,
  items: readonly Item[],
  evidence: string,
  pageGas: bigint,
): Promise<Page> {
  const split: Split = [
    items.flatMap((item) => ("place" in item ? [item.place] : [])),
    items.flatMap((item) => ("further" in item ? [item.further] : [])),
  ];
  const half = (): Promise<Page> =>
    fittingPage(executor, plan, items.slice(0, Math.ceil(items.length / 2)), evidence, pageGas);
  let estimate: bigint;
  try {
    estimate = await executor.execute.estimateGas(plan, ...split, evidence);
  } catch (error) {
    // What is refused for the plan's sake is refused for any page; one that is too large fails for its gas, as one asset can.
    if (!isOfAssets(error)) throw error;
    return items.length > 1 ? half() : { refused: { asset: assetOf(plan, items[0]), error }, count: 1 };
  }
  if (estimate > pageGas && items.length > 1) return half();
  if (estimate > MOST_GAS) {
    const error = new TooMuchGasError(estimate, MOST_GAS);
    return { refused: { asset: assetOf(plan, items[0]), error }, count: 1 };
  }
  const ample = estimate + estimate / 10n;
  return { split, count: items.length, gasLimit: ample < MOST_GAS ? ample : MOST_GAS };
}

/** What an asset, or the gas that it takes, can be to blame for. */
const OF_ASSETS: ReadonlySet<string> = new Set(["ExecutorOutOfGas", "ReentrancyGuardReentrantCall"]);

function isOfAssets(error: unknown): boolean {
  const told = explainError(error);
  return told === null ? isRevert(error) : OF_ASSETS.has(told.name);
}

function assetOf({ assets }: Plan, item: Item | undefined): Asset {
  const asset = item === undefined ? undefined : "place" in item ? assets[Number(item.place)] : item.further;
  if (asset === undefined) throw new RangeError("The plan has no such place");
  return asset;
}

/** What has not been taken up, and that of which something has come in since. */
async function placesToTake(
  executor: IPlanExecutor,
  registry: RegistryLike,
  plan: Plan,
  signer: Signer,
): Promise<bigint[]> {
  const { version, triggeredAt } = await readStatus(registry, plan, signer);
  const execution = await executor.executionOf(plan.account, version, triggeredAt);
  const open = new Set(openPlaces(plan, await executor.executedOf(execution)));
  if (open.size === plan.assets.length) return [...open];
  const holdings = await readHoldings(registry, plan, signer);
  const isTaken = await inBatches(holdings, READS, async ({ asset, movable }, place) => {
    if (open.has(BigInt(place))) return true;
    return movable !== 0n && movable > (await executor.claimableOf(execution, asset));
  });
  return plan.assets.map((_, place) => BigInt(place)).filter((_, place) => isTaken[place]);
}

/** Which of the listed assets have been taken up under the trigger that stands. */
async function executedOf(
  executor: IPlanExecutor,
  registry: RegistryLike,
  plan: Plan,
  signer: Signer,
): Promise<bigint> {
  const { version, triggeredAt } = await readStatus(registry, plan, signer);
  return executor.executedOf(await executor.executionOf(plan.account, version, triggeredAt));
}

async function addTo(done: Execution, executor: IPlanExecutor, receipt: ContractTransactionReceipt): Promise<void> {
  const address = await executor.getAddress();
  const found = (name: string): LogDescription[] => eventsOf(receipt, address, executor.interface, name);
  const assetIn = ({ args }: LogDescription): Asset => assetFromChain(args.getValue("asset") as AssetStructOutput);
  const amountIn = ({ args }: LogDescription): bigint => args.getValue("amount") as bigint;
  done.receipts.push(receipt);
  for (const event of found("AssetMoved"))
    done.moved.push({
      asset: assetIn(event),
      to: getAddress(event.args.getValue("to") as string),
      amount: amountIn(event),
    });
  for (const event of found("ClaimRecorded"))
    done.claimable.push({
      asset: assetIn(event),
      who: event.args.getValue("who") as string,
      amount: amountIn(event),
    });
  for (const event of found("AssetUnavailable"))
    done.unavailable.push({ asset: assetIn(event), held: event.args.getValue("held") as bigint });
}
