import type { Provider } from "ethers";

/**
 * The newest block at or before a moment, found by halving.
 *
 * @example
 * const block = await blockAt(provider, 1_900_000_000n);
 */
export async function blockAt(provider: Provider, timestamp: bigint): Promise<number> {
  let high = await provider.getBlockNumber();
  let low = 0;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await timestampOf(provider, middle)) <= timestamp) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The timestamp of a block, Unix seconds.
 *
 * @example
 * const second = await timestampOf(provider, 1_000_000);
 */
export async function timestampOf(provider: Provider, number: number): Promise<bigint> {
  const block = await provider.getBlock(number);
  if (block === null) throw new RangeError(`The chain has no block ${number}`);
  return BigInt(block.timestamp);
}

/**
 * The block in which a contract was created, found by halving over its code; 0 where the node doesn't keep old state.
 *
 * @example
 * const first = await creationBlock(provider, token);
 */
export async function creationBlock(provider: Provider, address: string): Promise<number> {
  let high = await provider.getBlockNumber();
  let low = 0;
  try {
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await provider.getCode(address, middle)) === "0x") low = middle + 1;
      else high = middle;
    }
  } catch {
    // Whatever it was: reading from block 0 is right too, only longer, and a node that is down fails that as well.
    return 0;
  }
  return low;
}

/**
 * The time of a chain: that of its newest block, Unix seconds.
 *
 * @example
 * const now = await latestTimestamp(provider);
 */
export async function latestTimestamp(provider: Provider): Promise<bigint> {
  const block = await provider.getBlock("latest");
  if (block === null) throw new RangeError("The chain has no block");
  return BigInt(block.timestamp);
}
