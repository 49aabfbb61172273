export * from "./abis.ts";
export { addresses, prepaidAddresses, timeframeAddresses, vehicleAddresses, walletAddresses } from "./addresses.ts";
export { addressOf, type ChainId, type ContractName, isKnownChain } from "./address-of.ts";
