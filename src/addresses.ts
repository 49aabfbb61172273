// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0x2ADDb62856efaa3Af859bd3fd2167408D0Fb2CB7",
  TimeframeGroups: "0xCD8A7Fd5a29f994e867CAE38241bA2C347175192",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
