import type { ContractTransactionReceipt, Signer } from "ethers";

import { mined } from "../chain/transaction.ts";
import { connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";

/**
 * Brings in ether from which the bounties of an account's plans are paid. Anybody may.
 *
 * @example
 * await fundBounties(owner, registry, { account: owner.address, amount: parseEther("0.02") });
 */
export async function fundBounties(
  signer: Signer,
  registry: RegistryLike,
  { account, amount }: { account: string; amount: bigint },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).fundBounties(account, { value: amount }));
}

/**
 * Takes back ether for bounties of the signer's plans.
 *
 * @example
 * await withdrawBounties(owner, registry, { to: owner.address, amount: await registry.bountiesOf(owner) });
 */
export async function withdrawBounties(
  signer: Signer,
  registry: RegistryLike,
  { to, amount }: { to: string; amount: bigint },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).withdrawBounties(to, amount));
}

/**
 * Takes what the signer was credited: bonds and bounties.
 *
 * @example
 * await withdrawCredit(keeper, registry, { to: keeper.address });
 */
export async function withdrawCredit(
  signer: Signer,
  registry: RegistryLike,
  { to }: { to: string },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).withdraw(to));
}

/**
 * Brings an account whose plan is due home what it has at the registry: what it was credited, and the ether for bounties that none will be paid from.
 * Anybody may; where the plan moves ether, its heirs have it then.
 *
 * @example
 * await collectEther(keeper, registry, { plan });
 * await execute(keeper, registry, { plan });
 */
export async function collectEther(
  signer: Signer,
  registry: RegistryLike,
  { plan }: { plan: Plan },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).collect(plan));
}
