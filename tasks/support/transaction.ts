import type { ContractTransactionReceipt } from "ethers";

/** A transaction as `--json` shows it. */
export interface Sent {
  hash: string;
  block: number;
  gas: bigint;
}

export function sent(receipt: ContractTransactionReceipt): Sent {
  return { hash: receipt.hash, block: receipt.blockNumber, gas: receipt.gasUsed };
}

/** "block 7, 61,234 gas": what a command cost. */
export function cost(receipts: readonly ContractTransactionReceipt[]): string {
  const last = receipts.at(-1);
  if (last === undefined) return "nothing";
  const gas = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n).toLocaleString("en-US");
  return receipts.length === 1
    ? `block ${last.blockNumber}, ${gas} gas, ${last.hash}`
    : `${receipts.length} transactions to block ${last.blockNumber}, ${gas} gas`;
}
