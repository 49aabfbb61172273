import { AbiCoder } from "ethers";

import { type AccountProof, accountProof } from "../chain/account-proof.ts";
import type { BlockName } from "../chain/header.ts";
import type { JsonRpcNode } from "../chain/node.ts";
import { ProofError } from "../chain/proof-error.ts";

/** How many blocks before the current one the provers take evidence of silence from. */
export const FRESH_BLOCKS = 32;

/** What is known of an account, as `factOf` of a prover gives it. */
export interface NonceFact {
  nonce: bigint;
  /** Time of the earliest block proven with that nonce; 0 = the account has not been seen. */
  since: bigint;
  /** Time of the latest block proven in which it had code, or other code than it must have; 0 = never. */
  suspendedAt: bigint;
}

/** The function of a prover that a proof is for. */
export type ProofUse = "checkpoint" | "proveActivity" | "proveCode";

/** A proof, with what the three functions of a prover take. */
export interface ActivityProof extends AccountProof {
  args: [account: string, header: string, proof: string[]];
}

/**
 * Makes the evidence of silence that `trigger` and `execute` need of an account with a prover: its proof from a block so new that there is time to send it.
 *
 * @param back How many blocks before the newest, 0 to 31. 1 unless it is given: nodes estimate a transaction's gas as if it were in the newest block, which doesn't
 * know its own hash. A node that proves the newest block alone needs 0, and then a gas limit by hand.
 * @throws {ProofError} Where there is no such proof, with the reason in one line.
 *
 * @example
 * const evidence = await freshEvidence(new JsonRpcProvider("http://127.0.0.1:8545"), plan.account);
 * await deadMansSwitch.trigger(plan, evidence);
 */
export async function freshEvidence(node: JsonRpcNode, account: string, back = 1): Promise<string> {
  if (!Number.isInteger(back) || back < 0 || back >= FRESH_BLOCKS)
    throw new RangeError(`Evidence comes from 0 to ${FRESH_BLOCKS - 1} blocks before the newest, not from ${back}`);
  const newest = back === 0 ? 0n : await newestBlock(node);
  const name = back === 0 ? "latest" : newest > BigInt(back) ? newest - BigInt(back) : 0n;
  return encodeEvidence(await touchedProof(node, account, name));
}

/**
 * What a prover takes as evidence of silence.
 *
 * @example
 * const evidence = encodeEvidence(await accountProof(node, plan.account));
 */
export function encodeEvidence({ header, nodes }: Pick<AccountProof, "header" | "nodes">): string {
  return AbiCoder.defaultAbiCoder().encode(["bytes", "bytes[]"], [header.rlp, nodes]);
}

/**
 * Makes the proof of an account for `checkpoint`, `proveActivity` or `proveCode` of a prover; {@link useOf} says for which.
 *
 * @param name The newest block unless it is named. For an act, the block of its transaction says most.
 * @throws {ProofError} Where there is no such proof, with the reason in one line.
 *
 * @example
 * const { args } = await activityProof(node, owner, receipt.blockNumber);
 * await prover.proveActivity(...args);
 */
export async function activityProof(
  node: JsonRpcNode,
  account: string,
  name: BlockName = "latest",
): Promise<ActivityProof> {
  const proof = await touchedProof(node, account, name);
  return { ...proof, args: [proof.account, proof.header.rlp, proof.nodes] };
}

/**
 * What a proof adds to what a prover knows of the account: the function to send it to, or null where it would be refused as nothing new.
 *
 * @param codeHash The hash of the code that the account must have: that of a delegation, for a `DelegateProver`. None unless it is given.
 *
 * @example
 * const proof = await activityProof(node, owner);
 * const use = useOf(proof, await prover.factOf(owner));
 * if (use !== null) await prover[use](...proof.args);
 */
export function useOf(proof: AccountProof, fact: NonceFact, codeHash?: string): ProofUse | null {
  const { header, nonce } = proof;
  const isAllowed = codeHash === undefined ? !proof.hasCode : proof.codeHash === codeHash;
  if (!isAllowed) return header.timestamp > fact.suspendedAt ? "proveCode" : null;
  if (fact.since === 0n) return "checkpoint";
  if (nonce > fact.nonce) return "proveActivity";
  return nonce === fact.nonce && header.timestamp < fact.since ? "checkpoint" : null;
}

async function newestBlock(node: JsonRpcNode): Promise<bigint> {
  return BigInt(String(await node.send("eth_blockNumber", [])));
}

/** Says what helps where there is no account yet. */
async function touchedProof(node: JsonRpcNode, account: string, name: BlockName): Promise<AccountProof> {
  return accountProof(node, account, name).catch((error: unknown) => {
    if (!(error instanceof ProofError) || error.fault !== "absent") throw error;
    throw new ProofError(
      "absent",
      `${error.message}; send it a wei, or have it send its first transaction, and prove a block after that`,
      { cause: error },
    );
  });
}
