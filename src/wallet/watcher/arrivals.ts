import { AbiCoder, getAddress, id, type Log, type Provider, ZeroAddress, zeroPadValue } from "ethers";

import { inBatches } from "../../chain/batches.ts";
import { readLogs } from "../../chain/logs.ts";
import { type Asset, AssetKind, ETHER, LIMITS, type Plan, SHARED } from "../constants.ts";
import { type Mover, readHolding } from "../holdings.ts";
import { sortedAssets } from "../plan.ts";

const TRANSFER = id("Transfer(address,address,uint256)");
const SINGLE = id("TransferSingle(address,address,address,uint256,uint256)");
const BATCH = id("TransferBatch(address,address,address,uint256[],uint256[])");

/**
 * What contracts say that an account received in a range of blocks: ERC-20, ERC-721 and ERC-1155, each once. What they say needn't be so: {@link heldOf} asks what is there.
 *
 * @example
 * const assets = await readArrivals(provider, account, { fromBlock: registered, toBlock: settled });
 */
export async function readArrivals(
  provider: Provider,
  account: string,
  { fromBlock, toBlock }: { fromBlock: number; toBlock: number },
): Promise<Asset[]> {
  const receiver = zeroPadValue(account, 32);
  const range = { fromBlock, toBlock };
  const logs = [
    ...(await readLogs(provider, { ...range, topics: [TRANSFER, null, receiver] })),
    ...(await readLogs(provider, { ...range, topics: [[SINGLE, BATCH], null, null, receiver] })),
  ];
  return unique(logs.flatMap(assetsIn));
}

/** The assets that a log tells of; none where it isn't one of a token after all. */
function assetsIn({ address, topics, data }: Log): Asset[] {
  const token = getAddress(address);
  const of = (kind: AssetKind, asset: bigint): Asset => ({ kind, token, id: asset, heir: SHARED });
  try {
    if (topics[0] === TRANSFER) {
      if (topics.length === 4) return [of(AssetKind.ERC721, BigInt(topics[3] ?? 0))];
      const [amount] = decoded(["uint256"], data) as [bigint];
      return topics.length === 3 && amount !== 0n ? [of(AssetKind.ERC20, 0n)] : [];
    }
    if (topics[0] === SINGLE) return [of(AssetKind.ERC1155, (decoded(["uint256", "uint256"], data) as [bigint])[0])];
    const [ids] = decoded(["uint256[]", "uint256[]"], data) as [bigint[]];
    return ids.map((asset) => of(AssetKind.ERC1155, asset));
  } catch {
    // Anybody may emit what looks like a transfer, and isn't.
    return [];
  }
}

function decoded(types: string[], data: string): unknown[] {
  return [...AbiCoder.defaultAbiCoder().decode(types, data)];
}

/** Assets without those that are there before. */
export function unique(assets: readonly Asset[]): Asset[] {
  const found = new Map<string, Asset>();
  for (const asset of assets) if (!found.has(keyOf(asset))) found.set(keyOf(asset), asset);
  return [...found.values()];
}

/** The most ids of one contract that are kept: anybody can tell of any number. */
const MOST_IDS = 32;
/** The most assets that are kept of an account. */
const MOST_KEPT = 512;

/**
 * Assets as many as can be looked after: of each contract the first few, and the newest of all.
 *
 * @example
 * const assets = bounded(unique([...known, ...came]));
 */
export function bounded(assets: readonly Asset[]): Asset[] {
  const ids = new Map<string, number>();
  const few = assets.filter(({ token }) => {
    const count = (ids.get(token) ?? 0) + 1;
    ids.set(token, count);
    return count <= MOST_IDS;
  });
  return few.slice(-MOST_KEPT);
}

/** How many assets are read at once. */
const READS = 25;

/** An asset, whoever gets it. */
export function keyOf({ token, id: asset }: Asset): string {
  return `${token.toLowerCase()} ${asset}`;
}

/**
 * Those of some assets that a plan doesn't list.
 *
 * @example
 * const missing = unlisted(plan, await readArrivals(provider, plan.account, range));
 */
export function unlisted({ assets }: Plan, arrived: readonly Asset[]): Asset[] {
  const listed = new Set(assets.map(keyOf));
  return arrived.filter((asset) => !listed.has(keyOf(asset)));
}

/**
 * Those of some assets that an account still holds; and the chain's own coin, where that can be moved.
 *
 * @example
 * const held = await heldOf(provider, arrived, { account, holder, executor }, block);
 */
export async function heldOf(
  provider: Provider,
  assets: readonly Asset[],
  mover: Mover,
  block: number,
): Promise<Asset[]> {
  const candidates = mover.holder === ZeroAddress ? [...assets] : unique([{ ...ETHER }, ...assets]);
  const found = await inBatches(candidates, READS, (asset) => readHolding(provider, asset, mover, block));
  return found.filter(({ held }) => (held ?? 0n) !== 0n).map(({ asset }) => asset);
}

/**
 * The plan that would take the place of one so that it lists further assets too, as far as there is room; null where there is nothing to add. By shares, since
 * nobody but the owner can say otherwise.
 *
 * @example
 * const next = proposal(plan, held);
 * if (next !== null) await supersede(owner, registry, { current: plan, next });
 */
export function proposal(plan: Plan, held: readonly Asset[]): Plan | null {
  if (plan.everything) return null;
  const room = Number(LIMITS.assets.most) - plan.assets.length;
  const added = unlisted(plan, unique(held)).slice(0, Math.max(0, room));
  return added.length === 0 ? null : { ...plan, assets: sortedAssets([...plan.assets, ...added]) };
}
