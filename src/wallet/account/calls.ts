import { AbiCoder, concat, Interface, toBeHex } from "ethers";

/** Something that an account is to call. */
export interface AccountCall {
  /** Address zero stands for the account itself. */
  to: string;
  /** Wei; 0 unless said. */
  value?: bigint;
  /** Nothing unless said. */
  data?: string;
}

/** ERC-7821: a batch that reverts as a whole. */
const PLAIN = "0x01000000000000000000";
/** The same, followed by what authorizes it. */
const WITH_OP_DATA = "0x01000000000078210001";

const ACCOUNT = new Interface(["function execute(bytes32 mode, bytes executionData) payable"]);
const CALLS = "(address to, uint256 value, bytes data)[]";

/** A call as the chain has it. */
export const fullCall = ({ to, value = 0n, data = "0x" }: AccountCall): Required<AccountCall> => ({ to, value, data });

/**
 * The call data that has an account make calls: of a user operation, or of a transaction of an ordinary account that delegates to itself.
 * A user operation says when it was issued (Unix seconds, of the chain's clock): then it is a sign of life even if its calls revert, and good for a day.
 *
 * @example
 * await ann.sendTransaction({ to: ann.address, data: encodeExecution([{ to: ben.address, value: 1n }]) });
 */
export function encodeExecution(calls: readonly AccountCall[], issuedAt = 0n): string {
  const mode = concat([PLAIN, toBeHex(issuedAt, 22)]);
  return ACCOUNT.encodeFunctionData("execute", [
    mode,
    AbiCoder.defaultAbiCoder().encode([CALLS], [calls.map(fullCall)]),
  ]);
}

/**
 * The same for calls that are authorized by what comes with them.
 *
 * @example
 * encodeAuthorizedExecution(batch.calls, AbiCoder.defaultAbiCoder().encode(["uint256", "uint256", "bytes"], [nonce, deadline, signature]));
 */
export function encodeAuthorizedExecution(calls: readonly AccountCall[], opData: string): string {
  const executionData = AbiCoder.defaultAbiCoder().encode([CALLS, "bytes"], [calls.map(fullCall), opData]);
  return ACCOUNT.encodeFunctionData("execute", [concat([WITH_OP_DATA, toBeHex(0n, 22)]), executionData]);
}
