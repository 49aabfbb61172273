// Typed contracts for ethers: `TimeframeFactory__factory.connect(address, runner)` gives a `TimeframeFactory`.
export {
  CappedTimeframeToken__factory,
  type CappedTimeframeToken,
  FixedPriceBacking__factory,
  type FixedPriceBacking,
  GraceTimeframeToken__factory,
  type GraceTimeframeToken,
  IERC7818__factory,
  type IERC7818,
  ITimeframeBacking__factory,
  type ITimeframeBacking,
  ITimeframeFactory__factory,
  type ITimeframeFactory,
  ITimeframeGroups__factory,
  type ITimeframeGroups,
  ITimeframeToken__factory,
  type ITimeframeToken,
  PlainTimeframeToken__factory,
  type PlainTimeframeToken,
  ProRataBacking__factory,
  type ProRataBacking,
  TimeframeFactory__factory,
  type TimeframeFactory,
  TimeframeGroups__factory,
  type TimeframeGroups,
} from "../types/ethers-contracts/index.js";

// What functions take and give: `XStruct` is accepted as an argument, `XStructOutput` comes back.
export type { PoolViewStruct, PoolViewStructOutput } from "../types/ethers-contracts/timeframe/ITimeframeBacking.js";
export type {
  TokenTermsStruct,
  TokenTermsStructOutput,
} from "../types/ethers-contracts/timeframe/ITimeframeFactory.js";
export type {
  GroupPolicyStruct,
  GroupPolicyStructOutput,
  VoucherStruct,
  VoucherStructOutput,
} from "../types/ethers-contracts/timeframe/ITimeframeGroups.js";
export type {
  AccountViewStruct,
  AccountViewStructOutput,
  GroupTermsStruct,
  GroupTermsStructOutput,
  GroupViewStruct,
  GroupViewStructOutput,
} from "../types/ethers-contracts/timeframe/ITimeframeToken.js";
