export * from "./abis.ts";
export { addresses, timeframeAddresses } from "./addresses.ts";
export { addressOf, type ChainId, type ContractName, isKnownChain } from "./address-of.ts";
