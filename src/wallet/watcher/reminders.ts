import { State } from "../constants.ts";
import type { Sight } from "./decide.ts";

/** The shares of the period at which an owner is reminded, in percent. */
export const REMINDER_STAGES = [50n, 75n, 90n] as const;

/** A stage that a plan's clock has reached; 0 = none. */
export type Stage = 0n | (typeof REMINDER_STAGES)[number];

/** What a watcher has said last of a plan's clock. */
export interface Reminded {
  version: bigint;
  lastLife: bigint;
  stage: Stage;
}

/**
 * When a stage of a plan's clock is reached, Unix seconds: the first second of it.
 *
 * @example
 * const half = stageFrom(plan, lastLife, 50n);
 */
export function stageFrom({ period }: { period: bigint }, lastLife: bigint, stage: bigint): bigint {
  return lastLife + (period * stage + 99n) / 100n;
}

/**
 * The stage that is in force at a moment.
 *
 * @example
 * stageAt(plan, lastLife, now); // 75n
 */
export function stageAt(plan: { period: bigint }, lastLife: bigint, now: bigint): Stage {
  return REMINDER_STAGES.findLast((stage) => now >= stageFrom(plan, lastLife, stage)) ?? 0n;
}

/**
 * What is to be remembered of a plan's clock, and whether its owner is to be told. He is told once of each stage; one who has just begun to watch tells the stage
 * that is in force. So a watcher that is started anew says again at most what holds anyhow, and one that slept over stages doesn't tell of those that are past.
 *
 * @param before What was remembered; undefined where this is the first look.
 * @example
 * const { tell, remember } = reminderDue(sight, now, reminded.get(account));
 */
export function reminderDue(
  sight: Sight,
  now: bigint,
  before: Reminded | undefined,
): { tell: Stage; remember: Reminded } {
  const { status, plan } = sight;
  const { version, lastLife } = status;
  const counts = status.state === State.ACTIVE && !hasUnprovenAct(sight);
  const stage = counts ? stageAt(plan, lastLife, now) : 0n;
  // The clock was set anew by life, or by another plan; a checkpoint only shows that it began earlier.
  const anew = before === undefined || before.version !== version || lastLife > before.lastLife;
  const told = anew ? 0n : before.stage;
  const remember = { version, lastLife, stage: stage > told ? stage : told };
  return { tell: stage > told ? stage : 0n, remember };
}

/** Whether the chain shows an act that the prover doesn't know of yet: then the owner needs no reminder. */
export function hasUnprovenAct({ prover }: Sight): boolean {
  return prover !== null && prover.allowed && prover.fact.since !== 0n && prover.nonce > prover.fact.nonce;
}
