import { toBeHex } from "ethers";

/** What is left to chance in a command: all of it follows from a number. */
export interface Choices {
  /** From 0 to below it. */
  below: (limit: bigint) => bigint;
  of: <T>(items: readonly T[]) => T;
  /** Items with how often they should come. */
  weighted: <T>(items: readonly (readonly [T, number])[]) => T;
  /** Once in so many times. */
  once: (times: number) => boolean;
  hash: () => string;
}

export function choices(seed: number): Choices {
  let state = seed >>> 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const wide = (): bigint => [0, 1, 2, 3].reduce((sum) => (sum << 32n) | BigInt(next()), 0n);
  return {
    below: (limit) => wide() % limit,
    of: (items) => items[next() % items.length]!,
    weighted: (items) => {
      const all = items.reduce((sum, [, weight]) => sum + weight, 0);
      let left = (next() / 2 ** 32) * all;
      for (const [item, weight] of items) if ((left -= weight) < 0) return item;
      return items[0]![0];
    },
    once: (times) => next() % times === 0,
    hash: () => toBeHex((wide() << 128n) | wide(), 32),
  };
}
