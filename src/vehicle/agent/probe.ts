import { isRaw, quantityOf } from "../../chain/raw.ts";
import { ask, hostOf, NodeAnswerError, NodeDownError } from "./rpc.ts";

/** What a node said of itself. */
export interface NodeSight {
  url: string;
  /** Milliseconds until it had answered. */
  latency: number;
  chainId: bigint;
  /** Its newest block. */
  number: bigint;
  /** Unix seconds. */
  timestamp: bigint;
}

/** How a node stands beside the others. */
export type NodeStanding =
  | { url: string; standing: "fresh" | "behind" | "ahead"; sight: NodeSight; problem: string | null }
  | { url: string; standing: "foreign" | "down"; sight: null; problem: string };

/** What nodes are judged by. */
export interface NodeRules {
  chainId: bigint;
  /** How many blocks a node may be behind the best one. */
  lag: bigint;
  /** How many seconds its newest block may be older than that of the best one, or than the clock. */
  age: bigint;
}

/** Seconds that a block may be ahead of the clock and of most other nodes: clocks are wrong, and one who shows blocks of tomorrow is no judge of today. */
const AHEAD = 900n;

/** Asks a node for its chain and its newest block. */
export async function probe(url: string, timeout: number): Promise<NodeSight | NodeDownError> {
  const start = performance.now();
  try {
    const [chain, block] = await Promise.all([
      ask(url, "eth_chainId", [], timeout),
      ask(url, "eth_getBlockByNumber", ["latest", false], timeout),
    ]);
    const latency = performance.now() - start;
    if (!isRaw(block)) return new NodeDownError(`${hostOf(url)} has no block`);
    const chainId = quantityOf({ chain }, "chain");
    return { url, latency, chainId, number: quantityOf(block, "number"), timestamp: quantityOf(block, "timestamp") };
  } catch (error) {
    if (error instanceof NodeDownError) return error;
    if (error instanceof NodeAnswerError)
      return new NodeDownError(`${hostOf(url)} refuses to answer: ${error.message}`);
    if (error instanceof TypeError)
      return new NodeDownError(`${hostOf(url)} answered something else than a chain's node`);
    throw error;
  }
}

/**
 * Nodes in the order in which to use them. None of another chain is ever used; those that are behind, or ahead of time, only after the others.
 *
 * @param clock Unix seconds; of the host, which the nodes are only compared with.
 */
export function judgeNodes(
  seen: readonly { url: string; found: NodeSight | NodeDownError }[],
  { chainId, lag, age }: NodeRules,
  clock: bigint,
): NodeStanding[] {
  const own = seen.flatMap(({ found }) => (found instanceof Error || found.chainId !== chainId ? [] : [found]));
  const latest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
  const moments = own.map(({ timestamp }) => timestamp).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const limit = latest(clock, moments[Math.floor((moments.length - 1) / 2)] ?? 0n) + AHEAD;
  const credible = own.filter(({ timestamp }) => timestamp <= limit);
  const number = credible.map((sight) => sight.number).reduce(latest, 0n);
  const timestamp = credible.map((sight) => sight.timestamp).reduce(latest, 0n);

  const standingOf = (url: string, found: NodeSight | NodeDownError): NodeStanding => {
    if (found instanceof Error) return { url, standing: "down", sight: null, problem: found.message };
    const host = hostOf(url);
    if (found.chainId !== chainId) {
      const problem = `${host} is on chain ${found.chainId}, not on ${chainId}, and is never used: take it off the list`;
      return { url, standing: "foreign", sight: null, problem };
    }
    if (found.timestamp > limit) {
      const problem = `${host} shows a block ${found.timestamp - limit + AHEAD} s ahead of time: check it, and the clock`;
      return { url, standing: "ahead", sight: found, problem };
    }
    const blocks = number - found.number;
    const seconds = latest(timestamp, clock) - found.timestamp;
    if (blocks <= lag && seconds <= age) return { url, standing: "fresh", sight: found, problem: null };
    const problem = `${host} is ${blocks} blocks behind the best node, and its newest block is ${seconds} s old`;
    return { url, standing: "behind", sight: found, problem };
  };
  return seen.map(({ url, found }) => standingOf(url, found)).sort(byUse);
}

const ORDER: Readonly<Record<NodeStanding["standing"], number>> = {
  fresh: 0,
  behind: 1,
  ahead: 2,
  down: 3,
  foreign: 4,
};

/** Of fresh ones the fastest first, of others the one with the highest block. */
function byUse(a: NodeStanding, b: NodeStanding): number {
  if (a.standing !== b.standing) return ORDER[a.standing] - ORDER[b.standing];
  if (a.sight === null || b.sight === null) return 0;
  if (a.standing !== "fresh" && a.sight.number !== b.sight.number) return a.sight.number > b.sight.number ? -1 : 1;
  return a.sight.latency - b.sight.latency;
}
