import { keccak256, ZeroAddress } from "ethers";

import { inBatches } from "../../chain/batches.ts";
import { timestampOf } from "../../chain/block.ts";
import { isRevert } from "../../chain/revert.ts";
import { openPlaces, type Status } from "../clock.ts";
import { connectExecutor, connectRegistry } from "../connect.ts";
import { type Asset, ETHER, type Plan, State } from "../constants.ts";
import type { NonceFact } from "../evidence.ts";
import { readStatus } from "../facts.ts";
import { readHolding, readMover } from "../holdings.ts";
import type { PlanInForce } from "../plans.ts";
import { readFact, requiredCode } from "../provers.ts";
import { unlisted } from "./arrivals.ts";
import type { ProverSight, RequestSight, Sight } from "./decide.ts";
import { earliestWithNonce, type Moment, provableBlocks } from "./provable.ts";
import { ACT_GAS, MOVE_GAS, type WatchRules, WHOLE } from "./rules.ts";
import { confirmationsOf, EVIDENCE_BACK, type Watch } from "./watch.ts";

/** What {@link readSight} looks from, and for. */
export interface Outlook {
  head: Moment;
  rules: WatchRules;
  gasPrice: bigint;
  /** Assets that came in, of those that the plan doesn't list. */
  arrived: readonly Asset[];
  /** Whether places that were taken up are looked at again, for what has come in since. */
  late: boolean;
}

/** How many assets are read at once. */
const READS = 25;

/**
 * Reads what a decision about a plan rests on, all of one block.
 *
 * @example
 * const sight = await readSight(watch, found, { head, rules, gasPrice, arrived: [] });
 */
export async function readSight(watch: Watch, { plan, registeredAt }: PlanInForce, at: Outlook): Promise<Sight> {
  const { node, registry } = watch;
  const block = at.head.number;
  const [status, fact, request, deposit] = await Promise.all([
    readStatus(registry, plan, node, { blockTag: block }),
    readFact(plan.source, plan.account, node, block),
    readRequest(watch, plan, block),
    connectRegistry(registry, node).bountiesOf(plan.account, { blockTag: block }),
  ]);
  const bounty = deposit < plan.bounty ? deposit : plan.bounty;
  const prover = fact === null ? null : await readProver(watch, plan, fact, status, at);
  const { places, further } = await readOpen(watch, plan, status, at);
  const collectible = await readCollectible(watch, plan, status, at, deposit);
  return { plan, registeredAt, status, prover, request, bounty, collectible, places, further };
}

/** What the registry would send the account now, where its heirs can have it then. */
async function readCollectible(
  { node, registry }: Watch,
  plan: Plan,
  status: Status,
  { head, gasPrice }: Outlook,
  deposit: bigint,
): Promise<bigint> {
  const movesEther = plan.everything || plan.assets.some(({ token }) => token === ZeroAddress);
  if (!movesEther || !canMove(status, head)) return 0n;
  const contract = connectRegistry(registry, node);
  const at = { blockTag: head.number };
  const due = status.state === State.DONE ? 0n : plan.bounty;
  const spare = deposit > due ? deposit - due : 0n;
  const amount = (await contract.creditOf(plan.account, at)) + spare;
  if (amount <= ACT_GAS * gasPrice) return 0n;
  // An account may refuse ether.
  return contract.collect.staticCall(plan, at).then(
    () => amount,
    (error: unknown) => {
      if (isRevert(error)) return 0n;
      throw error;
    },
  );
}

/** Whether a plan's assets may move now, as far as its clock says. */
function canMove({ state, executableAt }: Status, { timestamp }: Moment): boolean {
  const moves = state === State.GRACE || state === State.EXECUTING || state === State.DONE;
  return moves && timestamp >= executableAt;
}

async function readRequest({ node, registry }: Watch, plan: Plan, block: number): Promise<RequestSight | null> {
  const contract = connectRegistry(registry, node);
  const { requester, requestedAt } = await contract.requestOf(plan.account, { blockTag: block });
  if (requester === ZeroAddress) return null;
  // Until when silence was known then is on no view: what ending it would come to, the registry tells.
  const over = await contract.endRequest.staticCall(plan, { blockTag: block }).then(
    () => true,
    (error: unknown) => {
      if (isRevert(error)) return false;
      throw error;
    },
  );
  return { requester, requestedAt, over };
}

async function readProver(
  watch: Watch,
  plan: Plan,
  fact: NonceFact,
  status: Status,
  { head, rules }: Outlook,
): Promise<ProverSight> {
  const { node } = watch;
  const { account, source } = plan;
  const codeHash = await requiredCode(source, node, head.number);
  const [count, code, balance, silentUntil] = await Promise.all([
    node.getTransactionCount(account, head.number),
    node.getCode(account, head.number),
    node.getBalance(account, head.number),
    timestampOf(node, Math.max(0, head.number - (watch.evidenceBack ?? EVIDENCE_BACK))),
  ]);
  const allowed = codeHash === undefined ? code === "0x" : keccak256(code) === codeHash;
  const present = count !== 0 || balance !== 0n || code !== "0x";
  const nonce = BigInt(count);
  const known = { fact, nonce, allowed, present, silentUntil };
  const worthLooking =
    allowed && nonce === fact.nonce && status.state === State.ACTIVE && status.lastLife === fact.since;
  return { ...known, earliest: worthLooking ? await readEarliest(watch, plan, fact, head, rules) : null };
}

/** Looked for only where it could gain as much as makes a checkpoint worth it: within a short while after another one. */
async function readEarliest(
  watch: Watch,
  { account, period }: Plan,
  fact: NonceFact,
  head: Moment,
  rules: WatchRules,
): Promise<bigint | null> {
  const to = head.number - confirmationsOf(watch);
  const from = Math.max(0, head.number - (await provableBlocks(watch.node, head.number)));
  if (to < from) return null;
  const possible = fact.since - (await timestampOf(watch.node, from));
  if (possible * WHOLE < period * rules.gain) return null;
  if (BigInt(await watch.node.getTransactionCount(account, to)) !== fact.nonce) return null;
  return (await earliestWithNonce(watch.node, account, { from, to })).timestamp;
}

/** What a page would take up now: read only where one could be executed. */
async function readOpen(
  { node, registry }: Watch,
  plan: Plan,
  status: Status,
  { head, rules, gasPrice, arrived, late }: Outlook,
): Promise<{ places: bigint[]; further: Asset[] }> {
  const { version, triggeredAt } = status;
  if (!canMove(status, head)) return NOTHING;
  const block = { blockTag: head.number };
  const executor = await connectExecutor(registry, node);
  const execution = await executor.executionOf(plan.account, version, triggeredAt, block);
  const [executed, { mover }] = await Promise.all([
    executor.executedOf(execution, block),
    readMover(registry, plan, node, head.number),
  ]);
  if (mover === null) return NOTHING;
  const look = async (asset: Asset): Promise<Looked> => {
    const [{ held, movable }, claimed] = await Promise.all([
      readHolding(node, asset, mover, head.number),
      executor.claimableOf(execution, asset, block),
    ]);
    return { moves: movable > claimed, ends: held !== null && held <= claimed, movable };
  };
  const open = new Set(openPlaces(plan, executed));
  const looked = late ? plan.assets.map((_, place) => BigInt(place)) : [...open];
  const seen = await inBatches(looked, READS, async (place) => look(assetAt(plan, place)));
  // Anybody can send an account a wei: what comes in beside the list, or late, must be worth it.
  const isWorth = (asset: Asset, holding: Looked | undefined): boolean =>
    holding?.moves === true && (asset.token !== ZeroAddress || holding.movable > MOVE_GAS * gasPrice);
  // One that isn't approved stays open, and would cost its gas in vain each time.
  const places = looked.filter((place, i) =>
    open.has(place) ? seen[i]?.moves === true || seen[i]?.ends === true : isWorth(assetAt(plan, place), seen[i]),
  );
  const candidates = plan.everything ? furtherOf(plan, arrived, rules) : [];
  const found = await inBatches(candidates, READS, look);
  const further = candidates.filter((asset, i) => isWorth(asset, found[i]));
  return { places, further };
}

/** What would come of taking an asset up: something moves; it ends, since nothing is left; and how much could move at most. */
interface Looked {
  moves: boolean;
  ends: boolean;
  movable: bigint;
}

const NOTHING: { places: bigint[]; further: Asset[] } = { places: [], further: [] };

function assetAt({ assets }: Plan, place: bigint): Asset {
  const asset = assets[Number(place)];
  if (asset === undefined) throw new RangeError(`The plan has no place ${place}`);
  return asset;
}

/** What isn't listed, of what its operator trusts: ether needs no arrival that anybody tells of. */
function furtherOf(plan: Plan, arrived: readonly Asset[], { further }: WatchRules): Asset[] {
  const wanted = new Set(further.map((token) => token.toLowerCase()));
  return unlisted(plan, [{ ...ETHER }, ...arrived.filter(({ token }) => wanted.has(token.toLowerCase()))]);
}
