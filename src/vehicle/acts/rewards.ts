import type { AddressLike, Signer } from "ethers";

import { ensureAllowance } from "../../chain/allowance.ts";
import { addressOfStake, type StakeLike } from "../connect.ts";
import { MOST_FUNDED_FRAMES } from "../constants.ts";
import { numberIn } from "../events.ts";
import { type Pool, poolStruct } from "../pools.ts";
import { type Act, act, anEvent, theEvent } from "./act.ts";

/**
 * Has a vehicle share a pool's rewards, from its next report on; by its owner.
 *
 * @param commitment The vehicle's, which shows that the pool's issuer vouches for it.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleUnfit`, `VehiclePool`, `VehicleClock`.
 * @example
 * await join(owner, stake, { vehicle, pool, commitment });
 */
export async function join(
  signer: Signer,
  stake: StakeLike,
  { vehicle, pool, commitment }: { vehicle: bigint; pool: Pool; commitment: string },
): Promise<Act> {
  return act(signer, stake, (contract) => contract.join(vehicle, poolStruct(pool), commitment));
}

/** Whose rewards, of which pool, and where they go. */
export interface RewardPlace {
  vehicle: bigint;
  pool: Pool;
  to: AddressLike;
}

/**
 * Leaves a pool, by the owner, who gets what is due. The weight in the current frame is lost.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehiclePool`.
 * @example
 * const { amount } = await quit(owner, stake, { vehicle, pool, to: owner.address });
 */
export async function quit(
  signer: Signer,
  stake: StakeLike,
  { vehicle, pool, to }: RewardPlace,
): Promise<Act & { amount: bigint }> {
  const done = await act(signer, stake, (contract) => contract.quit(vehicle, poolStruct(pool), to));
  return { ...done, amount: paidIn(done) };
}

/**
 * Takes a vehicle's rewards of all frames that have ended; by its owner.
 *
 * @returns How much it was, in the smallest unit of the pool's token.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehiclePool`, `VehicleNothing`.
 * @example
 * const { amount } = await claimRewards(owner, stake, { vehicle, pool, to: owner.address });
 */
export async function claimRewards(
  signer: Signer,
  stake: StakeLike,
  { vehicle, pool, to }: RewardPlace,
): Promise<Act & { amount: bigint }> {
  const done = await act(signer, stake, (contract) => contract.claim(vehicle, poolStruct(pool), to));
  return { ...done, amount: paidIn(done) };
}

function paidIn(done: Act): bigint {
  const paid = anEvent(done, "RewardPaid");
  return paid === null ? 0n : numberIn(paid, "amount");
}

/** What each of some frames is funded with. */
export interface Funding {
  pool: Pool;
  /** Its number by the pool's clock; see `frameAt`. It mustn't have ended. */
  firstFrame: bigint;
  /** How many frames, at most {@link MOST_FUNDED_FRAMES}; 1 unless it is named. */
  frames?: bigint;
  /** Of the pool's token, in its smallest unit, for each of them. */
  amount: bigint;
}

/**
 * Funds frames of a pool that haven't ended, and approves the pool's token for that where it isn't.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleFrames`, `VehicleFrame`, `VehicleClock`, `VehicleNothing`.
 * @example
 * await fundFrames(sponsor, stake, { pool, firstFrame: frameAt(pool.clock, now), frames: 4n, amount: 1_000_000_000n });
 * @throws {RangeError} Where so many frames can't be funded at once; nothing is approved then.
 */
export async function fundFrames(
  signer: Signer,
  stake: StakeLike,
  { pool, firstFrame, frames = 1n, amount }: Funding,
): Promise<Act> {
  if (frames < 1n || frames > MOST_FUNDED_FRAMES) {
    throw new RangeError(
      `${frames} frames can't be funded at once: at least one can, and at most ${MOST_FUNDED_FRAMES}`,
    );
  }
  await ensureAllowance(signer, pool.token, await addressOfStake(stake), frames * amount);
  return act(signer, stake, (contract) => contract.fund(poolStruct(pool), firstFrame, frames, amount));
}

/**
 * Takes back what the signer has funded for a frame that ended without any weight.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleFrame`, `VehicleNothing`.
 * @example
 * const { amount } = await reclaim(sponsor, stake, { pool, frame, to: sponsor.address });
 */
export async function reclaim(
  signer: Signer,
  stake: StakeLike,
  { pool, frame, to }: { pool: Pool; frame: bigint; to: AddressLike },
): Promise<Act & { amount: bigint }> {
  const done = await act(signer, stake, (contract) => contract.reclaim(poolStruct(pool), frame, to));
  return { ...done, amount: numberIn(theEvent(done, "PoolReclaimed"), "amount") };
}
