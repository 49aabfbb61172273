import { grouped } from "./table.ts";

/** An amount of money of six decimals to the last of them, where parts must be seen to make the whole. */
export function exact(amount: bigint): string {
  return `${grouped(amount / 1_000_000n)}.${(amount % 1_000_000n).toString().padStart(6, "0")}`;
}

/** An amount of money of six decimals, as people write it. */
export function money(amount: bigint): string {
  const cents = amount / 10_000n;
  return `${grouped(cents / 100n)}.${(cents % 100n).toString().padStart(2, "0")}`;
}
