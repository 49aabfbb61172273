import type { Provider, Signer } from "ethers";

import type { JsonRpcNode } from "../../chain/node.ts";
import type { Evidence } from "../silence.ts";
import type { Act } from "./decide.ts";
import type { WatchRules } from "./rules.ts";

/** The kind of something that a watcher sends. */
export type ActKind = Act["kind"];

/** What a watcher watches, and how. */
export interface Watch {
  /** Reads, and makes proofs: ethers' `JsonRpcProvider` is both. */
  node: Provider & JsonRpcNode;
  registry: string;
  /** Who sends, and pays; null for one who only tells. */
  signer: Signer | null;
  /** When something is worth its gas; {@link WATCH_RULES} unless it is named. */
  rules?: WatchRules;
  /** What may be sent; everything unless it is named. */
  acts?: readonly ActKind[];
  /** The accounts whose plans matter; all unless they are named. */
  accounts?: readonly string[];
  /** After how many further blocks a block counts as settled: facts that are only in logs, and blocks that are proven, are taken from settled ones. 5 unless it is named. */
  confirmations?: number;
  /** Whether to look for assets that came in; true unless it is named. It takes a node that gives logs of all contracts. */
  arrivals?: boolean;
  /** The registry's first block, where the node can't tell. */
  firstBlock?: number;
  /** Evidence for sources of life other than the provers, where one needs some. */
  evidence?: Evidence;
  /** How many blocks before the newest one evidence of silence is of; 1 unless it is named. 0 is for nodes that estimate as if in the next block, as Hardhat's: a local chain has no next block until somebody sends something. */
  evidenceBack?: number;
  /** The most gas of a page of an execution. */
  pageGas?: bigint;
  /** Milliseconds that a transaction is waited for, before other plans are served and another can take its place for more; 90,000 unless it is named. */
  patience?: number;
}

/** Blocks after which one counts as settled, unless the operator says otherwise. */
const SETTLED_AFTER = 5;

/** How many blocks before the newest one evidence of silence is of, as nodes need it. */
export const EVIDENCE_BACK = 1;

/** How many further blocks settle one. */
export function confirmationsOf({ confirmations = SETTLED_AFTER }: Watch): number {
  if (!Number.isSafeInteger(confirmations) || confirmations < 0)
    throw new RangeError(`${confirmations} is no number of blocks`);
  return confirmations;
}
