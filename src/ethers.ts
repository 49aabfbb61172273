// Typed contracts for ethers: `TimeframeFactory__factory.connect(address, runner)` gives a `TimeframeFactory`. Taken file by file, since the
// index of the generated bindings would bring mocks and abstract stages into the package.
export { CappedTimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/CappedTimeframeToken__factory.js";
export { FixedPriceBacking__factory } from "../types/ethers-contracts/factories/timeframe/FixedPriceBacking__factory.js";
export { GraceTimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/GraceTimeframeToken__factory.js";
export { IERC7818__factory } from "../types/ethers-contracts/factories/interfaces/IERC7818__factory.js";
export { ITimeframeBacking__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeBacking__factory.js";
export { ITimeframeFactory__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeFactory__factory.js";
export { ITimeframeGroups__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeGroups__factory.js";
export { ITimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/ITimeframeToken__factory.js";
export { PlainTimeframeToken__factory } from "../types/ethers-contracts/factories/timeframe/PlainTimeframeToken__factory.js";
export { ProRataBacking__factory } from "../types/ethers-contracts/factories/timeframe/ProRataBacking__factory.js";
export { TimeframeFactory__factory } from "../types/ethers-contracts/factories/timeframe/TimeframeFactory__factory.js";
export { TimeframeGroups__factory } from "../types/ethers-contracts/factories/timeframe/TimeframeGroups__factory.js";
export type { CappedTimeframeToken } from "../types/ethers-contracts/timeframe/CappedTimeframeToken.js";
export type { FixedPriceBacking } from "../types/ethers-contracts/timeframe/FixedPriceBacking.js";
export type { GraceTimeframeToken } from "../types/ethers-contracts/timeframe/GraceTimeframeToken.js";
export type { IERC7818 } from "../types/ethers-contracts/interfaces/IERC7818.js";
export type { ITimeframeBacking } from "../types/ethers-contracts/timeframe/ITimeframeBacking.js";
export type { ITimeframeFactory } from "../types/ethers-contracts/timeframe/ITimeframeFactory.js";
export type { ITimeframeGroups } from "../types/ethers-contracts/timeframe/ITimeframeGroups.js";
export type { ITimeframeToken } from "../types/ethers-contracts/timeframe/ITimeframeToken.js";
export type { PlainTimeframeToken } from "../types/ethers-contracts/timeframe/PlainTimeframeToken.js";
export type { ProRataBacking } from "../types/ethers-contracts/timeframe/ProRataBacking.js";
export type { TimeframeFactory } from "../types/ethers-contracts/timeframe/TimeframeFactory.js";
export type { TimeframeGroups } from "../types/ethers-contracts/timeframe/TimeframeGroups.js";

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
