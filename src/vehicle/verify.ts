import type { ContractRunner } from "ethers";

import type { StakeLike } from "./connect.ts";
import { numberIn } from "./events.ts";
import { type EventRange, readHistory, type VehicleStep } from "./history.ts";
import { readValuer } from "./policy.ts";
import { type Books, readBooks } from "./read.ts";
import { Replay } from "./replay.ts";
import { cachedValuers } from "./worth.ts";

/** Something that was booked, as the chain told it and as it follows from all that was told before. */
export interface VerifiedStep {
  /** The event that told it. */
  event: string;
  /** Of a report; null for any other act. */
  sequence: bigint | null;
  block: number;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  /** In the smallest unit of the vehicle's unit of account, as the computed ones. */
  told: { value: bigint; residual: bigint };
  computed: { value: bigint; residual: bigint };
  agrees: boolean;
}

/** A vehicle's whole value history, recomputed. */
export interface Verification {
  steps: VerifiedStep[];
  /** The books as they follow from all events, and as the chain has them now. */
  computed: Books;
  books: Books;
  /** Whether all of it agrees. */
  agrees: boolean;
}

/**
 * Recomputes all that was ever booked for a vehicle, from its events and the rules of its policies alone, and compares it with what the chain told, step by step, and with its books now.
 *
 * @param range How many blocks a request asks for; all since the contract's creation are read.
 * @example
 * const { agrees, steps } = await verifyVehicle(stake, vehicle, provider);
 */
export async function verifyVehicle(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: Pick<EventRange, "pageSize"> = {},
): Promise<Verification> {
  const [history, books] = await Promise.all([
    readHistory(stake, vehicle, runner, range),
    readBooks(stake, vehicle, runner),
  ]);
  const replay = new Replay(cachedValuers((policy) => readValuer(policy, runner)));
  const steps: VerifiedStep[] = [];
  for (const step of history) {
    await replay.take(step);
    if (TOLD.has(step.name)) steps.push(verified(step, replay.books));
  }
  const computed = replay.books;
  const same = (["value", "residual", "consumed", "slashed", "credited"] as const).every(
    (name) => computed[name] === books[name],
  );
  return { steps, computed, books, agrees: same && steps.every(({ agrees }) => agrees) };
}

/** The events that tell what is booked. */
const TOLD: ReadonlySet<string> = new Set(["ConditionReported", "VehicleBooked"]);

/** What an event tells, beside what follows from all events up to it. */
function verified(step: VehicleStep, { value, residual }: Books): VerifiedStep {
  const { name: event, block, timestamp } = step;
  const sequence = event === "ConditionReported" ? numberIn(step, "sequence") : null;
  const told = { value: numberIn(step, "value"), residual: numberIn(step, "residual") };
  const agrees = told.value === value && told.residual === residual;
  return { event, sequence, block, timestamp, told, computed: { value, residual }, agrees };
}
