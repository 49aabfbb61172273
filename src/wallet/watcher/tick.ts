import { type Block, ZeroAddress } from "ethers";

import { blockAt, creationBlock } from "../../chain/block.ts";
import { type Asset, State } from "../constants.ts";
import { readMover } from "../holdings.ts";
import type { PlanInForce } from "../plans.ts";
import { plansAt, readTexts } from "../texts.ts";
import { bounded, heldOf, proposal, readArrivals, unique, unlisted } from "./arrivals.ts";
import type { Sight } from "./decide.ts";
import type { Tell } from "./event.ts";
import { failureText, isRefusal } from "./failure.ts";
import { readShape, shapeWarnings } from "./format.ts";
import { type Arrivals, forgetLogs, isNewReason, isNews, type WatchMemory } from "./memory.ts";
import type { Moment } from "./provable.ts";
import { isAborted } from "./pause.ts";
import { reminderDue } from "./reminders.ts";
import { WATCH_RULES } from "./rules.ts";
import { type Outlook, readSight } from "./sight.ts";
import { sendWhatIsDue } from "./send.ts";
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
 * spares readings and repeated lines. What goes wrong with one plan is told, and stops no other. Throws for faults of the node, once the other plans are served.
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
  const faults: unknown[] = [];
  for (let i = 0; i < plans.length; i += READS) {
    const some = plans.slice(i, i + READS);
    const seen = await Promise.allSettled(some.map((found) => look(pass, found)));
    for (const [place, found] of some.entries()) {
      signal.throwIfAborted();
      try {
        await serve(pass, found, seen[place]);
      } catch (error) {
        // Who registers a plan chooses what is called for it: nobody's shall keep the others from being served.
        if (isAborted(signal) || !(await isServing(watch))) throw error;
        faults.push(error);
      }
    }
  }
  // The block counts as seen once nothing of it is owed.
  if (faults.length !== 0) throw faults[0];
  memory.last = { number: block.number, hash: block.hash };
  return true;
}

type Looked = PromiseSettledResult<Awaited<ReturnType<typeof look>>> | undefined;

async function serve(pass: Pass, found: PlanInForce, looked: Looked): Promise<void> {
  if (looked?.status === "rejected") throw looked.reason;
  if (looked === undefined || looked.value === null) return;
  const { sight, arrived } = looked.value;
  tellOf(pass, found, sight);
  await sendWhatIsDue(pass, found, sight, arrived);
}

/** Whether the node still answers: then it was something else that failed. */
async function isServing({ node }: Watch): Promise<boolean> {
  return node.getBlockNumber().then(
    () => true,
    () => false,
  );
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

async function readPlans({ watch, memory, tell, head }: Pass): Promise<PlanInForce[]> {
  const { node, registry, accounts } = watch;
  memory.firstBlock ??= watch.firstBlock ?? (await creationBlock(node, registry));
  const again = confirmationsOf(watch);
  await readTexts(registry, node, memory.texts, { first: memory.firstBlock, head: head.number, again });
  return plansAt(registry, node, memory.texts, head.number, accounts, (account, version) => {
    const reason = "the text of its plan in force is in none of the events that were read: read from an earlier block";
    const about = { at: head.timestamp, account, version, act: null };
    if (isNews(memory, `${account} text`, `${version}`)) tell({ kind: "refused", ...about, reason });
  });
}

async function noticeShape({ watch, memory, tell, head }: Pass, account: string | null): Promise<void> {
  const before = memory.shape;
  if (before !== null && head.timestamp < before.at + SHAPE_FOR && before.shape.faults.length === 0) return;
  const shape = await readShape(watch.node, account);
  memory.shape = { shape, at: head.timestamp };
  for (const message of shapeWarnings(shape, before?.shape ?? null))
    if (isNews(memory, `format ${aboutAnyBlock(message)}`, "")) tell({ kind: "format", at: head.timestamp, message });
}

/** The same fault of every block is one. */
const aboutAnyBlock = (message: string): string => message.replaceAll(/block \d+|0x[0-9a-f]{64}/gi, "*");

/** Reads a plan; null where that can't be done, which is told. */
async function look(pass: Pass, found: PlanInForce): Promise<{ sight: Sight; arrived: Asset[] } | null> {
  const { watch, memory, head } = pass;
  const about = { at: head.timestamp, account: found.plan.account, version: found.version, act: null };
  const refused = (topic: string, reason: string): void => {
    if (isNewReason(memory, `${about.account} ${topic}`, reason)) pass.tell({ kind: "refused", ...about, reason });
  };
  try {
    const arrived = await noticeArrivals(pass, found).catch((error: unknown) => {
      // What a plan orders doesn't rest on it: if the node is down, what follows says so.
      refused("arrivals", `what came in is unknown: ${failureText(error)}`);
      return [];
    });
    const outlook = outlookOf(pass, found, head, arrived);
    const sight = await readSight(watch, found, outlook);
    const { triggeredAt, executableAt } = sight.status;
    if (outlook.late && triggeredAt !== 0n && head.timestamp >= executableAt)
      memory.late.set(found.plan.account, head.timestamp);
    return { sight, arrived };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refused("unread", failureText(error));
    return null;
  }
}

/** What a plan is read for at a block. Whether something has come in late is looked at once in a while. */
export function outlookOf(
  { watch, memory, gasPrice }: Pass,
  { plan }: PlanInForce,
  head: Moment,
  arrived: readonly Asset[],
): Outlook {
  const rules = watch.rules ?? WATCH_RULES;
  const last = memory.late.get(plan.account);
  return { head, gasPrice, rules, arrived, late: last === undefined || head.timestamp >= last + rules.late };
}

/** What came in that the plan doesn't list, as far as blocks have settled; a plan that would list it too is proposed once. */
async function noticeArrivals({ watch, memory, tell, head }: Pass, found: PlanInForce): Promise<Asset[]> {
  const { node, registry } = watch;
  const { plan, version } = found;
  const { account } = plan;
  if (watch.arrivals === false) return [];
  const settled = head.number - confirmationsOf(watch);
  const known = memory.arrivals.get(account);
  const from = known === undefined ? await blockAt(node, found.registeredAt) : known.readTo + 1;
  const came = settled < from ? [] : await readArrivals(node, account, { fromBlock: from, toBlock: settled });
  const assets = bounded(unique([...(known?.assets ?? []), ...came]));
  const held = came.length === 0 ? (known?.held ?? null) : null;
  const arrivals: Arrivals = { readTo: Math.max(settled, from - 1), assets, held };
  memory.arrivals.set(account, arrivals);
  if (plan.everything) return unlisted(plan, assets);
  const { mover } = await readMover(registry, plan, node, head.number);
  if (mover === null) return [];
  // Anybody can tell of any number of assets: they are looked at when something has come in, and not in each block.
  arrivals.held ??= await heldOf(node, assets, { ...mover, holder: ZeroAddress }, head.number);
  const ether = await heldOf(node, [], mover, head.number);
  const next = proposal(plan, [...ether, ...arrivals.held]);
  if (next === null) return [];
  const list = next.assets.map(({ token, id }) => `${token} ${id}`).join(" ");
  const added = next.assets.length - plan.assets.length;
  if (isNews(memory, `${account} ${version} proposal`, list))
    tell({ kind: "proposal", at: head.timestamp, account, version, added, next });
  return [];
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
