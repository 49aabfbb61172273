import type { ContractTransactionReceipt, Signer } from "ethers";

import type { BlockName } from "../chain/header.ts";
import type { JsonRpcNode } from "../chain/node.ts";
import { mined } from "../chain/transaction.ts";
import { connectEoaProver } from "./connect.ts";
import { activityProof, type ProofUse, useOf } from "./evidence.ts";
import { requiredCode } from "./provers.ts";

/** What was shown of an account. */
export interface Shown {
  /** What the proof was for; null where the prover knew it all, and nothing was sent. */
  use: ProofUse | null;
  /** Of the account at the end of the block. */
  nonce: bigint;
  /** Time of the block, Unix seconds. */
  timestamp: bigint;
  blockNumber: bigint;
  receipt: ContractTransactionReceipt | null;
}

/** Of the deepest proof that there may be, nine nodes, with room. By hand, since a node estimates as if in the newest block, which doesn't know its own hash. */
const PROOF_GAS = 1_000_000n;

/**
 * Shows a prover what a block says of an account: the account for the first time, that it has acted, or that it has code. Where there is nothing new,
 * nothing is sent. Anybody may; but who shows his own account acts by that, and what he showed is out of date at once.
 *
 * @param name The newest block unless it is named.
 * @example
 * const { use, timestamp } = await showAccount(keeper, prover, node, owner);
 */
export async function showAccount(
  signer: Signer,
  prover: string,
  node: JsonRpcNode,
  account: string,
  name?: BlockName,
): Promise<Shown> {
  const contract = connectEoaProver(prover, signer);
  const proof = await activityProof(node, account, name);
  const fact = await contract.factOf(account);
  const use = useOf(proof, fact, await requiredCode(prover, signer));
  const { nonce, header, args } = proof;
  const receipt = use === null ? null : await mined(contract[use](...args, { gasLimit: PROOF_GAS }));
  return { use, nonce, timestamp: header.timestamp, blockNumber: header.number, receipt };
}
