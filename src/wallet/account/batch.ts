import { AbiCoder, type Signer, type TypedDataDomain, TypedDataEncoder, type TypedDataField } from "ethers";

import { type AccountCall, encodeAuthorizedExecution, fullCall } from "./calls.ts";

/** Calls that an account's owner signs, for anybody to send. */
export interface AccountBatch {
  calls: readonly AccountCall[];
  /** The account's `batchNonce()`. */
  nonce: bigint;
  /** The second from which it isn't good any more, at most a day ahead. */
  deadline: bigint;
}

/**
 * The EIP-712 types of a batch.
 *
 * @example
 * TypedDataEncoder.hash(accountDomain(account, chainId), BATCH_TYPES, batch);
 */
export const BATCH_TYPES: Record<"Batch" | "Call", TypedDataField[]> = {
  Batch: [
    { name: "calls", type: "Call[]" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  Call: [
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "data", type: "bytes" },
  ],
};

/**
 * The EIP-712 domain of what is signed for an account.
 *
 * @example
 * accountDomain("0x…", 11_155_111n);
 */
export function accountDomain(account: string, chainId: bigint): TypedDataDomain {
  return { name: "Lapse Account", version: "1", chainId, verifyingContract: account };
}

/**
 * What the owner of a batch signs, for keys that sign digests.
 *
 * @example
 * const signature = secureElement.sign(batchDigest(account, batch, chainId));
 */
export function batchDigest(account: string, batch: AccountBatch, chainId: bigint): string {
  return TypedDataEncoder.hash(accountDomain(account, chainId), BATCH_TYPES, signable(batch));
}

/**
 * Signs a batch as the owner of an account.
 *
 * @example
 * const signature = await signBatch(ann, account, { calls, nonce: await account.batchNonce(), deadline }, chainId);
 */
export function signBatch(signer: Signer, account: string, batch: AccountBatch, chainId: bigint): Promise<string> {
  return signer.signTypedData(accountDomain(account, chainId), BATCH_TYPES, signable(batch));
}

/**
 * The call data of a signed batch: whoever sends it to the account has it done.
 *
 * @example
 * await relayer.sendTransaction({ to: account, data: encodeBatch(batch, signature) });
 */
export function encodeBatch({ calls, nonce, deadline }: AccountBatch, signature: string): string {
  const authorization = ["uint256", "uint256", "bytes"];
  const opData = AbiCoder.defaultAbiCoder().encode(authorization, [nonce, deadline, signature]);
  return encodeAuthorizedExecution(calls, opData);
}

const signable = (batch: AccountBatch) => ({ ...batch, calls: batch.calls.map(fullCall) });
