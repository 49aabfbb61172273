import type { AddressLike, Signer } from "ethers";

import type { StakeLike } from "../connect.ts";
import { NEVER } from "../constants.ts";
import { numberIn } from "../events.ts";
import { type Act, act, theEvent } from "./act.ts";

/** A part that comes into a vehicle: both of one issuer, and of one owner. */
export interface PartPlace {
  part: bigint;
  vehicle: bigint;
  /** Of both, an address. */
  issuer: string;
  partCommitment: string;
  vehicleCommitment: string;
}

/**
 * Puts a part into a vehicle; by the owner of both.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleUnfit`, `VehiclePart`, `VehicleLocked`.
 * @example
 * await putIn(owner, stake, { part: battery, vehicle, issuer, partCommitment, vehicleCommitment });
 */
export async function putIn(
  signer: Signer,
  stake: StakeLike,
  { part, vehicle, issuer, partCommitment, vehicleCommitment }: PartPlace,
): Promise<Act> {
  return act(signer, stake, (contract) => contract.putIn(part, vehicle, issuer, partCommitment, vehicleCommitment));
}

/**
 * Takes a part out again; by the vehicle's owner.
 *
 * @returns The vehicle that it was in.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehiclePart`, `VehicleUnfit`, `VehicleLocked`.
 * @example
 * await takeOut(owner, stake, { part: battery, to: owner.address });
 */
export async function takeOut(
  signer: Signer,
  stake: StakeLike,
  { part, to }: { part: bigint; to: AddressLike },
): Promise<Act & { vehicle: bigint }> {
  const done = await act(signer, stake, (contract) => contract.takeOut(part, to));
  return { ...done, vehicle: numberIn(theEvent(done, "PartTakenOut"), "vehicle") };
}

/** A loan's hold on a vehicle. */
export interface LienTerms {
  vehicle: bigint;
  lender: AddressLike;
  /** As long as the vehicle shows this or more, it can't be claimed: in the smallest unit of its unit of account, above 0, and no more than it shows now. */
  minValue: bigint;
  /** First second in which the lien is no more, Unix seconds; it has no end unless one is named. */
  until?: bigint;
}

/**
 * Gives a lender a hold on a vehicle; by its owner.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleUnfit`, `VehicleLocked`, `VehicleLienTerms`, `VehiclePart`.
 * @example
 * await lock(owner, stake, { vehicle, lender: bank, minValue: 12_000_000_000n });
 */
export async function lock(
  signer: Signer,
  stake: StakeLike,
  { vehicle, lender, minValue, until = NEVER }: LienTerms,
): Promise<Act> {
  return act(signer, stake, (contract) => contract.lock(vehicle, lender, minValue, until));
}

/**
 * Lets go of a vehicle; by the lender, and by anybody once the lien has ended.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleLien`, `VehicleNotAllowed`.
 * @example
 * await unlock(bank, stake, { vehicle });
 */
export async function unlock(signer: Signer, stake: StakeLike, { vehicle }: { vehicle: bigint }): Promise<Act> {
  return act(signer, stake, (contract) => contract.unlock(vehicle));
}

/**
 * Takes a vehicle that shows less than the lien wants; by the lender.
 *
 * @returns What it showed, and should have, in the smallest unit of its unit of account.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleLien`, `VehicleNotAllowed`.
 * @example
 * const { value, minValue } = await claimLocked(bank, stake, { vehicle, to: bank.address });
 */
export async function claimLocked(
  signer: Signer,
  stake: StakeLike,
  { vehicle, to }: { vehicle: bigint; to: AddressLike },
): Promise<Act & { value: bigint; minValue: bigint }> {
  const done = await act(signer, stake, (contract) => contract.claimLocked(vehicle, to));
  const event = theEvent(done, "VehicleClaimedByLender");
  return { ...done, value: numberIn(event, "value"), minValue: numberIn(event, "minValue") };
}

/**
 * Says that a vehicle was taken; by its owner.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleUnfit`.
 * @example
 * await declareStolen(owner, stake, { vehicle });
 */
export async function declareStolen(signer: Signer, stake: StakeLike, { vehicle }: { vehicle: bigint }): Promise<Act> {
  return act(signer, stake, (contract) => contract.declareStolen(vehicle));
}

/**
 * Says that it is back; by its owner.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleUnfit`.
 * @example
 * await declareRecovered(owner, stake, { vehicle });
 */
export async function declareRecovered(
  signer: Signer,
  stake: StakeLike,
  { vehicle }: { vehicle: bigint },
): Promise<Act> {
  return act(signer, stake, (contract) => contract.declareRecovered(vehicle));
}

/** Who may read what of a vehicle's telemetry. */
export interface Permission {
  vehicle: bigint;
  reader: AddressLike;
  /** One bit for each kind of telemetry, as readers and servers agree on, below 2^208; 0 takes it back. */
  scopes: bigint;
  /** First second in which he may not any more, Unix seconds. */
  until: bigint;
}

/**
 * Lets somebody read a vehicle's telemetry; by its owner. Void when the vehicle is transferred.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehiclePart`, `VehicleTooLate`.
 * @example
 * await permit(owner, stake, { vehicle, reader: workshop, scopes: 0b11n, until: now + 7n * 86_400n });
 */
export async function permit(
  signer: Signer,
  stake: StakeLike,
  { vehicle, reader, scopes, until }: Permission,
): Promise<Act> {
  return act(signer, stake, (contract) => contract.permit(vehicle, reader, scopes, until));
}
