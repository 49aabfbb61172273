import type { ContractRunner } from "ethers";

import { blockAt, creationBlock, latestTimestamp, timestampOf } from "../chain/block.ts";
import { momentLabel } from "../chain/calendar.ts";
import { providerOf } from "../chain/runner.ts";
import { addressOfStake, type StakeLike } from "./connect.ts";
import { State } from "./constants.ts";
import { numberIn } from "./events.ts";
import { type EventRange, eventsOfVehicle, readHistory, type VehicleStep } from "./history.ts";
import { vehicleLabel } from "./ids.ts";
import { readValuer } from "./policy.ts";
import { type Books, VehicleUnknownError } from "./read.ts";
import { Replay } from "./replay.ts";
import { cachedValuers } from "./worth.ts";

/** What a vehicle was in a second that is over. */
export interface PastValue {
  /** What it showed, its parts included, in the smallest unit of its unit of account. */
  value: bigint;
  state: State;
  /** Its books, without those of its parts. */
  books: Books;
}

/** The vehicle wasn't there yet. */
export class BeforeEnrolmentError extends RangeError {
  override readonly name: string = "BeforeEnrolmentError";
  readonly vehicle: bigint;
  /** Unix seconds. */
  readonly enrolledAt: bigint;

  constructor(vehicle: bigint, at: bigint, enrolledAt: bigint) {
    super(
      `At ${momentLabel(at)} vehicle ${vehicleLabel(vehicle)} wasn't enrolled yet: that was at ${momentLabel(enrolledAt)}; give a later moment`,
    );
    this.vehicle = vehicle;
    this.enrolledAt = enrolledAt;
  }
}

/**
 * What a vehicle showed in a second that is over: what `valueOf` would have answered then, recomputed from events and the rules of policies alone, so that no node needs to keep the state of that time. What was in blocks of that
 * second, or before, counts.
 *
 * @param at Unix seconds.
 * @param range How many blocks a request asks for; all since the contract's creation are read.
 * @throws {BeforeEnrolmentError} For a second before it was enrolled.
 * @throws {RangeError} For one that is to come: what it will show `readValue` says.
 * @throws {VehicleUnknownError} Where there is no such vehicle.
 * @example
 * const { value, books } = await pastValue(stake, vehicle, 1_900_000_000n, provider);
 */
export async function pastValue(
  stake: StakeLike,
  vehicle: bigint,
  at: bigint,
  runner: ContractRunner,
  range: Pick<EventRange, "pageSize"> = {},
): Promise<PastValue> {
  const provider = providerOf(runner);
  if (at > (await latestTimestamp(provider)))
    throw new RangeError(`The moment ${momentLabel(at)} is to come; give one that is over, or ask \`readValue\``);
  const fromBlock = await creationBlock(provider, await addressOfStake(stake));
  const within = { ...range, fromBlock, toBlock: await blockAt(provider, at) };
  const valuers = cachedValuers((policy) => readValuer(policy, runner));
  const live = async (id: bigint): Promise<{ history: VehicleStep[]; replay: Replay }> => {
    const history = await readHistory(stake, id, runner, within);
    const replay = new Replay(valuers);
    for (const step of history) await replay.take(step);
    return { history, replay };
  };
  const { history, replay } = await live(vehicle);
  const { state, books } = replay;
  if (state === State.NONE) throw await notYet(stake, vehicle, at, runner, { ...range, fromBlock });
  let value = await replay.shownAt(at);
  // Of one that shows nothing itself its parts don't count either.
  if (state === State.ACTIVE)
    for (const part of partsIn(vehicle, history)) value += await (await live(part)).replay.shownAt(at);
  return { value, state, books };
}

/** Which parts were in a vehicle after all that. */
function partsIn(vehicle: bigint, history: readonly VehicleStep[]): Set<bigint> {
  const parts = new Set<bigint>();
  for (const step of history) {
    if (step.name !== "PartPutIn" && step.name !== "PartTakenOut") continue;
    // It may be a part itself.
    if (numberIn(step, "vehicle") !== vehicle) continue;
    const part = numberIn(step, "part");
    if (step.name === "PartPutIn") parts.add(part);
    else parts.delete(part);
  }
  return parts;
}

/** Why there was no such vehicle then. */
async function notYet(
  stake: StakeLike,
  vehicle: bigint,
  at: bigint,
  runner: ContractRunner,
  range: EventRange,
): Promise<Error> {
  const [event] = await eventsOfVehicle(stake, vehicle, runner, ["VehicleEnrolled"], range);
  if (event === undefined) return new VehicleUnknownError(vehicle, await addressOfStake(stake));
  return new BeforeEnrolmentError(vehicle, at, await timestampOf(providerOf(runner), event.block));
}
