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

/**
 * Where the deploy scripts of this version put the contracts of wallet, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const walletAddresses = {
  Bequeathable: "0x0DD812Cf41a607b97311A7C98C0B8E063851Ce65",
  DeadMansSwitch: "0x9D9D8d14055FB0901Ca78b7912cbF34a6D736b80",
  DeadMansSwitchAccount: "0xCfD0C642fb9399E45E9eF22Ba7f63643C7B0D290",
  DeadMansSwitchAccountFactory: "0x1e726f1c80c785b0167092d7B5AbbD535B1A7934",
  DeadMansSwitchDesk: "0xbd96046ee99102dC524D4a647ADC7a64A4c70a29",
  DeadMansSwitchModule: "0xDea1CfB5478197ad1591bCD3D6B8780AA0B25101",
  DeadMansSwitchModule7579: "0x184fEf8d2989aFc8f96c0e18528e8B8FE45aB8b5",
  DelegateProver: "0x9182e5BA2b354D6b6eDde271aa586AD9B81a1d2F",
  EoaProver: "0x811924674d92e9AAc443A567DC81826d08E8d6A8",
  PlanChecker: "0x88363FbD9f0AE0D10DCd84Cc304d6D5DDf01C061",
  PlanExecutor: "0x1288dA7979e7CdD13f5A0EC215364963E31789B7",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses, ...walletAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
