import { isError } from "ethers";

/** What goes wrong between a command and the node, in one line with what helps; null for anything else. */
export function explainNode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { message } = error;
  if (isOutOfEther(error)) {
    return "The sender has too little ether for the fee; send it some, or name another account with --from.";
  }
  if (/out of gas|gas limit|intrinsic gas/i.test(message)) {
    return "The command takes more gas than a transaction may have; give fewer accounts at once (--page-size, where there is one), or a shorter text.";
  }
  if (isError(error, "NONCE_EXPIRED") || /nonce too low|nonce has already been used/i.test(message)) {
    return "Another transaction of the account was sent meanwhile and has taken the place of this one; run the command again.";
  }
  if (isError(error, "REPLACEMENT_UNDERPRICED") || isError(error, "TRANSACTION_REPLACED")) {
    return "Another transaction of the account stands in the place of this one; wait until it is mined, then run the command again.";
  }
  if (isError(error, "TIMEOUT")) {
    return "The node did not answer in time. What was sent may still be mined: look whether it was, then run the command again.";
  }
  if (isError(error, "NETWORK_ERROR") || isError(error, "SERVER_ERROR")) {
    return `The node can't be used: ${brief(error.shortMessage)}; check its URL in the configuration, and the connection.`;
  }
  if (isError(error, "CALL_EXCEPTION")) return explainRevert(error.data, error.receipt?.hash ?? null);
  if (isError(error, "BAD_DATA") || isError(error, "UNSUPPORTED_OPERATION")) {
    return `The answer of a contract can't be read: ${brief(error.shortMessage)}; see that the addresses are those of the contracts you mean.`;
  }
  // The last resort: what a user writes is checked before, so that the answer names what he wrote.
  if (isError(error, "INVALID_ARGUMENT") || isError(error, "NUMERIC_FAULT")) {
    return `A value can't be sent as it is: ${brief(error.shortMessage)}; check what the command was given.`;
  }
  // JSON-RPC numbers its errors.
  if ("code" in error && typeof error.code === "number") {
    return `The node refused: ${brief(message)}; check what the command was given, and that the node serves what it asks for.`;
  }
  return null;
}

/** Whether an account has too little ether for what it sends, and the fee. */
export function isOutOfEther(error: unknown): boolean {
  return (
    error instanceof Error &&
    (isError(error, "INSUFFICIENT_FUNDS") || /insufficient funds|enough funds/i.test(error.message))
  );
}

/** A revert that no error of the contracts explains; `hash` where the transaction was mined all the same. */
function explainRevert(data: string | null, hash: string | null): string {
  if (hash !== null) {
    return `The transaction ${hash} was mined and reverted, by a change in the meantime or for want of gas; run the command again to see why.`;
  }
  const what =
    data === null || data === "0x"
      ? "without a reason"
      : `with ${data.slice(0, 10)}, which is none of its known errors`;
  return `A contract reverted ${what}; see that the addresses are those of the contracts you mean.`;
}

/** The first line, without a last stop and what ethers adds in brackets for programmers. */
function brief(message: string): string {
  const [line = ""] = message.split("\n");
  return line.replace(/ \((argument|value|action|code|operation|info|method)=.*$/, "").replace(/\.$/, "");
}
