/**
 * Why a proof can't be made:
 * - `no-block`: the node has no such block or transaction;
 * - `header-format`, `trie-format`, `transaction-format`: the chain builds its headers, its tries or this type of transaction in a way that isn't
 *   known here, so nothing can be proven there until it is;
 * - `no-proofs`: the node doesn't offer `eth_getProof`; `no-state`: it can't for that block any more;
 * - `absent`: there is nothing to be proven, the account isn't in the state;
 * - `untrue`: what the node gave doesn't lead to the block's root, since the chain was reorganised between two answers, or the node isn't honest.
 */
export type ProofFault =
  "no-block" | "header-format" | "trie-format" | "transaction-format" | "no-proofs" | "no-state" | "absent" | "untrue";

/**
 * A proof that can't be made, and why.
 *
 * @example
 * const proof = await accountProof(node, owner).catch((error: unknown) => {
 *   if (error instanceof ProofError && error.fault === "no-state") return accountProof(archive, owner);
 *   throw error;
 * });
 */
export class ProofError extends Error {
  override readonly name = "ProofError";
  readonly fault: ProofFault;

  constructor(fault: ProofFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
