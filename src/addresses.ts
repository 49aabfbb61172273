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
  PrepaidDesk: "0x3688d55A279A0057B27406f5BDEC541d009a6B6a",
  PrepaidDirectory: "0xdfC7643f72cA7faC8348DB38d40258ae838162A6",
  PrepaidFactory: "0x8629bD14cf78a31b5887C85B6061fd6714Cb508D",
  PrepaidKeeper: "0xf2d518F64081F6377a9b390fb89b3Caf9418d65C",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
