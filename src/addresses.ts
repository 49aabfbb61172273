// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0x9a79C6E7D687eAde5894FA7B0A411a8b7CeD1130",
  TimeframeGroups: "0xF33f9Ce237DE182BDE569CaE9361D2AdC073D806",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
