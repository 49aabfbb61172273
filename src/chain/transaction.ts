import {
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type Interface,
  isHexString,
  encodeBytes32String,
  id,
  type LogDescription,
  type Signer,
  toUtf8Bytes,
} from "ethers";

/** Waits until a transaction is mined, and gives its receipt. */
export async function mined(sent: Promise<ContractTransactionResponse>): Promise<ContractTransactionReceipt> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("The transaction was not mined");
  return receipt;
}

/** The events of a name that one contract emitted in a transaction. */
export function eventsOf(
  receipt: ContractTransactionReceipt,
  address: string,
  codec: Interface,
  name: string,
): LogDescription[] {
  return receipt.logs
    .filter((log) => log.address.toLowerCase() === address.toLowerCase())
    .map((log) => codec.parseLog(log))
    .filter((event) => event !== null)
    .filter((event) => event.name === name);
}

/** 32 bytes from a reference: hex as it is, a short text readable on the chain, a longer one as its Keccak hash. */
export function bytes32Of(text: string): string {
  if (isHexString(text, 32)) return text;
  return toUtf8Bytes(text).length <= 31 ? encodeBytes32String(text) : id(text);
}

/** Throws while a signer has transactions under way: what they do has left no event yet, and would be done twice. */
export async function requireSettled(signer: Signer, purpose: string): Promise<void> {
  const [mined, all] = await Promise.all([signer.getNonce("latest"), signer.getNonce("pending")]);
  if (all <= mined) return;
  throw new RangeError(
    `${await signer.getAddress()} has transactions that are not mined yet; wait for them, so that ${purpose}`,
  );
}

/** A transaction would take more gas than it may, or than there is for one. */
export class TooMuchGasError extends RangeError {
  override readonly name: string = "TooMuchGasError";

  constructor(gas: bigint, most: bigint) {
    super(`It would take ${gas} gas, and ${most} is the most for it`);
  }
}
