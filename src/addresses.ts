// Written by `npm run addresses` from the deploy scripts and from deployments/; not by hand.

/**
 * Where the deploy scripts of this version put the contracts of timeframe, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const timeframeAddresses = {
  TimeframeFactory: "0xe80a10bAb7d3bee5ef5fFa17E5208d5eD3396348",
  TimeframeGroups: "0x7aA103B9B239EB0b182AAfC68E14a3B6Ee5c1021",
} as const;

/**
 * Where the deploy scripts of this version put the contracts of prepaid, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const prepaidAddresses = {
  PrepaidDesk: "0x4aFA926bE69cbCac54e888F718518fF1ca4C631F",
  PrepaidDirectory: "0x9aFbeA71cA0cb6b94451584895F0e13E72ac7b45",
  PrepaidFactory: "0x0D7DBcee1b1F7af77e2012F204D310C19d92d9F7",
  PrepaidKeeper: "0xe091D69EBaffB489Dce0c6f7d424549F1Cc89631",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
