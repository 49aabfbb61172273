import { Interface } from "ethers";

/** What is used here of a Safe, versions 1.4.1 and 1.5.0. */
export const safeInterface = new Interface([
  "function VERSION() view returns (string)",
  "function nonce() view returns (uint256)",
  "function getStorageAt(uint256 offset, uint256 length) view returns (bytes)",
  "function isModuleEnabled(address module) view returns (bool)",
  "function getModulesPaginated(address start, uint256 pageSize) view returns (address[] array, address next)",
  "function enableModule(address module)",
  "function disableModule(address prevModule, address module)",
  "function setGuard(address guard)",
  "function setModuleGuard(address moduleGuard)",
  "function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures) payable returns (bool success)",
]);

/** What a Safe calls on the switch in its owners' name. */
export const switchInterface = new Interface([
  "function setUp(uint32 removalDelay)",
  "function announceRemoval()",
  "function cancelRemoval()",
]);

/** With which a Safe's list of modules begins and ends. */
export const SENTINEL = "0x0000000000000000000000000000000000000001";
