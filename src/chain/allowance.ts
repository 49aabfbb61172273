import { type AddressLike, type ContractTransactionReceipt, resolveAddress, type Signer } from "ethers";

import { IERC7818__factory } from "../ethers.ts";
import { providerOf } from "./runner.ts";
import { mined } from "./transaction.ts";

/** Sees to it that a spender may take an amount of the signer's asset: approves what is missing, and gives what was sent for that. */
export async function ensureAllowance(
  signer: Signer,
  asset: string,
  spender: AddressLike,
  amount: bigint,
): Promise<ContractTransactionReceipt[]> {
  const to = await resolveAddress(spender, providerOf(signer));
  // Only the ERC-20 part of it is used.
  const money = IERC7818__factory.connect(asset, signer);
  const allowance = await money.allowance(signer, to);
  if (allowance >= amount) return [];
  const receipts: ContractTransactionReceipt[] = [];
  // Some assets refuse to change an allowance that is not zero.
  if (allowance !== 0n) receipts.push(await mined(money.approve(to, 0n)));
  receipts.push(await mined(money.approve(to, amount)));
  return receipts;
}
