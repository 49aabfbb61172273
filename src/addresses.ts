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
  PrepaidDesk: "0x253DCF5DCa2976c7f4ED40A225FbBC11d85a4F0A",
  PrepaidDirectory: "0x9aFbeA71cA0cb6b94451584895F0e13E72ac7b45",
  PrepaidFactory: "0x6F8B8f850A498c016402534EdC16B28470FC948c",
  PrepaidKeeper: "0xe091D69EBaffB489Dce0c6f7d424549F1Cc89631",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
