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
  Bequeathable: "0x17f6ef3Ddf45F335fCE3d35F2959292EeA0A8957",
  DeadMansSwitch: "0x4Dd4dC4Db4E16198F608dE8A1FC8AF3514209322",
  DeadMansSwitchAccount: "0x883a8fAb826c94E96032899B24D457151867B263",
  DeadMansSwitchAccountFactory: "0x84492CAFDdf6722C3252203F84BfB0332c64CBF1",
  DeadMansSwitchCourseDesk: "0xAa2F7C8247691dbf67a8F5f80761E32103Fc59B0",
  DeadMansSwitchModule: "0x465C02a4C521109D30FBBC87dE7b5F0c1cf5b89c",
  DeadMansSwitchModule7579: "0x5c4AF122b2213C1f37f2ac6D395cA36781C743f6",
  DeadMansSwitchPlanDesk: "0xACF3d1C4f5f02B6F66353D33CAb61C65818dA787",
  DelegateProver: "0x2808AFc22971df718a494404368d16A9badA6190",
  EoaProver: "0x8D6A430200fDDD4E8ed66F76494285BF10c4F573",
  PlanExecutor: "0xf7cfeF01c86cFEa3F3248e23A776c063f8a52010",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses, ...walletAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
