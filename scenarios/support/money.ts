import { grouped } from "./table.ts";

/** An amount of money of six decimals, as people write it. */
export function money(amount: bigint): string {
  const cents = amount / 10_000n;
  return `${grouped(cents / 100n)}.${(cents % 100n).toString().padStart(2, "0")}`;
}
