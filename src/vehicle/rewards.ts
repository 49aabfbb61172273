import type { ContractRunner } from "ethers";

import { frameAt } from "../chain/frames.ts";
import { latestTimestamp } from "../chain/block.ts";
import { providerOf } from "../chain/runner.ts";
import { connectResidual, connectStake, type StakeLike } from "./connect.ts";
import { type Pool, poolId, poolStruct } from "./pools.ts";

/** What a pool is to a vehicle. */
export interface RewardsView {
  /** By what the pool is known. */
  pool: string;
  /** Whether the vehicle is in this one. */
  isMember: boolean;
  /** What could be taken now, in the smallest unit of the pool's token. */
  claimable: bigint;
  /** The frame of now, and what it was funded with, and all weights in it. */
  frame: bigint;
  funded: bigint;
  weight: bigint;
}

/**
 * What a pool is to a vehicle now.
 *
 * @example
 * const { claimable } = await readRewards(stake, vehicle, pool, provider);
 */
export async function readRewards(
  stake: StakeLike,
  vehicle: bigint,
  pool: Pool,
  runner: ContractRunner,
): Promise<RewardsView> {
  const contract = connectStake(stake, runner);
  const frame = frameAt(pool.clock, await latestTimestamp(providerOf(runner)));
  const [membership, claimable, { funded, weight }] = await Promise.all([
    contract.membershipOf(vehicle),
    contract.claimableOf(vehicle),
    contract.frameOf(poolStruct(pool), frame),
  ]);
  const id = poolId(pool);
  const isMember = membership.toLowerCase() === id;
  return { pool: id, isMember, claimable: isMember ? claimable : 0n, frame, funded, weight };
}

/** A guarantee for a vehicle's residual. */
export interface GuaranteeView {
  guarantor: string;
  /** In the smallest unit of the vehicle's unit of account. */
  amount: bigint;
  /** First second in which it is no more, Unix seconds. */
  until: bigint;
}

/** What is left of a vehicle, who has it and who stands for it. */
export interface ResidualView {
  /** The residual in its books, in the smallest unit of its unit of account, as `payable` is. */
  residual: bigint;
  /** How many shares each vehicle has. */
  shares: bigint;
  /** What all of them together would get if the vehicle ended now, or get since it has. */
  payable: bigint;
  guarantees: GuaranteeView[];
}

/**
 * What is left of a vehicle, and who stands for it.
 *
 * @example
 * const { residual, payable } = await readResidual(stake, vehicle, provider);
 */
export async function readResidual(stake: StakeLike, vehicle: bigint, runner: ContractRunner): Promise<ResidualView> {
  const contract = await connectResidual(stake, runner);
  const [{ residual }, shares, payable, guarantors] = await Promise.all([
    connectStake(stake, runner).bookOf(vehicle),
    contract.SHARES(),
    contract.payableOf(vehicle),
    contract.guarantorsOf(vehicle),
  ]);
  const guarantees = await Promise.all(
    guarantors.map(async (guarantor): Promise<GuaranteeView> => {
      const { amount, until } = await contract.guaranteeOf(vehicle, guarantor);
      return { guarantor, amount, until };
    }),
  );
  return { residual, shares, payable, guarantees };
}

/**
 * How many residual shares of a vehicle somebody has, and what they stand for by its books.
 *
 * @example
 * const { shares, worth } = await readShares(stake, vehicle, holder, provider);
 */
export async function readShares(
  stake: StakeLike,
  vehicle: bigint,
  holder: string,
  runner: ContractRunner,
): Promise<{ shares: bigint; worth: bigint }> {
  const contract = await connectResidual(stake, runner);
  const shares = await contract.balanceOf(holder, vehicle);
  return { shares, worth: await contract.worthOf(vehicle, shares) };
}
