// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0xF1c141F029b28515Af27991B84A5eC7E20aC74E6",
  TimeframeGroups: "0xdC7838127337a9b6A49c00a8A7d29EaE86D7A523",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
