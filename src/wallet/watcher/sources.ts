import { concat, type ContractRunner, Interface, keccak256 } from "ethers";

import { providerOf } from "../../chain/runner.ts";
import { connectEoaProver } from "../connect.ts";
import type { NonceFact } from "../evidence.ts";
import { isRevert } from "./failure.ts";

/** A prover of nonces: the hash of the code that its accounts must have; undefined = none at all. */
export interface ProverKind {
  codeHash: string | undefined;
}

const DELEGATING = new Interface(["function DELEGATE() view returns (address)"]);
/** What stands before the delegate in the code of an account that delegates by EIP-7702. */
const DESIGNATOR = "0xef0100";

/**
 * What a prover knows of an account at the end of a block; null where the source of life is none, but the account itself, or a module of it.
 *
 * @example
 * const fact = await factAt(plan.source, plan.account, provider, block);
 */
export async function factAt(
  source: string,
  account: string,
  runner: ContractRunner,
  block: number,
): Promise<NonceFact | null> {
  try {
    const { nonce, since, suspendedAt } = await connectEoaProver(source, runner).factOf(account, { blockTag: block });
    return { nonce, since, suspendedAt };
  } catch (error) {
    if (isRevert(error)) return null;
    throw error;
  }
}

/**
 * The code that accounts of a prover must have.
 *
 * @example
 * const { codeHash } = await readProverKind(plan.source, provider, block);
 */
export async function readProverKind(source: string, runner: ContractRunner, block: number): Promise<ProverKind> {
  try {
    const data = DELEGATING.encodeFunctionData("DELEGATE");
    const answer = await providerOf(runner).call({ to: source, data, blockTag: block });
    const delegate = DELEGATING.decodeFunctionResult("DELEGATE", answer)[0] as string;
    return { codeHash: keccak256(concat([DESIGNATOR, delegate])) };
  } catch (error) {
    if (isRevert(error)) return { codeHash: undefined };
    throw error;
  }
}
