import { formatEther } from "ethers";

import { momentLabel } from "../../chain/calendar.ts";
import { durationLabel } from "../../chain/duration.ts";
import type { Status } from "../clock.ts";
import { type Asset, type Plan, State } from "../constants.ts";
import type { NonceFact, ProofUse } from "../evidence.ts";
import { ACT_GAS, ASSET_GAS, MOVE_GAS, PROOF_GAS, RECIPIENT_GAS, shareOver, type WatchRules, WHOLE } from "./rules.ts";

/** What the prover of a plan knows of its account, and what the chain shows now. */
export interface ProverSight {
  fact: NonceFact;
  /** The account's nonce now. */
  nonce: bigint;
  /** Whether it has the code now that it must have: none, or the delegation. */
  allowed: boolean;
  /** Whether the chain keeps it at all. */
  present: boolean;
  /** Time of the earliest block that can be proven in which it had this nonce; null where that wasn't looked for, or can't be known yet. */
  earliest: bigint | null;
  /** Time of the block that evidence of silence would be of. */
  silentUntil: bigint;
}

/** A request that nobody has ended. */
export interface RequestSight {
  requester: string;
  requestedAt: bigint;
  /** Whether anybody can end it: the owner has shown life since, or the plan is another one. */
  over: boolean;
}

/** All that a decision about a plan rests on, read from one block. */
export interface Sight {
  plan: Plan;
  registeredAt: bigint;
  status: Status;
  /** Null for a source of life that needs no proofs. */
  prover: ProverSight | null;
  request: RequestSight | null;
  /** What the account's deposit pays of its plan's bounty now, in wei. */
  bounty: bigint;
  /** What the account has at the registry, where its plan moves ether and that can be brought home now, in wei; 0 = nothing that is worth its gas. */
  collectible: bigint;
  /** Listed places that a page would take up now. */
  places: readonly bigint[];
  /** Assets that the plan doesn't list and that a page would move now. */
  further: readonly Asset[];
}

/** Something that a watcher sends. */
export type Act =
  | { kind: ProofUse; reason: string }
  | { kind: "trigger"; reason: string }
  | { kind: "endRequest"; reason: string }
  | { kind: "collect"; reason: string }
  | { kind: "execute"; reason: string; places: readonly bigint[]; further: readonly Asset[] };

/** What is to be sent for a plan next, or why nothing is. */
export type Decision = Act | { kind: "nothing"; reason: string };

/**
 * What is to be sent for a plan at a moment: the one thing that is due and worth its gas. Pure; whoever reads the same chain decides the same.
 *
 * @param gasPrice In wei.
 * @example
 * const { kind, reason } = decide(sight, now, WATCH_RULES, gasPrice);
 */
export function decide(sight: Sight, now: bigint, rules: WatchRules, gasPrice: bigint): Decision {
  const { status } = sight;
  if (status.state === State.NONE || status.state === State.CANCELLED) return nothing("there is no plan");
  const worth = (found: Decision): Decision => paidFor(found, sight, rules, gasPrice);
  const shown = sight.prover === null ? null : proofDue(sight, sight.prover, now, rules, gasPrice);
  if (shown !== null && shown.kind !== "nothing") return worth(shown);
  if (sight.request?.over === true)
    return worth({
      kind: "endRequest",
      reason: "the owner lives, or the plan is another one: the bond goes where it belongs",
    });
  if (shown !== null) return shown;
  switch (status.state) {
    case State.ACTIVE:
      return worth(triggerDue(sight, now));
    case State.GRACE:
    case State.EXECUTING:
    case State.DONE:
      return worth(executionDue(sight, now));
    case State.SUSPENDED:
      return nothing("the plan is suspended");
    case State.STOPPED:
      return nothing("the plan was stopped");
  }
}

/** The same, unless it costs more beyond its bounty than the operator would lose. */
function paidFor(found: Decision, sight: Sight, { mostLoss }: WatchRules, gasPrice: bigint): Decision {
  if (mostLoss === null || found.kind === "nothing") return found;
  const { bounty, status } = sight;
  const gas = gasOf(sight, found);
  // Who triggers is paid, and who completes.
  const isPaid = found.kind === "trigger" || (found.kind === "execute" && status.state !== State.DONE);
  const loss = gas * gasPrice - (isPaid ? bounty : 0n);
  return loss <= mostLoss ? found : nothing(`it would cost about ${formatEther(loss)} ETH more than it is paid`);
}

/** What an act takes, about, if nothing that is called for it wastes gas. */
export function gasOf({ plan, status }: Pick<Sight, "plan" | "status">, act: Act): bigint {
  if (act.kind === "trigger" || act.kind === "endRequest" || act.kind === "collect") return ACT_GAS;
  if (act.kind !== "execute") return PROOF_GAS;
  const others = BigInt((plan.tiers[Number(status.tier)]?.recipients.length ?? 1) - 1);
  const places = BigInt(act.places.length) * (ASSET_GAS + others * RECIPIENT_GAS);
  return ACT_GAS + places + BigInt(act.further.length) * (MOVE_GAS + others * RECIPIENT_GAS);
}

/** What must be proven before anything else can be decided; null where nothing must. */
function proofDue(
  { plan, status, registeredAt, request }: Sight,
  { fact, nonce, allowed, present, earliest }: ProverSight,
  now: bigint,
  rules: WatchRules,
  gasPrice: bigint,
): Decision | null {
  if (!allowed)
    return fact.suspendedAt >= registeredAt
      ? nothing("it is known that the account has other code than its plan is for")
      : { kind: "proveCode", reason: "the account has other code than its plan is for, which nobody would know later" };
  if (status.state === State.SUSPENDED) return nothing("the plan is suspended until its owner registers again");
  if (fact.since === 0n)
    return present
      ? { kind: "checkpoint", reason: "nothing is known of the account, so that its silence could never be shown" }
      : nothing("the chain doesn't keep the account: send it a wei, so that it can be proven");
  if (nonce < fact.nonce) return nothing("the node is behind what was proven");
  const over = shareOver(plan, status.lastLife, now);
  if (nonce > fact.nonce) {
    const why = activityWorth(status, request, over, rules, gasPrice);
    return why.worth ? { kind: "proveActivity", reason: why.reason } : nothing(why.reason);
  }
  const gain = earliest === null || earliest >= fact.since ? 0n : fact.since - earliest;
  // Where another life counts than the prover's, its fact alone changes nothing.
  if (status.state !== State.ACTIVE || status.lastLife !== fact.since || gain === 0n) return null;
  if (gain * WHOLE < plan.period * rules.gain) return null;
  if (isDear(rules, gasPrice)) return null;
  return { kind: "checkpoint", reason: `silence is known from ${durationLabel(gain)} earlier on` };
}

/** The owner has acted, and nobody has shown it: whether that must be shown now. */
function activityWorth(
  { state }: Status,
  request: RequestSight | null,
  over: bigint,
  rules: WatchRules,
  gasPrice: bigint,
): { worth: boolean; reason: string } {
  const worth = (reason: string) => ({ worth: true, reason });
  if (state === State.STOPPED || state === State.DONE) return { worth: false, reason: "nothing can be kept any more" };
  if (state === State.GRACE || state === State.EXECUTING)
    return worth("the owner has acted, and the plan is triggered");
  if (request !== null && !request.over) return worth("the owner has acted, and a recipient asks");
  const percent = `${over / 100n} % of the period are over`;
  if (over >= rules.urgentFrom) return worth(`the owner has acted, and ${percent}`);
  if (over < rules.proveFrom) return { worth: false, reason: `the owner has acted, and only ${percent}` };
  if (isDear(rules, gasPrice)) return { worth: false, reason: "gas is too dear for a proof that isn't urgent" };
  return worth(`the owner has acted, and ${percent}`);
}

function isDear({ mostCost }: WatchRules, gasPrice: bigint): boolean {
  return mostCost !== null && PROOF_GAS * gasPrice > mostCost;
}

function triggerDue({ status, prover }: Sight, now: bigint): Decision {
  const { triggerableAt } = status;
  const known = prover === null ? now : prover.silentUntil;
  if (known < triggerableAt) return nothing(`it can be triggered from ${momentLabel(triggerableAt)} on`);
  return { kind: "trigger", reason: `the owner has been silent since ${momentLabel(status.lastLife)}` };
}

function executionDue({ plan, status, collectible, places, further }: Sight, now: bigint): Decision {
  const { pausedUntil, executableAt, opensAt, accepted, confirmed, closesAt, tier } = status;
  if (now < pausedUntil) return nothing(`guardians hold it up until ${momentLabel(pausedUntil)}`);
  const from = executableAt > opensAt ? executableAt : opensAt;
  if (now < from) return nothing(`it can be executed from ${momentLabel(from)} on`);
  if (plan.guardians.confirm && !confirmed) return nothing("its guardians haven't confirmed it");
  if (!accepted) return nothing(`tier ${tier + 1n} can accept until ${momentLabel(closesAt)}`);
  if (collectible !== 0n)
    return { kind: "collect", reason: `${formatEther(collectible)} ETH of the account's lie at the registry` };
  if (places.length + further.length === 0) return nothing("there is nothing to move");
  return { kind: "execute", reason: `tier ${tier + 1n} receives`, places, further };
}

function nothing(reason: string): Decision {
  return { kind: "nothing", reason };
}
