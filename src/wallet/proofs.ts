import {
  concat,
  type ContractRunner,
  type ContractTransactionReceipt,
  keccak256,
  type Provider,
  type Signer,
} from "ethers";

import type { BlockName } from "../chain/header.ts";
import type { JsonRpcNode } from "../chain/node.ts";
import { providerOf } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { DelegateProver__factory } from "../ethers.ts";
import { connectEoaProver } from "./connect.ts";
import { activityProof, type NonceFact, type ProofUse, useOf } from "./evidence.ts";
import { isProver } from "./silence.ts";

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

/** What a delegation by EIP-7702 leaves as an account's code, before the address. */
const DESIGNATOR = "0xef0100";

/**
 * What a prover knows of an account; null where the source of life is no prover.
 *
 * @example
 * const fact = await readFact(plan.source, plan.account, provider);
 * if (fact?.since === 0n) console.log("it has not been seen yet");
 */
export async function readFact(source: string, account: string, runner: ContractRunner): Promise<NonceFact | null> {
  if (!(await isProver(source, runner))) return null;
  const { nonce, since, suspendedAt } = await connectEoaProver(source, providerOf(runner)).factOf(account);
  return { nonce, since, suspendedAt };
}

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
  const use = useOf(proof, fact, (await allowedCode(prover, providerOf(signer))) ?? undefined);
  const { nonce, header, args } = proof;
  const receipt = use === null ? null : await mined(contract[use](...args, { gasLimit: PROOF_GAS }));
  return { use, nonce, timestamp: header.timestamp, blockNumber: header.number, receipt };
}

/** The hash of the code that accounts of a prover must have; null for one of plain accounts. */
async function allowedCode(prover: string, provider: Provider): Promise<string | null> {
  const contract = DelegateProver__factory.connect(prover, provider);
  // Asked only where it answers: nodes tell a revert in many ways.
  const { selector } = contract.interface.getFunction("DELEGATE");
  if (!(await provider.getCode(prover)).includes(selector.slice(2))) return null;
  return keccak256(concat([DESIGNATOR, await contract.DELEGATE()]));
}
