import type { ContractRunner } from "ethers";

import type { Vouched } from "./acts/care.ts";
import { addressOfStake, type StakeLike } from "./connect.ts";
import { textIn } from "./events.ts";
import { type EventRange, eventsOfVehicle } from "./history.ts";
import { VehicleUnknownError } from "./read.ts";

/** Who vouched for a vehicle, and by what it entered. */
export interface EnrolledBy extends Vouched {
  /** The key that it entered with. */
  key: string;
}

/**
 * Who vouched for a vehicle, which the contracts don't keep: it is in the event of its enrolment.
 *
 * @throws {VehicleUnknownError} Where there is none.
 * @example
 * const { issuer, commitment } = await readVouched(stake, vehicle, provider);
 */
export async function readVouched(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<EnrolledBy> {
  const [event] = await eventsOfVehicle(stake, vehicle, runner, ["VehicleEnrolled"], range);
  if (event === undefined) throw new VehicleUnknownError(vehicle, await addressOfStake(stake));
  return { issuer: textIn(event, "issuer"), commitment: textIn(event, "commitment"), key: textIn(event, "key") };
}

/**
 * The key of a vehicle now, whole: the contracts keep only a hash of one that is longer than an address, and events have it.
 *
 * @throws {VehicleUnknownError} Where there is none.
 * @example
 * const key = await readKey(stake, vehicle, provider);
 */
export async function readKey(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<string> {
  const events = await eventsOfVehicle(stake, vehicle, runner, ["VehicleEnrolled", "VehicleKeyRotated"], range);
  const last = events.at(-1);
  if (last === undefined) throw new VehicleUnknownError(vehicle, await addressOfStake(stake));
  return textIn(last, "key");
}
