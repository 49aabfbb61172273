import { concat, type Signer, toBeHex, type TypedDataDomain, TypedDataEncoder, type TypedDataField } from "ethers";

import { type AccountCall, encodeExecution } from "./calls.ts";

/** Where EntryPoint v0.8 is on every chain. */
export const ENTRY_POINT = "0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108";

/** A user operation as EntryPoint v0.8 takes it. */
export interface UserOperation {
  sender: string;
  nonce: bigint;
  initCode: string;
  callData: string;
  accountGasLimits: string;
  preVerificationGas: bigint;
  gasFees: string;
  paymasterAndData: string;
  signature: string;
}

/** What a user operation is to do, and what it may cost. */
export interface OperationOrder {
  account: string;
  calls: readonly AccountCall[];
  /** The entry point's `getNonce(account, key)`. */
  nonce: bigint;
  /** When it is issued, Unix seconds by the chain's clock: it is good for a day from there. */
  issuedAt: bigint;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas?: bigint;
  /** Gas for the calls. */
  callGasLimit?: bigint;
  /** Gas for the validation. Estimates with a false signature miss the write of life, 5,000 gas. */
  verificationGasLimit?: bigint;
  preVerificationGas?: bigint;
  /** Factory and call that create the account, if it doesn't exist yet. */
  initCode?: string;
}

/**
 * The EIP-712 type of a user operation.
 *
 * @example
 * TypedDataEncoder.hash(entryPointDomain(chainId), OPERATION_TYPES, operation);
 */
export const OPERATION_TYPES: Record<"PackedUserOperation", TypedDataField[]> = {
  PackedUserOperation: [
    { name: "sender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "initCode", type: "bytes" },
    { name: "callData", type: "bytes" },
    { name: "accountGasLimits", type: "bytes32" },
    { name: "preVerificationGas", type: "uint256" },
    { name: "gasFees", type: "bytes32" },
    { name: "paymasterAndData", type: "bytes" },
  ],
};

/**
 * The EIP-712 domain of user operations: that of the entry point.
 *
 * @example
 * entryPointDomain(11_155_111n);
 */
export function entryPointDomain(chainId: bigint): TypedDataDomain {
  return { name: "ERC4337", version: "1", chainId, verifyingContract: ENTRY_POINT };
}

/**
 * A user operation that has an account make calls, without its signature.
 *
 * @example
 * const operation = buildOperation({ account, calls, nonce, issuedAt: block.timestamp, maxFeePerGas });
 */
export function buildOperation(order: OperationOrder): UserOperation {
  const { callGasLimit = 500_000n, verificationGasLimit = 300_000n, preVerificationGas = 60_000n } = order;
  return {
    sender: order.account,
    nonce: order.nonce,
    initCode: order.initCode ?? "0x",
    callData: encodeExecution(order.calls, order.issuedAt),
    accountGasLimits: concat([toBeHex(verificationGasLimit, 16), toBeHex(callGasLimit, 16)]),
    preVerificationGas,
    gasFees: concat([toBeHex(order.maxPriorityFeePerGas ?? 0n, 16), toBeHex(order.maxFeePerGas, 16)]),
    paymasterAndData: "0x",
    signature: "0x",
  };
}

/**
 * What the owner signs of a user operation, for keys that sign digests. Not for one whose `initCode` names a delegation (EIP-7702): ask the entry point's `getUserOpHash`.
 *
 * @example
 * const signature = secureElement.sign(operationDigest(operation, chainId));
 */
export function operationDigest(operation: UserOperation, chainId: bigint): string {
  return TypedDataEncoder.hash(entryPointDomain(chainId), OPERATION_TYPES, signable(operation));
}

/**
 * Signs a user operation as the owner of its account.
 *
 * @example
 * await entryPoint.handleOps([await signOperation(ann, operation, chainId)], beneficiary);
 */
export async function signOperation(signer: Signer, operation: UserOperation, chainId: bigint): Promise<UserOperation> {
  const signature = await signer.signTypedData(entryPointDomain(chainId), OPERATION_TYPES, signable(operation));
  return { ...operation, signature };
}

/** All but the signature. */
function signable(operation: UserOperation): Record<string, unknown> {
  const fields = OPERATION_TYPES.PackedUserOperation.map(({ name }) => name as keyof UserOperation);
  return Object.fromEntries(fields.map((name) => [name, operation[name]]));
}
