import { formatEther } from "ethers";

import { fail } from "../../support/failure.ts";
import type { VehicleSession } from "./session.ts";

/** Wei as people read it. */
export function ether(wei: bigint): string {
  return `${formatEther(wei).replace(/\.0$/, "")} ETH`;
}

/** Ether that an account sends along. */
export interface EtherSent {
  account: string;
  amount: bigint;
  /** What it is, for a message: "deposit". */
  what: string;
  /** The option that says how much, where there is one. */
  option?: string;
}

/** Refuses more ether than an account has: a node would say only that it is too little, and whoever reads that thinks of the fee. */
export async function requireEther(
  { account, amount, what, option }: EtherSent,
  session: VehicleSession,
): Promise<void> {
  const held = await session.ethers.provider.getBalance(account);
  if (held >= amount) return;
  const less = option === undefined ? "give less" : `give less with ${option}`;
  fail(
    `${account} has ${ether(held)}, and the ${what} is ${ether(amount)}; ${less}, or sign as another account with --from.`,
  );
}
