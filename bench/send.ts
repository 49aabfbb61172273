import type { ContractTransaction, Signer, TransactionReceipt } from "ethers";

import { TRANSACTION_CAP } from "./results.ts";

/** Sends a transaction and answers its receipt; what is not mined well is an error. */
export async function send(
  from: Signer,
  transaction: Promise<ContractTransaction>,
): Promise<TransactionReceipt & { data: string }> {
  const { to, data, value = 0n } = await transaction;
  // A fixed gas limit saves an estimate, and holds every transaction of the bench to the cap of the chain.
  const sent = await from.sendTransaction({ to, data, value, gasLimit: TRANSACTION_CAP });
  const receipt = await sent.wait();
  if (receipt?.status !== 1) throw new Error(`transaction ${sent.hash} failed`);
  return Object.assign(receipt, { data });
}
