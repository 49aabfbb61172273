import { concat, type ContractRunner, keccak256, ZeroAddress } from "ethers";

import { isRevert } from "../chain/revert.ts";
import { providerOf } from "../chain/runner.ts";
import { DelegateProver__factory } from "../ethers.ts";
import { connectEoaProver } from "./connect.ts";
import type { NonceFact } from "./evidence.ts";

/** What stands before the delegate in the code of an account that delegates by EIP-7702. */
const DESIGNATOR = "0xef0100";

/**
 * What a prover knows of an account; null where the source of life is no prover, but the account itself, or a module of it.
 *
 * @param block At the end of which; the newest unless it is named.
 * @example
 * const fact = await readFact(plan.source, plan.account, provider);
 * if (fact?.since === 0n) console.log("it has not been seen yet");
 */
export async function readFact(
  source: string,
  account: string,
  runner: ContractRunner,
  block?: number,
): Promise<NonceFact | null> {
  const prover = connectEoaProver(source, providerOf(runner));
  const fact = await prover.factOf(account, at(block)).catch(refused);
  if (fact === null) return null;
  const { nonce, since, suspendedAt } = fact;
  return { nonce, since, suspendedAt };
}

/**
 * Whether a source of life goes by proofs, so that trigger, request and execution need evidence.
 *
 * @example
 * await isProver(plan.source, provider); // true for a plain account's
 */
export async function isProver(source: string, runner: ContractRunner): Promise<boolean> {
  return (await readFact(source, ZeroAddress, runner)) !== null;
}

/** The hash of the code that accounts of a prover must have; undefined for one of plain accounts, which have none. */
export async function requiredCode(
  source: string,
  runner: ContractRunner,
  block?: number,
): Promise<string | undefined> {
  const contract = DelegateProver__factory.connect(source, providerOf(runner));
  const delegate = await contract.DELEGATE(at(block)).catch(refused);
  return delegate === null ? undefined : keccak256(concat([DESIGNATOR, delegate]));
}

function at(block: number | undefined): { blockTag?: number } {
  return block === undefined ? {} : { blockTag: block };
}

/** Of what has no such function there is nothing to read. */
function refused(error: unknown): null {
  if (isRevert(error)) return null;
  throw error;
}
