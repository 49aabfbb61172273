import { Contract, type Provider } from "ethers";

import { printable } from "../../src/chain/printable.ts";
import { units } from "./format.ts";

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

const BARE = { symbol: "", decimals: 0n };

/** The two optional functions of ERC-20. */
const METADATA = ["function symbol() view returns (string)", "function decimals() view returns (uint8)"];

/** More than 2^256 has digits, and no amount can be read. */
const MOST_DECIMALS = 77n;
const UNKNOWN = { symbol: "base units", decimals: 0n };

/** An asset without them fails differently on every node. */
async function metadataOf(asset: string, provider: Provider): Promise<{ symbol: string; decimals: bigint }> {
  const contract = new Contract(asset, METADATA, provider);
  const read = async (name: string): Promise<unknown> => contract.getFunction(name).staticCall();
  try {
    const [symbol, decimals] = [(await read("symbol")) as string, (await read("decimals")) as bigint];
    return decimals > MOST_DECIMALS ? UNKNOWN : { symbol: printable(symbol, 32), decimals };
  } catch {
    return UNKNOWN;
  }
}
