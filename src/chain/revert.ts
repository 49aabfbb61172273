import { isError } from "ethers";

import { answersIn } from "./node.ts";

/** The code of a revert that carries data. */
const REVERT_CODE = 3;

/** How nodes say that a call ended as it was run: a revert, whatever its reason, and the other ways in which the EVM gives up. */
const ENDED: readonly RegExp[] = [
  /\breverted\b/i,
  // hardhat; and nethermind for whatever isn't a revert
  /\bVM (?:execution error|Exception)\b/i,
  // reth
  /\bEVM error\b/i,
  /\bout of gas\b/i,
  // geth, of a call that takes its node too long
  /\bexecution aborted\b/i,
  // geth, where the gas of an estimate doesn't reach
  /\bgas required exceeds allowance\b/i,
  /\binvalid (?:opcode|jump destination)\b/i,
  /\bstack (?:underflow|limit reached)\b/i,
  /\bwrite protection\b/i,
  // openethereum and parity
  /\bbad (?:instruction|jump destination)\b/i,
];

/** Whether the node says of a request that the EVM has ended it: so it was served. */
export function isAnsweredByRevert(error: unknown): boolean {
  return answersIn(error).some(
    ({ code, texts }) => code === REVERT_CODE || texts.some((text) => ENDED.some((wording) => wording.test(text))),
  );
}

/**
 * Whether what was called has refused, or isn't there; of any library, ethers' and Hardhat's among them. A node that can't serve a call is none of this: ethers takes each of its answers for a
 * revert, also that it is busy, or has no such block.
 *
 * @example
 * const answer = await token.symbol().catch((error) => {
 *   if (isRevert(error)) return null;
 *   throw error;
 * });
 */
export function isRevert(error: unknown): boolean {
  // With what it reverted with, or in a block.
  if (isError(error, "CALL_EXCEPTION") && (error.data !== null || (error.receipt ?? null) !== null)) return true;
  // Of what is no contract, or another one, comes an answer that can't be read; of a node that answers nothing comes the same code with other words.
  if (isError(error, "BAD_DATA") && error.shortMessage.startsWith("could not decode result data")) return true;
  return isAnsweredByRevert(error);
}
