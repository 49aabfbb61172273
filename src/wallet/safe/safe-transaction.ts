import { type AddressLike, concat, dataLength, Interface, type Signer, toBeHex, ZeroAddress } from "ethers";

import { safeInterface } from "./safe-abi.ts";
import { safeDomain, type SafePlace } from "./safe-place.ts";
import { joinSignatures, type OwnerSignature } from "./safe-signature.ts";

/** What a Safe is to do. */
export interface SafeCall {
  to: string;
  value: bigint;
  data: string;
  /** 0 = call, 1 = run the other contract's code as its own. */
  operation: 0 | 1;
}

/** A call with all that its owners sign besides. */
export interface SafeTransaction extends SafeCall {
  safeTxGas: bigint;
  baseGas: bigint;
  gasPrice: bigint;
  gasToken: string;
  refundReceiver: string;
  nonce: bigint;
}

const MULTI_SEND = new Interface(["function multiSend(bytes transactions) payable"]);

const SAFE_TX = {
  SafeTx: [
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "data", type: "bytes" },
    { name: "operation", type: "uint8" },
    { name: "safeTxGas", type: "uint256" },
    { name: "baseGas", type: "uint256" },
    { name: "gasPrice", type: "uint256" },
    { name: "gasToken", type: "address" },
    { name: "refundReceiver", type: "address" },
    { name: "nonce", type: "uint256" },
  ],
};

/** A plain call of a contract. */
export function safeCall(to: string, data: string, value = 0n): SafeCall {
  return { to, value, data, operation: 0 };
}

/**
 * Several calls as one execution of the Safe: all go through, or none.
 *
 * @param multiSend Address of Safe's own `MultiSend`, or of `MultiSendCallOnly`.
 */
export function safeBatch(multiSend: string, calls: readonly SafeCall[]): SafeCall {
  const packed = concat(
    calls.map(({ to, value, data, operation }) =>
      concat([toBeHex(operation, 1), to, toBeHex(value, 32), toBeHex(dataLength(data), 32), data]),
    ),
  );
  const data = MULTI_SEND.encodeFunctionData("multiSend", [packed]);
  return { to: multiSend, value: 0n, data, operation: 1 };
}

/** A call as owners sign it, with no refund of gas unless `terms` say otherwise. */
export function safeTransaction(
  call: SafeCall,
  nonce: bigint,
  terms: Partial<Omit<SafeTransaction, keyof SafeCall | "nonce">> = {},
): SafeTransaction {
  const free = { safeTxGas: 0n, baseGas: 0n, gasPrice: 0n, gasToken: ZeroAddress, refundReceiver: ZeroAddress };
  return { ...call, ...free, ...terms, nonce };
}

/** An owner signs a transaction of his Safe. */
export async function signSafeTransaction(
  owner: Signer,
  place: SafePlace,
  transaction: SafeTransaction,
): Promise<OwnerSignature> {
  const signature = await owner.signTypedData(safeDomain(place), SAFE_TX, { ...transaction });
  return { owner: await owner.getAddress(), signature };
}

/**
 * What anyone sends to a Safe so that it executes.
 *
 * @example
 * const signatures = await Promise.all(owners.map((owner) => signSafeTransaction(owner, { safe, chainId }, transaction)));
 * await relayer.sendTransaction(safeExecution(safe, transaction, signatures));
 */
export function safeExecution(
  safe: AddressLike,
  transaction: SafeTransaction,
  signatures: readonly OwnerSignature[],
): { to: AddressLike; data: string } {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = transaction;
  const execution = safeInterface.encodeFunctionData("execTransaction", [
    ...[to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver],
    joinSignatures(signatures),
  ]);
  return { to: safe, data: execution };
}
