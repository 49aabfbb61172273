// The ABI of every contract of the package, with literal types: viem, wagmi and abitype infer arguments and results from them.
export { cappedTimeframeTokenAbi } from "../types/abis/CappedTimeframeToken.ts";
export { fixedPriceBackingAbi } from "../types/abis/FixedPriceBacking.ts";
export { graceTimeframeTokenAbi } from "../types/abis/GraceTimeframeToken.ts";
export { ierc7818Abi } from "../types/abis/IERC7818.ts";
export { iTimeframeBackingAbi } from "../types/abis/ITimeframeBacking.ts";
export { iTimeframeFactoryAbi } from "../types/abis/ITimeframeFactory.ts";
export { iTimeframeGroupsAbi } from "../types/abis/ITimeframeGroups.ts";
export { iTimeframeTokenAbi } from "../types/abis/ITimeframeToken.ts";
export { plainTimeframeTokenAbi } from "../types/abis/PlainTimeframeToken.ts";
export { proRataBackingAbi } from "../types/abis/ProRataBacking.ts";
export { timeframeFactoryAbi } from "../types/abis/TimeframeFactory.ts";
export { timeframeGroupsAbi } from "../types/abis/TimeframeGroups.ts";
