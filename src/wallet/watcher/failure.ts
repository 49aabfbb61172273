import { isError } from "ethers";

import { answersIn } from "../../chain/node.ts";
import { printable } from "../../chain/printable.ts";
import { ProofError } from "../../chain/proof-error.ts";
import { isRevert } from "../../chain/revert.ts";
import { TooMuchGasError } from "../../chain/transaction.ts";
import { explainError } from "../errors.ts";

/** What stands for the rest of an address of a node or a receiver, which may be a key. */
const ADDRESS = /\b(?:https?|wss?):\/\/[^\s"'`)\]}]+/gi;

/**
 * Why something failed, in a line, without the paths and queries of addresses: those of nodes and receivers have keys in them.
 *
 * @example
 * console.error(failureText(error));
 */
export function failureText(error: unknown): string {
  const told = explainError(error);
  if (told !== null) return `${told.cause} ${told.remedy}`;
  const text =
    error instanceof Error && "shortMessage" in error && typeof error.shortMessage === "string"
      ? error.shortMessage
      : error instanceof Error
        ? error.message
        : String(error);
  return printable(withoutKeys(text.split("\n")[0] ?? ""));
}

/** A text in which addresses end after their host. */
export function withoutKeys(text: string): string {
  return text.replace(ADDRESS, (address) => (URL.canParse(address) ? `${new URL(address).host}/…` : "…"));
}

/** Codes of ethers for what a node refuses for a reason that has to do with the sender, or with another transaction. */
const REFUSALS = ["INSUFFICIENT_FUNDS", "NONCE_EXPIRED", "REPLACEMENT_UNDERPRICED"] as const;
/** The same in the words of nodes. */
const REFUSED = /\binsufficient funds\b|\benough funds\b|\bnonce too low\b|\bunderpriced\b|\balready known\b/i;

/** Whether the chain refused a transaction, or would, or there is no proof to send: anything else is a fault of the node, or of ours. */
export function isRefusal(error: unknown): boolean {
  if (
    error instanceof ProofError ||
    error instanceof TooMuchGasError ||
    isRevert(error) ||
    explainError(error) !== null
  )
    return true;
  if (REFUSALS.some((code) => isError(error, code))) return true;
  return answersIn(error).some(({ texts }) => texts.some((text) => REFUSED.test(text)));
}
