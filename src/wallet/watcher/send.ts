import type { Asset } from "../constants.ts";
import type { PlanInForce } from "../plans.ts";
import { type Act, decide, type Sight } from "./decide.ts";
import { failureText, isRefusal } from "./failure.ts";
import { isNews } from "./memory.ts";
import { type Outcome, perform } from "./perform.ts";
import type { Moment } from "./provable.ts";
import { WATCH_RULES } from "./rules.ts";
import { readSight } from "./sight.ts";
import type { Pass } from "./tick.ts";

/** The most that is sent for a plan in a pass: more would be a circle. */
const MOST_ACTS = 6;

/** Sends for a plan what is due, one thing after another, each decided anew from the newest block. */
export async function sendWhatIsDue(
  pass: Pass,
  found: PlanInForce,
  first: Sight,
  arrived: readonly Asset[],
): Promise<void> {
  let [sight, head] = [first, pass.head];
  for (let i = 0; i < MOST_ACTS; ++i) {
    const act = decided(pass, sight, head);
    if (act === null || !(await attempted(pass, found, sight, act, { head, arrived }))) return;
    const seen = await lookAgain(pass, found, arrived);
    [sight, head] = [seen.sight, seen.head];
  }
}

function decided({ watch, gasPrice }: Pass, sight: Sight, head: Moment): Act | null {
  const decision = decide(sight, head.timestamp, watch.rules ?? WATCH_RULES, gasPrice);
  return decision.kind === "nothing" ? null : decision;
}

/** Tries one thing, and says whether to go on. */
async function attempted(
  pass: Pass,
  found: PlanInForce,
  sight: Sight,
  act: Act,
  { head, arrived }: { head: Moment; arrived: readonly Asset[] },
): Promise<boolean> {
  const { watch, tell, memory, signal } = pass;
  const { account } = found.plan;
  const about = { at: head.timestamp, account, version: found.version, act: act.kind };
  const once = (kind: "due" | "waiting" | "refused", reason: string): void => {
    if (isNews(memory, `${account} ${kind}`, `${act.kind} ${reason}`)) tell({ kind, ...about, reason });
  };
  const { signer } = watch;
  if (signer === null || !(watch.acts?.includes(act.kind) ?? true)) {
    once("due", act.reason);
    return false;
  }
  let outcome: Outcome;
  try {
    outcome = await perform(watch, signer, sight, act, { head, signal });
  } catch (error) {
    if (signal.aborted || !isRefusal(error)) throw error;
    // Whether somebody else has done it, or the owner has acted: then something else is due now, or nothing.
    const now = await lookAgain(pass, found, arrived);
    const isStillDue = decided(pass, now.sight, now.head)?.kind === act.kind;
    if (isStillDue) once("refused", failureText(error));
    else tell({ kind: "overtaken", ...about });
    return !isStillDue;
  }
  if ("wait" in outcome) {
    once("waiting", outcome.wait);
    return false;
  }
  tell({ kind: "done", ...about, reason: act.reason, transactions: outcome.sent });
  return true;
}

async function lookAgain(
  { watch, gasPrice }: Pass,
  found: PlanInForce,
  arrived: readonly Asset[],
): Promise<{ sight: Sight; head: Moment }> {
  const block = await watch.node.getBlock("latest");
  if (block === null) throw new RangeError("The chain has no block");
  const head = { number: block.number, timestamp: BigInt(block.timestamp) };
  const rules = watch.rules ?? WATCH_RULES;
  return { sight: await readSight(watch, found, { head, gasPrice, rules, arrived }), head };
}
