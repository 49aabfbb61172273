import { type ErrorEntry, Explainer, type Explanation, type Formatters } from "../chain/explain.ts";
import { CHAIN_PROOF_ERRORS } from "../chain/kernel-errors.ts";
import { STANDARD_ERRORS } from "../chain/standard-errors.ts";
import { stateName } from "./constants.ts";
import { ACT_ERRORS } from "./errors-acts.ts";
import { FACADE_ERRORS } from "./errors-facades.ts";
import { PLAN_ERRORS } from "./errors-plans.ts";
import { SOURCE_ERRORS } from "./errors-sources.ts";

export type { ErrorEntry, Explanation, Formatters, Measure } from "../chain/explain.ts";

const { ChainProofMalformed, ChainProofOutOfReach, ChainProofNoHistory, ChainProofOtherBlock } = CHAIN_PROOF_ERRORS;
const { ChainProofInvalid, ChainProofAbsent, ChainProofAccountFormat } = CHAIN_PROOF_ERRORS;
const { InvalidShortString, StringTooLong, SafeERC20FailedOperation, Create2EmptyBytecode } = STANDARD_ERRORS;
const { FailedDeployment, InsufficientBalance } = STANDARD_ERRORS;

/**
 * Every error that the wallet contracts can raise, by name.
 *
 * @example
 * ERRORS.WalletBond.remedy; // "Send exactly the bond."
 */
export const ERRORS = {
  ...PLAN_ERRORS,
  ...ACT_ERRORS,
  ...SOURCE_ERRORS,
  ...FACADE_ERRORS,
  // ---- kernel ----
  ChainProofMalformed,
  ChainProofOutOfReach,
  ChainProofNoHistory,
  ChainProofOtherBlock,
  ChainProofInvalid,
  ChainProofAbsent,
  ChainProofAccountFormat,
  // ---- standards ----
  InvalidShortString,
  StringTooLong,
  SafeERC20FailedOperation,
  Create2EmptyBytecode,
  FailedDeployment,
  InsufficientBalance,
  CloneArgumentsTooLong: {
    signature: "CloneArgumentsTooLong()",
    cause: "The owner's key is too long to be put into the code of an account.",
    remedy: "Use a key of fewer bytes.",
  },
  ERC7579DecodingError: {
    signature: "ERC7579DecodingError()",
    cause: "The batch can't be read.",
    remedy: "Build it by `encodeBatch`.",
  },
  SafeCastOverflowedUintDowncast: {
    signature: "SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)",
    cause: "{value} doesn't fit {bits} bits.",
    remedy: "This can't be reached by a header of Ethereum's; see that the proof is one of this chain.",
  },
  AddressEmptyCode: {
    signature: "AddressEmptyCode(address target)",
    cause: "There is no contract at {target}.",
    remedy: "The registry was deployed without its desk; deploy the system again.",
  },
  FailedCall: {
    signature: "FailedCall()",
    cause: "A call failed and gave no reason: who was called doesn't know the function, or the gas didn't reach.",
    remedy: "See that what is called has what is asked of it, and send more gas.",
  },
  Error: STANDARD_ERRORS.Error,
  Panic: STANDARD_ERRORS.Panic,
} as const satisfies Record<string, ErrorEntry>;

/** The name of an error of the wallet contracts. */
export type ErrorName = keyof typeof ERRORS;

const EXPLAINER = new Explainer(ERRORS, { state: stateText });

/**
 * Puts a revert of the wallet contracts into words: an error that ethers, Hardhat or a node threw, or the bare revert data. Null for anything
 * that is no such revert.
 *
 * @example
 * try {
 *   await trigger(keeper, registry, { plan });
 * } catch (error) {
 *   const told = explainError(error);
 *   if (told === null) throw error;
 *   console.error(`${told.cause} ${told.remedy}`);
 * }
 */
export function explainError(error: unknown, formatters: Formatters = {}): Explanation | null {
  return EXPLAINER.explain(error, formatters);
}

/**
 * The same explanation with its numbers written in another way.
 *
 * @example
 * console.error(retell(told, { moment: (second) => new Date(Number(second) * 1_000).toISOString() }).cause);
 */
export function retell(explanation: Explanation, formatters: Formatters): Explanation {
  return EXPLAINER.retell(explanation, formatters);
}

/** Revert data is what somebody else's contract gave: a number beyond the known states is written as it is. */
function stateText(state: bigint): string {
  try {
    return stateName(state);
  } catch {
    return `state ${state}`;
  }
}
