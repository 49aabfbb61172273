import type { AddressLike, ContractTransactionReceipt, Signer } from "ethers";

import { ensureAllowance } from "../chain/allowance.ts";
import { eventsOf, mined } from "../chain/transaction.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { byWay } from "./ways.ts";

/**
 * Brings in the signer's asset: approves what is missing of the allowance, then deposits.
 *
 * @example
 * await deposit(company, vault, { amount: 10_000_000_000n });
 */
export async function deposit(
  signer: Signer,
  vault: VaultLike,
  terms: {
    /** Base units of the asset. */
    amount: bigint;
    /** Who has the balance; the signer unless it is named. */
    to?: AddressLike;
  },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  await ensureAllowance(signer, await contract.asset(), contract, terms.amount);
  return mined(contract.deposit(terms.amount, terms.to ?? (await signer.getAddress())));
}

/**
 * Brings in ether, where the vault's asset is wrapped ether. Throws {@link WayUnknownError} where it isn't.
 *
 * @example
 * await depositEther(company, vault, { amount: parseEther("2") });
 */
export async function depositEther(
  signer: Signer,
  vault: VaultLike,
  terms: { amount: bigint; to?: AddressLike },
): Promise<ContractTransactionReceipt> {
  const to = terms.to ?? (await signer.getAddress());
  const contract = connectVault(vault, signer);
  return byWay("ether", contract, signer, mined(contract.depositEther(to, { value: terms.amount })));
}

/** What a withdrawal paid. */
export interface Withdrawal {
  /** Base units of the asset. */
  amount: bigint;
  receipt: ContractTransactionReceipt;
}

/**
 * Pays out of the signer's balance, with all that has come back by now: all of it, or an amount. Throws {@link WayUnknownError} where ether is wanted
 * and the asset is no wrapped ether.
 *
 * @example
 * const { amount } = await withdraw(company, vault);
 */
export async function withdraw(
  signer: Signer,
  vault: VaultLike,
  terms: {
    /** Base units of the asset; all of the balance unless it is named. */
    amount?: bigint;
    /** Who is paid; the signer unless it is named. */
    to?: AddressLike;
    /** Whether it is paid as ether, where the asset is wrapped ether. */
    ether?: boolean;
  } = {},
): Promise<Withdrawal> {
  const contract = connectVault(vault, signer);
  const self = await signer.getAddress();
  const to = terms.to ?? self;
  if (terms.ether === true) {
    const amount = terms.amount ?? (await contract.balanceOf(self));
    return { amount, receipt: await byWay("ether", contract, signer, mined(contract.withdrawEther(amount, to))) };
  }
  if (terms.amount !== undefined) {
    return { amount: terms.amount, receipt: await mined(contract.withdraw(terms.amount, to)) };
  }
  const receipt = await mined(contract.withdrawAll(to));
  // What came back between the look and the block is paid too.
  const [paid] = eventsOf(receipt, await contract.getAddress(), contract.interface, "Transfer");
  return { amount: paid === undefined ? 0n : (paid.args.getValue("value") as bigint), receipt };
}

/**
 * Gives some of the signer's balance to somebody else, within the vault.
 *
 * @example
 * await transferBalance(company, vault, { to: daughter, amount: 5_000_000n });
 */
export async function transferBalance(
  signer: Signer,
  vault: VaultLike,
  terms: { to: AddressLike; amount: bigint },
): Promise<ContractTransactionReceipt> {
  return mined(connectVault(vault, signer).transfer(terms.to, terms.amount));
}
