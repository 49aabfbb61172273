import { isHexString, keccak256 } from "ethers";

import type { JsonRpcNode } from "../../chain/node.ts";
import { isRaw } from "../../chain/raw.ts";
import { judgeNodes, type NodeStanding, probe } from "./probe.ts";
import { ask, hostOf, NodeAnswerError, NodeDownError } from "./rpc.ts";

/** Which nodes there are, and how one is chosen. */
export interface NodeChoice {
  urls: readonly string[];
  chainId: bigint;
  /** Milliseconds that an answer may take; 10,000 unless it is named. */
  timeout?: number;
  /** Milliseconds after which the nodes are compared again; 30,000 unless it is named. */
  every?: number;
  /** How many blocks a node may be behind the best one; 3 unless it is named. */
  lag?: bigint;
  /** How many seconds a node's newest block may be older than that of the best one, or than the clock; 120 unless it is named. */
  age?: bigint;
  /** Is told what is wrong with a node, once while it is so. */
  tell?: (problem: string) => void;
}

/** No node serves; each with the reason. */
export class NoNodeError extends Error {
  override readonly name: string = "NoNodeError";

  constructor(chainId: bigint, problems: readonly string[]) {
    const reasons = problems.length === 0 ? "there is none in the list" : problems.join("; ");
    super(`No node of chain ${chainId} serves (${reasons}): check the network, and the list of nodes`);
  }
}

/** How nodes say that they have a transaction already. */
const KNOWN = /\balready known\b|\bknown transaction\b|\balready imported\b|\balready in (?:the )?(?:mem)?pool\b/i;
/** How they say that its sender's place is taken: by itself, where it is in a block already. */
const TAKEN = /\bnonce (?:is )?too low\b|\bnonce has already been used\b/i;

/** A request that would do something else if it were made twice. */
const ONCE = /^eth_sendTransaction$|^eth_sendUserOperation$/;

/**
 * One node out of several: the best one, and another one in the same request if that fails. Serves as a node for ethers.
 *
 * @example
 * const nodes = new NodePool({ urls: ["https://a.example", "https://b.example"], chainId: 1n });
 * const number = await nodes.send("eth_blockNumber", []);
 */
export class NodePool implements JsonRpcNode {
  readonly #choice: Required<NodeChoice>;
  #standings: NodeStanding[] = [];
  #comparedAt = Number.NEGATIVE_INFINITY;
  #comparing: Promise<NodeStanding[]> | null = null;
  #chosen: string | null = null;
  readonly #failed = new Set<string>();
  readonly #told = new Map<string, string>();

  constructor(choice: NodeChoice) {
    for (const url of choice.urls)
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        throw new RangeError(
          `Node ${choice.urls.indexOf(url) + 1} has no address like https://node.example: correct it`,
        );
    this.#choice = { timeout: 10_000, every: 30_000, lag: 3n, age: 120n, tell: () => undefined, ...choice };
  }

  /** Compares the nodes now. */
  compare(): Promise<NodeStanding[]> {
    // Who asks meanwhile gets the same answer.
    this.#comparing ??= this.#compare().finally(() => {
      this.#comparing = null;
    });
    return this.#comparing;
  }

  /** The address of the node that would be asked now. */
  async chosen(): Promise<string> {
    const [first] = await this.#inOrder();
    if (first === undefined) throw this.#none();
    return first;
  }

  /** Asks the best node, and the next one where it doesn't answer. A raw transaction goes by {@link broadcast}. */
  async send(method: string, params: unknown[]): Promise<unknown> {
    if (method === "eth_sendRawTransaction") return this.broadcast(String(params[0]));
    for (const url of await this.#inOrder()) {
      try {
        return await ask(url, method, params, this.#choice.timeout);
      } catch (error) {
        if (!(error instanceof NodeDownError)) throw error;
        this.#fail(url, error);
        // Nobody knows whether it was done.
        if (ONCE.test(method)) throw error;
      }
    }
    throw this.#none();
  }

  /**
   * Sends a signed transaction, and gives its hash. Where a node fails in the middle, the next one is asked first what became of it, and gets the same bytes if it doesn't know.
   *
   * @throws {NodeAnswerError} Where a node refuses it.
   */
  async broadcast(raw: string): Promise<string> {
    if (!isHexString(raw)) throw new RangeError("It is no signed transaction: give its bytes as hexadecimal digits");
    const hash = keccak256(raw);
    let isFirst = true;
    for (const url of await this.#inOrder()) {
      try {
        await this.#offer(url, raw, isFirst ? null : hash);
        return hash;
      } catch (error) {
        if (!(error instanceof NodeDownError)) throw error;
        this.#fail(url, error);
      }
      isFirst = false;
    }
    throw this.#none();
  }

  /** Sends a transaction by a node, unless it knows it; asks for that before where one that failed may have had it. */
  async #offer(url: string, raw: string, before: string | null): Promise<void> {
    if (before !== null && (await this.#has(url, before))) return;
    try {
      await ask(url, "eth_sendRawTransaction", [raw], this.#choice.timeout);
    } catch (error) {
      if (!(error instanceof NodeAnswerError)) throw error;
      if (KNOWN.test(error.message)) return;
      if (TAKEN.test(error.message) && (await this.#has(url, keccak256(raw)))) return;
      throw error;
    }
  }

  async #has(url: string, hash: string): Promise<boolean> {
    return isRaw(await ask(url, "eth_getTransactionByHash", [hash], this.#choice.timeout));
  }

  /** Nodes that may be used, the best first. One that is chosen stays so while it is fresh: another one's head may be another one. */
  async #inOrder(): Promise<string[]> {
    const isOld = performance.now() - this.#comparedAt >= this.#choice.every;
    const usable = (): string[] =>
      this.#standings.flatMap(({ url, sight }) => (sight === null || this.#failed.has(url) ? [] : [url]));
    if (isOld || usable().length === 0) await this.compare();
    const urls = usable();
    const chosen = this.#standings.find(({ url }) => url === this.#chosen);
    const first = chosen?.standing === "fresh" && urls.includes(chosen.url) ? chosen.url : urls[0];
    this.#chosen = first ?? null;
    return first === undefined ? [] : [first, ...urls.filter((url) => url !== first)];
  }

  async #compare(): Promise<NodeStanding[]> {
    const { urls, timeout, tell, ...rules } = this.#choice;
    const seen = await Promise.all(urls.map(async (url) => ({ url, found: await probe(url, timeout) })));
    const clock = BigInt(Math.floor(Date.now() / 1_000));
    this.#standings = judgeNodes(seen, rules, clock);
    this.#comparedAt = performance.now();
    this.#failed.clear();
    for (const { url, standing, problem } of this.#standings) {
      const before = this.#told.get(url) ?? "fresh";
      this.#told.set(url, standing);
      // Numbers in it are others each time: it is news when it stands otherwise.
      if (problem !== null && before !== standing) tell(problem);
    }
    return this.#standings;
  }

  #fail(url: string, { message }: NodeDownError): void {
    this.#failed.add(url);
    if (this.#told.get(url) === "down") return;
    this.#told.set(url, "down");
    this.#choice.tell(message);
  }

  #none(): NoNodeError {
    const problems = this.#standings.flatMap(({ url, problem }) =>
      this.#failed.has(url) ? [`${hostOf(url)} doesn't answer`] : problem === null ? [] : [problem],
    );
    return new NoNodeError(this.#choice.chainId, problems);
  }
}
