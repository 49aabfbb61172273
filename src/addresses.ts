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
  Bequeathable: "0x1C908df763551F8e2D444E8dF90900F20CcE6918",
  DeadMansSwitch: "0xC684Fbd285f4215efad6669f37bF6AdD16f61093",
  DeadMansSwitchAccount: "0x45557860A6BF27D11d3647d2F69FA70257D47d8f",
  DeadMansSwitchAccountFactory: "0x062abB186F057915Be40DffB0d188988d9FbCd2E",
  DeadMansSwitchCourseDesk: "0xAa2F7C8247691dbf67a8F5f80761E32103Fc59B0",
  DeadMansSwitchModule: "0xC976985bD60DCdA29F21EAE6027C9F011D71A1a2",
  DeadMansSwitchModule7579: "0x23d67d63dd48AaFfD8d0Ff3793d9C821255F018f",
  DeadMansSwitchPlanDesk: "0x7A6f6aAe3BeD0b582c1f1F87D0F6B4F2e3d86a57",
  DelegateProver: "0x47A2E38FD86D96Ecef2ceEC20F96De9a2EDC7fA0",
  EoaProver: "0x02E4b938A24dCf3C70c739dca5C1068C25e8D440",
  PlanExecutor: "0x2565536EE632C989c237BF2372ac6DB23aEED121",
} as const;

/**
 * Where the deploy scripts of this version put the contracts of vehicle, on any chain: an address follows from the code alone (CREATE2).
 * Anybody may have deployed them, and nobody can have put other code there; whether they stand on a chain, ask it for the code.
 */
export const vehicleAddresses = {
  ResidualToken: "0xdC8609e63c7103D4d6eA4f98eEf6DAd67dD63d29",
  VehicleCareDesk: "0x5567Af943CAe863cA2D52e945E7fEe405466621a",
  VehicleClaimsDesk: "0x655a416fB21aa2B540C097f55E30b2d33eF709C1",
  VehicleEnrolmentDesk: "0xcd51244D49Ff84A85A08653d928ab127251c9d43",
  VehicleHolderDesk: "0x9D3e6670AD4f40E19B26AF7599a8bC701011DF22",
  VehicleReportsDesk: "0xD7BDC4803EFa80dF9E7a9bd425fC5978F5f1B425",
  VehicleRewardsDesk: "0x0AFc001652864f098E1338183E1e6954DbF0251a",
  VehicleStake: "0xB2B4306819AF7cE45786a288971297fe8fc0Db8f",
  VehicleViewsDesk: "0xE2d9DA86eB51463c7a2AFF16ef8c8f554f1FCdBe",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses, ...walletAddresses, ...vehicleAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
