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
  Bequeathable: "0xe49260dbe239055c0F0983FBD3253E7e0b947B5f",
  DeadMansSwitch: "0xC05a6Dddeab17Be348a3BD4Aa44158a8a938FD62",
  DeadMansSwitchAccount: "0x6003A9FfeF5fcA619835AFE26531fc3D979FE8d8",
  DeadMansSwitchAccountFactory: "0x4b69E743673db94c4768DE602baC904bd4d891AA",
  DeadMansSwitchCourseDesk: "0x011722c7C1DE04F5bB3399BAa2c6fF9FA42dD9F6",
  DeadMansSwitchModule: "0x0B4337F14Cf29744157dCD1326C3E07CE6eDEe74",
  DeadMansSwitchModule7579: "0x23c87b8FDC3CF7c65FdFF430d476695A95A8dd22",
  DeadMansSwitchPlanDesk: "0x9B1d2A23EF3D40090F50aB2801f60e1Ad5c8eC82",
  DelegateProver: "0x9Ae066904C840ee1667F3e1157D688746262e021",
  EoaProver: "0x811924674d92e9AAc443A567DC81826d08E8d6A8",
  PlanExecutor: "0x57E08A8F6F928C0712DDe1F017175EE2ea1f5cB8",
} as const;

/** Where the contracts are known to stand, by chain id and name. */
export const addresses = {
  /** A local Hardhat node, after `hardhat deploy`. */
  31337: { ...timeframeAddresses, ...prepaidAddresses, ...walletAddresses },
} as const satisfies Record<number, Record<string, `0x${string}`>>;
