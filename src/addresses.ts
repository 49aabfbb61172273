// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0xed350536188d457528CBd32aDA588292eA9c97f7",
  TimeframeGroups: "0xC2f9F197F49f18198f938BA9F15E18a1A4ad12fE",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
