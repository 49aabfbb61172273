import { Contract, type ContractRunner } from "ethers";

import {
  type DepreciationPolicy,
  DepreciationPolicy__factory,
  type IResidualToken,
  IResidualToken__factory,
  type IValuationPolicy,
  IValuationPolicy__factory,
  type IVehicleStake,
} from "../ethers.ts";
import { STAKE_CODEC } from "./events.ts";

/** The contract of vehicles: as a contract object, or its address. */
export type StakeLike = IVehicleStake | string;

/**
 * The contract of vehicles as a typed contract.
 *
 * @example
 * const stake = connectStake(addressOf(31337, "VehicleStake"), provider);
 * await stake.bookOf(vehicle);
 */
export function connectStake(stake: StakeLike, runner: ContractRunner): IVehicleStake {
  if (typeof stake !== "string") return stake.connect(runner);
  // By an interface that is there already: to parse one of so many functions anew takes longer than most calls.
  return new Contract(stake, STAKE_CODEC, runner) as unknown as IVehicleStake;
}

/**
 * The residual shares of the vehicles of a contract, as a typed contract.
 *
 * @example
 * const shares = await (await connectResidual(stake, provider)).balanceOf(holder, vehicle);
 */
export async function connectResidual(stake: StakeLike, runner: ContractRunner): Promise<IResidualToken> {
  return IResidualToken__factory.connect(await connectStake(stake, runner).RESIDUAL(), runner);
}

/**
 * A policy as a typed contract, whatever its rules are.
 *
 * @example
 * const cut = await connectPolicy(policy, provider).haircut(86_400n);
 */
export function connectPolicy(policy: string, runner: ContractRunner): IValuationPolicy {
  return IValuationPolicy__factory.connect(policy, runner);
}

/**
 * A depreciation policy as a typed contract.
 *
 * @example
 * const terms = await connectDepreciationPolicy(policy, provider).terms();
 */
export function connectDepreciationPolicy(policy: string, runner: ContractRunner): DepreciationPolicy {
  return DepreciationPolicy__factory.connect(policy, runner);
}

/**
 * The address of the contract of vehicles.
 *
 * @example
 * const address = await addressOfStake(stake);
 */
export async function addressOfStake(stake: StakeLike): Promise<string> {
  return typeof stake === "string" ? stake : stake.getAddress();
}
