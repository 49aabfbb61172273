/**
 * What is needed of a node: ethers' `JsonRpcProvider` has it, and so have a browser's wallet in `BrowserProvider` and Hardhat's provider.
 *
 * @example
 * const node: JsonRpcNode = new JsonRpcProvider("http://127.0.0.1:8545");
 */
export interface JsonRpcNode {
  send(method: string, params: unknown[]): Promise<unknown>;
}

/** What a node answered to a request: an error of JSON-RPC. */
export interface NodeAnswer {
  code: number;
  /** The message, and the data where that is text. */
  texts: string[];
}

/** Where libraries and wallets keep the answer of the node that they tell of. */
const WRAPPINGS = ["info", "error", "data", "cause"] as const;

/** The code of a method that the node doesn't have. */
const METHOD_NOT_FOUND = -32_601;

/** How nodes say it that send another code. Whole phrases that begin with the method. */
const NO_METHOD = /^(?:the )?method (?:"?\w+"? )?(?:is )?(?:not found|not supported|does not exist\/is not available)/i;

/** The answers of nodes that an error wraps; `seen` guards against one that bites its tail. */
export function answersIn(value: unknown, seen = new Set<unknown>()): NodeAnswer[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const { code, message, data } = fields;
  // Errors of ethers and of Node have a code that is a word; what they say themselves is no answer of a node.
  const own: NodeAnswer[] =
    typeof code === "number" && typeof message === "string"
      ? [{ code, texts: typeof data === "string" ? [message, data] : [message] }]
      : [];
  return [...own, ...WRAPPINGS.flatMap((name) => answersIn(fields[name], seen))];
}

/** Whether a request failed because the node doesn't have the method at all. */
export function isMissingMethod(error: unknown): boolean {
  return answersIn(error).some(
    ({ code, texts }) => code === METHOD_NOT_FOUND || texts.some((text) => NO_METHOD.test(text)),
  );
}
