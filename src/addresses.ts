// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0x414f20577fa03916af9ef7b9F3a7453a58eBfB54",
  TimeframeGroups: "0x7B7b1E17Cf2a347C46108141e2617AAB9Cd27DCb",
} as const;

/**
 * Where the deploy scripts of this version put the contracts of prepaid, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const prepaidAddresses = {
  PrepaidDesk: "0xfE031b9c7a37C10A1688C9dD463F983C74C326d7",
  PrepaidDirectory: "0xb33B13e79AfB624E2777Ba2735bDAF81Df8F6905",
  PrepaidFactory: "0x3EC8978C0847fE1AF303E22ab577DE9352030Bc1",
  PrepaidKeeper: "0xf2d518F64081F6377a9b390fb89b3Caf9418d65C",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
