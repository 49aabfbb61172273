import type { TransactionReceipt } from "ethers";

import { floorOf } from "../floor.ts";
import type { Overhead } from "./results.ts";

/**
 * Two receipts of the same act, beside each other. Addresses and signatures have more or fewer bytes that are zero, which says nothing about
 * the switch: what the calldata differs by in price is left out.
 */
export async function beside(
  account: string,
  act: string,
  without: TransactionReceipt,
  switched: TransactionReceipt,
): Promise<Overhead> {
  const [plain, more] = [Number(without.gasUsed), Number(switched.gasUsed)];
  const overhead = more - (await calldataOf(switched)) - (plain - (await calldataOf(without)));
  return { account, act, without: plain, with: more, overhead };
}

async function calldataOf(receipt: TransactionReceipt): Promise<number> {
  const { data } = await receipt.getTransaction();
  const { total } = floorOf(data, []);
  const calldata = total - floorOf("0x", []).total;
  // What is priced by the floor of EIP-7623 has no overhead to be seen.
  if (BigInt(total) >= receipt.gasUsed) throw new Error("the act is priced by its calldata");
  return calldata;
}
