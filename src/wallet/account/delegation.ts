import type { Authorization, Signer } from "ethers";

/** What an ordinary account delegates to, and for which of its transactions. */
export interface Delegation {
  /** The code of all accounts: the factory's `IMPLEMENTATION()`. Address zero ends a delegation. */
  implementation: string;
  /** The account's nonce when the delegation is applied: if it sends that transaction itself, one more than its transaction's. */
  nonce: bigint;
  chainId: bigint;
}

/**
 * Signs an EIP-7702 delegation of an ordinary account, for the `authorizationList` of a transaction of type 4, whoever sends that.
 *
 * @example
 * const delegation = await signDelegation(ann, { implementation, nonce: 0n, chainId });
 * await relayer.sendTransaction({ type: 4, to: ann.address, authorizationList: [delegation] });
 */
export function signDelegation(signer: Signer, { implementation, nonce, chainId }: Delegation): Promise<Authorization> {
  return signer.authorize({ address: implementation, nonce, chainId });
}
