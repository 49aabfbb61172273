import type { Provider } from "ethers";

import { type BackingReading, readBacking } from "../../../src/timeframe/index.ts";
import { type ITimeframeToken, TimeframeToken__factory } from "../../../types/ethers-contracts/index.js";
import { fail } from "../../support/failure.ts";
import { units } from "../../support/format.ts";

/** How an asset writes its amounts. */
export interface Money {
  symbol: string;
  decimals: bigint;
  /** An amount with its symbol: "12.5 EUR". */
  show: (amount: bigint) => string;
}

/** Symbol and decimals of an asset; of one that has none, or of no asset, the bare base units. */
export async function moneyOf(asset: string | null, provider: Provider): Promise<Money> {
  const { symbol, decimals } = asset === null ? BARE : await metadataOf(asset, provider);
  return { symbol, decimals, show: (amount) => `${units(amount, decimals)} ${symbol}`.trim() };
}

/** The backing of a token that must have one, and how its money is written. */
export async function backingOf(
  token: ITimeframeToken,
  provider: Provider,
): Promise<{ backing: BackingReading; money: Money }> {
  const backing = await readBacking(token);
  if (backing === null) {
    fail("The token has no backing: its units can be transferred, not spent; create one with --backing to have it.");
  }
  return { backing, money: await moneyOf(backing.asset, provider) };
}

const BARE = { symbol: "", decimals: 0n };

async function metadataOf(asset: string, provider: Provider): Promise<{ symbol: string; decimals: bigint }> {
  // Only the two optional functions of ERC-20 are called. An asset without them fails differently on every node.
  const contract = TimeframeToken__factory.connect(asset, provider);
  try {
    return { symbol: await contract.symbol(), decimals: await contract.decimals() };
  } catch {
    return { symbol: "base units", decimals: 0n };
  }
}
