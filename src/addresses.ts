// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0xb513B73Ea2458C1B87Eee07d4c56e3203996A6d4",
  TimeframeGroups: "0xF29C2dbb3aF2E3f3D5753F0Cd5CF57de41600C64",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
