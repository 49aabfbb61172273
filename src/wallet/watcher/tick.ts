import type { Block } from "ethers";

import { blockAt, creationBlock } from "../../chain/block.ts";
import { connectExecutor, connectLifeSource } from "../connect.ts";
import { type Asset, ETHER, State } from "../constants.ts";
import type { PlanInForce } from "../plans.ts";
import { heldOf, proposal, readArrivals, unique, unlisted } from "./arrivals.ts";
import type { Sight } from "./decide.ts";
import type { Tell } from "./event.ts";
import { failureText, isRefusal } from "./failure.ts";
import { readShape, shapeWarnings } from "./format.ts";
import { forgetLogs, isNews, type WatchMemory } from "./memory.ts";
import type { Moment } from "./provable.ts";
import { reminderDue } from "./reminders.ts";
import { WATCH_RULES } from "./rules.ts";
import { readSight } from "./sight.ts";
import { sendWhatIsDue } from "./send.ts";
import { plansAt, readTexts } from "./texts.ts";
import { confirmationsOf, type Watch } from "./watch.ts";

/** How many plans are read at once. */
const READS = 25;
/** How long the format of an account is taken for granted, in seconds. */
const SHAPE_FOR = 86_400n;

/** What one pass is about. */
export interface Pass {
  watch: Watch;
  memory: WatchMemory;
  tell: Tell;
  signal: AbortSignal;
  head: Moment;
  gasPrice: bigint;
}

/**
 * One pass over all plans, at the newest block: tells what is new, and sends what is due and worth its gas, one transaction after another. All that it does follows from the chain; `memory`
 * spares readings and repeated lines. Throws only for faults of the node: what goes wrong with one plan is told, and stops no other.
 *
 * @returns Whether there was a block that the last pass hasn't seen.
 * @example
 * const memory = newMemory();
 * await tick(watch, memory, (event) => console.log(lineOf(event)));
 */
export async function tick(
  watch: Watch,
  memory: WatchMemory,
  tell: Tell,
  signal: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  signal.throwIfAborted();
  const block = await newest(watch);
  if (memory.last?.hash === block.hash) return false;
  const head: Moment = { number: block.number, timestamp: BigInt(block.timestamp) };
  await noticeReorg(watch, memory, tell, head);
  const { gasPrice } = await watch.node.getFeeData();
  const pass: Pass = { watch, memory, tell, signal, head, gasPrice: gasPrice ?? 0n };
  const plans = await readPlans(pass);
  await noticeShape(pass, plans[0]?.plan.account ?? null);
  for (let i = 0; i < plans.length; i += READS) {
    const some = plans.slice(i, i + READS);
    const seen = await Promise.all(some.map((found) => look(pass, found)));
    for (const [place, found] of some.entries()) {
      signal.throwIfAborted();
      const sight = seen[place];
      if (sight === undefined || sight === null) continue;
      tellOf(pass, found, sight.sight);
      await sendWhatIsDue(pass, found, sight.sight, sight.arrived);
    }
  }
  memory.last = { number: block.number, hash: block.hash };
  return true;
}

type NewBlock = Pick<Block, "number" | "timestamp"> & { hash: string };

async function newest({ node }: Watch): Promise<NewBlock> {
  const block = await node.getBlock("latest");
  const hash = block?.hash ?? null;
  if (block === null || hash === null) throw new RangeError("The chain has no block");
  return { number: block.number, timestamp: block.timestamp, hash };
}

/** Where the block of the last pass is no more, whatever was read from logs is read again. */
async function noticeReorg({ node }: Watch, memory: WatchMemory, tell: Tell, head: Moment): Promise<void> {
  if (memory.last === null) return;
  const { number, hash } = memory.last;
  const block = await node.getBlock(number);
  if (block?.hash === hash) return;
  tell({ kind: "reorg", at: head.timestamp, number, was: hash, now: block?.hash ?? "none" });
  forgetLogs(memory);
}

async function readPlans({ watch, memory, head }: Pass): Promise<PlanInForce[]> {
  const { node, registry, accounts } = watch;
  memory.firstBlock ??= watch.firstBlock ?? (await creationBlock(node, registry));
  const again = confirmationsOf(watch);
  await readTexts(registry, node, memory.texts, { first: memory.firstBlock, head: head.number, again });
  return plansAt(registry, node, memory.texts, head.number, accounts);
}

async function noticeShape({ watch, memory, tell, head }: Pass, account: string | null): Promise<void> {
  const before = memory.shape;
  if (before !== null && head.timestamp < before.at + SHAPE_FOR && before.shape.faults.length === 0) return;
  const shape = await readShape(watch.node, account);
  memory.shape = { shape, at: head.timestamp };
  for (const message of shapeWarnings(shape, before?.shape ?? null))
    if (isNews(memory, `format ${message}`, message)) tell({ kind: "format", at: head.timestamp, message });
}

/** Reads a plan; null where that can't be done, which is told. */
async function look(pass: Pass, found: PlanInForce): Promise<{ sight: Sight; arrived: Asset[] } | null> {
  const { watch, head, gasPrice } = pass;
  const about = { at: head.timestamp, account: found.plan.account, version: found.version, act: null };
  const refused = (topic: string, reason: string): void => {
    if (isNews(pass.memory, `${about.account} ${topic}`, reason)) pass.tell({ kind: "refused", ...about, reason });
  };
  try {
    const arrived = await noticeArrivals(pass, found).catch((error: unknown) => {
      // What a plan orders doesn't rest on it: if the node is down, what follows says so.
      refused("arrivals", `what came in is unknown: ${failureText(error)}`);
      return [];
    });
    const sight = await readSight(watch, found, { head, gasPrice, rules: watch.rules ?? WATCH_RULES, arrived });
    return { sight, arrived };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refused("unread", failureText(error));
    return null;
  }
}

/** What came in that the plan doesn't list, as far as blocks have settled; a plan that would list it too is proposed once. */
async function noticeArrivals({ watch, memory, tell, head }: Pass, found: PlanInForce): Promise<Asset[]> {
  const { node, registry } = watch;
  const { plan, version } = found;
  const { account } = plan;
  if (watch.arrivals === false) return plan.everything ? unlisted(plan, [{ ...ETHER }]) : [];
  const settled = head.number - confirmationsOf(watch);
  const known = memory.arrivals.get(account);
  const from = known === undefined ? await blockAt(node, found.registeredAt) : known.readTo + 1;
  const came = settled < from ? [] : await readArrivals(node, account, { fromBlock: from, toBlock: settled });
  const assets = unique([...(known?.assets ?? []), ...came]);
  memory.arrivals.set(account, { readTo: Math.max(settled, from - 1), assets });
  const missing = unlisted(plan, assets);
  if (plan.everything) return unlisted(plan, [{ ...ETHER }, ...missing]);
  const at = { blockTag: head.number };
  const [holder, executor] = await Promise.all([
    connectLifeSource(plan.source, node).holderOf(account, at).catch(refusedAs(null)),
    connectExecutor(registry, node).then((contract) => contract.getAddress()),
  ]);
  if (holder === null) return [];
  const held = await heldOf(node, missing, { account, holder, executor }, head.number);
  const next = proposal(plan, held);
  if (next === null) return [];
  const list = next.assets.map(({ token, id }) => `${token} ${id}`).join(" ");
  const added = next.assets.length - plan.assets.length;
  if (isNews(memory, `${account} ${version} proposal`, list))
    tell({ kind: "proposal", at: head.timestamp, account, version, added, next });
  return [];
}

function refusedAs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (!isRefusal(error)) throw error;
    return value;
  };
}

/** Reminds the owner, and tells of what others have begun. */
function tellOf({ memory, tell, head }: Pass, { plan, version }: PlanInForce, sight: Sight): void {
  const { account } = plan;
  const { status, request } = sight;
  const about = { at: head.timestamp, account, version };
  const { tell: stage, remember } = reminderDue(sight, head.timestamp, memory.reminded.get(account));
  memory.reminded.set(account, remember);
  const { lastLife, triggerableAt, triggeredAt, executableAt } = status;
  if (stage !== 0n) tell({ kind: "reminder", ...about, stage, lastLife, triggerableAt });
  if (request !== null && !request.over && status.state === State.ACTIVE) {
    const { requester, requestedAt } = request;
    if (isNews(memory, `${account} requested`, `${version} ${requestedAt}`))
      tell({ kind: "requested", ...about, requester, requestedAt, triggerableAt });
  }
  if (status.state === State.GRACE && isNews(memory, `${account} triggered`, `${version} ${triggeredAt}`))
    tell({ kind: "triggered", ...about, triggeredAt, executableAt });
}
