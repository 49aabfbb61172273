import { keccak256, ZeroAddress } from "ethers";

import { timestampOf } from "../../chain/block.ts";
import { connectExecutor, connectLifeSource, connectRegistry } from "../connect.ts";
import { type Asset, type Plan, State } from "../constants.ts";
import type { NonceFact } from "../evidence.ts";
import { readStatus } from "../facts.ts";
import type { Status } from "../clock.ts";
import type { PlanInForce } from "../plans.ts";
import type { ProverSight, RequestSight, Sight } from "./decide.ts";
import { isRevert } from "./failure.ts";
import { type Mover, readHolding } from "./holdings.ts";
import { earliestWithNonce, type Moment, provableBlocks } from "./provable.ts";
import { MOVE_GAS, type WatchRules, WHOLE } from "./rules.ts";
import { factAt, readProverKind } from "./sources.ts";
import { confirmationsOf, type Watch } from "./watch.ts";

/** What {@link readSight} looks from, and for. */
export interface Outlook {
  head: Moment;
  rules: WatchRules;
  gasPrice: bigint;
  /** Assets that came in, of those that the plan doesn't list. */
  arrived: readonly Asset[];
}

/** How many blocks before the newest one evidence of silence is of. */
const EVIDENCE_BACK = 1;

/**
 * Reads what a decision about a plan rests on, all of one block.
 *
 * @example
 * const sight = await readSight(watch, found, { head, rules, gasPrice, arrived: [] });
 */
export async function readSight(watch: Watch, { plan, registeredAt }: PlanInForce, at: Outlook): Promise<Sight> {
  const { node, registry } = watch;
  const block = at.head.number;
  const [status, fact, request] = await Promise.all([
    readStatus(registry, plan, node, { blockTag: block }),
    factAt(plan.source, plan.account, node, block),
    readRequest(watch, plan, block),
  ]);
  const prover = fact === null ? null : await readProver(watch, plan, fact, status, at);
  const { places, further } = await readOpen(watch, plan, status, at);
  return { plan, registeredAt, status, prover, request, places, further };
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
  const { codeHash } = await readProverKind(source, node, head.number);
  const [count, code, balance, silentUntil] = await Promise.all([
    node.getTransactionCount(account, head.number),
    node.getCode(account, head.number),
    node.getBalance(account, head.number),
    timestampOf(node, Math.max(0, head.number - EVIDENCE_BACK)),
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
  { head, rules, gasPrice, arrived }: Outlook,
): Promise<{ places: bigint[]; further: Asset[] }> {
  const { state, executableAt, version, triggeredAt } = status;
  const moves = state === State.GRACE || state === State.EXECUTING || state === State.DONE;
  if (!moves || head.timestamp < executableAt) return { places: [], further: [] };
  const block = { blockTag: head.number };
  const executor = await connectExecutor(registry, node);
  const execution = await executor.executionOf(plan.account, version, triggeredAt, block);
  const [executed, holder, address] = await Promise.all([
    executor.executedOf(execution, block),
    holderOrNull(plan, node, head.number),
    executor.getAddress(),
  ]);
  if (holder === null) return { places: [], further: [] };
  const mover: Mover = { account: plan.account, holder, executor: address };
  const look = async (asset: Asset): Promise<{ moves: boolean; ends: boolean; movable: bigint }> => {
    const [{ readable, held, movable }, claimed] = await Promise.all([
      readHolding(node, asset, mover, head.number),
      executor.claimableOf(execution, asset, block),
    ]);
    return { moves: movable > claimed, ends: readable && held <= claimed, movable };
  };
  const places: bigint[] = [];
  for (const [place, asset] of plan.assets.entries()) {
    if (((executed >> BigInt(place)) & 1n) === 1n) continue;
    const seen = await look(asset);
    // One that isn't approved stays open, and would cost its gas in vain each time.
    if (seen.moves || seen.ends) places.push(BigInt(place));
  }
  const further: Asset[] = [];
  for (const asset of plan.everything ? furtherOf(arrived, rules) : []) {
    const seen = await look(asset);
    if (seen.moves && (asset.token !== ZeroAddress || seen.movable > MOVE_GAS * gasPrice)) further.push(asset);
  }
  return { places, further };
}

function furtherOf(arrived: readonly Asset[], { further }: WatchRules): Asset[] {
  const wanted = new Set([ZeroAddress, ...further.map((token) => token.toLowerCase())]);
  return arrived.filter(({ token }) => wanted.has(token.toLowerCase()));
}

async function holderOrNull({ source, account }: Plan, node: Watch["node"], block: number): Promise<string | null> {
  return connectLifeSource(source, node)
    .holderOf(account, { blockTag: block })
    .catch((error: unknown) => {
      if (isRevert(error)) return null;
      throw error;
    });
}
