import { isError } from "ethers";

import { momentLabel } from "../../chain/calendar.ts";
import { TooMuchGasError } from "../../chain/transaction.ts";
import { type Asset, State } from "../constants.ts";
import type { PlanInForce } from "../plans.ts";
import { type Act, decide, type Sight } from "./decide.ts";
import { failureText, isRefusal } from "./failure.ts";
import { isNewReason } from "./memory.ts";
import { isAborted } from "./pause.ts";
import { type Outcome, perform } from "./perform.ts";
import type { Moment } from "./provable.ts";
import { heldBackUntil, noteSent } from "./restraint.ts";
import { WATCH_RULES } from "./rules.ts";
import { readSight } from "./sight.ts";
import { outlookOf, type Pass } from "./tick.ts";
import { isUnderWay } from "./under-way.ts";

const UNDER_WAY = "a transaction that is under way does it, or makes it void";

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
  const { plan, version } = found;
  const { account, period } = plan;
  const about = { at: head.timestamp, account, version, act: act.kind };
  const once = (kind: "due" | "waiting" | "refused", reason: string): false => {
    if (isNewReason(memory, `${account} ${kind}`, `${act.kind} ${reason}`)) tell({ kind, ...about, reason });
    return false;
  };
  const { signer } = watch;
  if (signer === null || !(watch.acts?.includes(act.kind) ?? true)) return once("due", act.reason);
  const sending = { key: keyOf(found, sight, act), period, now: head.timestamp };
  const until = heldBackUntil(memory, sending);
  if (until !== 0n) return once("waiting", `it is due again so soon that it is held back until ${momentLabel(until)}`);
  let outcome: Outcome;
  try {
    outcome = await perform(watch, signer, sight, act, { head, signal, memory });
  } catch (error) {
    if (isAborted(signal) || !isRefusal(error)) throw error;
    if (isPaidFor(error)) noteSent(memory, sending);
    // Whether somebody else has done it, or the owner has acted: then something else is due now, or nothing.
    const now = await lookAgain(pass, found, arrived);
    if (decided(pass, now.sight, now.head)?.kind === act.kind) {
      if (!isPaidFor(error) && (await isUnderWay(watch, plan, now.head))) return once("waiting", UNDER_WAY);
      return once("refused", failureText(error));
    }
    tell({ kind: "overtaken", ...about });
    return true;
  }
  if ("wait" in outcome) return once("waiting", outcome.wait);
  memory.stuck = null;
  const { sent, refused } = outcome;
  if (refused !== null) once("refused", refused);
  if (sent.length === 0) return false;
  noteSent(memory, sending);
  tell({ kind: "done", ...about, reason: act.reason, transactions: sent });
  return true;
}

/**
 * What is the same thing again. Nobody else makes these due: an act that must be shown at once, each time that the owner's nonce has risen, and a request that is over. Holding the
 * former back would let whoever asks often enough outrun it.
 */
function keyOf({ plan, version }: PlanInForce, { status, request, prover }: Sight, { kind }: Act): string {
  const about = [plan.account, version, kind];
  const isUrgent = status.state !== State.ACTIVE || request !== null;
  if (kind === "proveActivity" && isUrgent && prover !== null) about.push(prover.nonce);
  if (kind === "endRequest" && request !== null) about.push(request.requestedAt);
  return about.join(" ");
}

/** Whether something was refused in a block, or when enough was spent on it: that costs what doing it does. */
function isPaidFor(error: unknown): boolean {
  if (error instanceof TooMuchGasError) return true;
  return isError(error, "CALL_EXCEPTION") && (error.receipt ?? null) !== null;
}

async function lookAgain(
  pass: Pass,
  found: PlanInForce,
  arrived: readonly Asset[],
): Promise<{ sight: Sight; head: Moment }> {
  const { watch } = pass;
  const block = await watch.node.getBlock("latest");
  if (block === null) throw new RangeError("The chain has no block");
  const head = { number: block.number, timestamp: BigInt(block.timestamp) };
  return { sight: await readSight(watch, found, outlookOf(pass, found, head, arrived)), head };
}
