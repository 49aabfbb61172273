import { type Due, type Plan, State, stateName, type Status } from "../../../src/wallet/index.ts";
import { duration, moment } from "../../support/format.ts";

/** Cells of the bar: most for the period, the rest for the grace. */
const PERIOD_CELLS = 24;
const GRACE_CELLS = 8;

/** The silence so far as a bar: the period, and behind it the grace. */
export function clockBar(plan: Plan, status: Status, now: bigint): string {
  const silent = now - status.lastLife;
  const isTriggered = status.triggeredAt !== 0n;
  const period = isTriggered ? PERIOD_CELLS : cells(silent, plan.period, PERIOD_CELLS);
  const grace = isTriggered
    ? cells(now - status.triggeredAt, status.executableAt - status.triggeredAt, GRACE_CELLS)
    : 0;
  const bar = `${filled(period, PERIOD_CELLS)}┃${filled(grace, GRACE_CELLS)}`;
  const share = isTriggered ? "triggered" : `${percent(silent, plan.period)} % of ${duration(plan.period)}`;
  return `${bar} ${share}, then ${duration(plan.grace)} of grace`;
}

function filled(count: number, of: number): string {
  return `${"█".repeat(count)}${"░".repeat(of - count)}`;
}

function cells(part: bigint, whole: bigint, of: number): number {
  if (whole <= 0n || part >= whole) return of;
  return part <= 0n ? 0 : Number((part * BigInt(of)) / whole);
}

function percent(part: bigint, whole: bigint): bigint {
  if (part >= whole) return 100n;
  return part <= 0n ? 0n : (part * 100n) / whole;
}

/** What a plan is, and until when, in a sentence. */
export function standing(plan: Plan, status: Status, now: bigint): string {
  const { state, lastLife, triggerableAt, executableAt, tier, accepted, opensAt, closesAt, pausedUntil } = status;
  switch (state) {
    case State.ACTIVE:
      return triggerableAt > now
        ? `Active: last life ${moment(lastLife, now)}; it can be triggered ${moment(triggerableAt, now)}.`
        : `Active, and due: last life ${moment(lastLife, now)}; anybody can trigger it since ${moment(triggerableAt, now)}.`;
    case State.GRACE:
    case State.EXECUTING: {
      const name = state === State.GRACE ? "In grace" : "Executing";
      const paused = pausedUntil > now ? `; guardians hold it up until ${moment(pausedUntil, now)}` : "";
      const unconfirmed = plan.guardians.confirm && !status.confirmed ? "; guardians must confirm first" : "";
      const from = executableAt > opensAt ? executableAt : opensAt;
      if (accepted) return `${name}: tier ${tier + 1n} receives, from ${moment(from, now)} on${paused}${unconfirmed}.`;
      return `${name}: tier ${tier + 1n} can accept from ${moment(opensAt, now)} to before ${moment(closesAt, now)}${paused}${unconfirmed}.`;
    }
    case State.DONE:
      return "Done: all that it lists has been taken up; what arrives later can still be executed.";
    case State.STOPPED:
      return "Stopped: the owner showed life after assets had moved; he can put another plan in its place.";
    case State.SUSPENDED:
      return "Suspended: the account has, or had, code that hides its life; the owner must put a plan in its place.";
    case State.NONE:
    case State.CANCELLED:
      return `It is ${stateName(state)}: there is no plan in force.`;
  }
}

/** What is due, one line each. */
export function dueLines(due: readonly Due[], now: bigint): (readonly [at: string, what: string])[] {
  return due.map(({ at, what, tier }) => [moment(at, now), tier === undefined ? what : `${what} (tier ${tier + 1n})`]);
}
