import { isRaw } from "../../chain/raw.ts";

/** A node didn't answer, or what answered is none. Nobody knows whether it did what was asked. */
export class NodeDownError extends Error {
  override readonly name: string = "NodeDownError";
}

/** A node's answer that it won't, in the shape of JSON-RPC. */
export class NodeAnswerError extends Error {
  override readonly name: string = "NodeAnswerError";
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** Codes of gateways that speak for a node that they can't reach now, or for too many requests. */
const PASSING: ReadonlySet<number> = new Set([-32_005, -32_603]);
const PASSING_WORDS =
  /\b(?:rate limit|too many requests|timed? ?out|temporarily unavailable|no backends?|service unavailable)\b/i;

/** The host of a node's address: the rest of it may be a key. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "a node whose address can't be read";
}

/**
 * Asks a node.
 *
 * @throws {NodeDownError} Where there is no answer.
 * @throws {NodeAnswerError} Where the answer is an error.
 */
export async function ask(url: string, method: string, params: readonly unknown[], timeout: number): Promise<unknown> {
  const answer = await post(url, JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), timeout);
  if (!isRaw(answer)) throw new NodeDownError(`${hostOf(url)} answered something else than JSON-RPC`);
  const { error } = answer;
  if (!isRaw(error)) {
    if (!("result" in answer)) throw new NodeDownError(`${hostOf(url)} answered something else than JSON-RPC`);
    return answer["result"];
  }
  const code = typeof error["code"] === "number" ? error["code"] : 0;
  const message = typeof error["message"] === "string" ? error["message"] : "an error without words";
  if (PASSING.has(code) && PASSING_WORDS.test(message)) throw new NodeDownError(`${hostOf(url)} is too busy to answer`);
  throw new NodeAnswerError(code, message, error["data"]);
}

async function post(url: string, body: string, timeout: number): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const signal = AbortSignal.timeout(timeout);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { method: "POST", headers, body, redirect: "error", signal });
    text = await answer.text();
  } catch {
    // What it says may have the address in it, and with it a key.
    throw new NodeDownError(`${hostOf(url)} doesn't answer`);
  }
  try {
    // Some nodes send their errors with a status of one.
    const found: unknown = JSON.parse(text);
    if (answer.ok || (isRaw(found) && isRaw(found["error"]))) return found;
  } catch {
    // Told below.
  }
  throw new NodeDownError(`${hostOf(url)} answered with status ${answer.status} and no JSON-RPC`);
}
