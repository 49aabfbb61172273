import type { AddressLike, Signer } from "ethers";

import { ensureAllowance } from "../../chain/allowance.ts";
import { connectResidual, connectStake, type StakeLike } from "../connect.ts";
import { numberIn } from "../events.ts";
import { type Act, residualAct, theEvent } from "./act.ts";

/**
 * Lets somebody guarantee for a vehicle, or no more; by its owner.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `ResidualNotOwner`.
 * @example
 * await admitGuarantor(owner, stake, { vehicle, guarantor: insurer });
 */
export async function admitGuarantor(
  signer: Signer,
  stake: StakeLike,
  { vehicle, guarantor, admitted = true }: { vehicle: bigint; guarantor: AddressLike; admitted?: boolean },
): Promise<Act> {
  return residualAct(signer, stake, (contract) => contract.admit(vehicle, guarantor, admitted));
}

/**
 * Puts money behind a vehicle, by a guarantor whom its owner has admitted; approves the unit of account for that where it isn't.
 *
 * @param amount In the smallest unit of the vehicle's unit of account.
 * @param until First second in which it binds no more, Unix seconds.
 * @returns What arrived.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `ResidualUnfit`, `ResidualNotAdmitted`, `ResidualUntil`, `ResidualFull`, `ResidualNothing`.
 * @example
 * const { arrived } = await guarantee(insurer, stake, { vehicle, amount: 5_000_000_000n, until: now + 365n * 86_400n });
 */
export async function guarantee(
  signer: Signer,
  stake: StakeLike,
  { vehicle, amount, until }: { vehicle: bigint; amount: bigint; until: bigint },
): Promise<Act & { arrived: bigint }> {
  const { unit } = await connectStake(stake, signer).vehicle(vehicle);
  const residual = await connectResidual(stake, signer);
  await ensureAllowance(signer, unit, residual, amount);
  const done = await residualAct(signer, stake, (contract) => contract.fund(vehicle, amount, until));
  return { ...done, arrived: numberIn(theEvent(done, "GuaranteeFunded"), "amount") };
}

/**
 * Takes a guarantee back; by the guarantor.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `ResidualNothing`, `ResidualBound`.
 * @example
 * const { amount } = await takeGuaranteeBack(insurer, stake, { vehicle, to: insurer.address });
 */
export async function takeGuaranteeBack(
  signer: Signer,
  stake: StakeLike,
  { vehicle, to }: { vehicle: bigint; to: AddressLike },
): Promise<Act & { amount: bigint }> {
  const done = await residualAct(signer, stake, (contract) => contract.takeBack(vehicle, to));
  return { ...done, amount: numberIn(theEvent(done, "GuaranteeTakenBack"), "amount") };
}

/**
 * Redeems the signer's residual shares of a vehicle that has ended for good; all of them unless fewer are named.
 *
 * @param shares Of 10^18 that each vehicle has.
 * @returns How many they were, and what was paid for them, in the smallest unit of the vehicle's unit of account.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `ResidualNotFinal`, `ResidualNothing`.
 * @example
 * const { amount } = await redeem(holder, stake, { vehicle, to: holder.address });
 */
export async function redeem(
  signer: Signer,
  stake: StakeLike,
  { vehicle, to, shares }: { vehicle: bigint; to: AddressLike; shares?: bigint },
): Promise<Act & { shares: bigint; amount: bigint }> {
  const residual = await connectResidual(stake, signer);
  const given = shares ?? (await residual.balanceOf(signer, vehicle));
  const done = await residualAct(signer, stake, (contract) => contract.redeem(vehicle, given, to));
  return { ...done, shares: given, amount: numberIn(theEvent(done, "ResidualRedeemed"), "amount") };
}
