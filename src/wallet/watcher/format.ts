import { decodeRlp } from "ethers";

import { accountProof } from "../../chain/account-proof.ts";
import { readHeader } from "../../chain/header.ts";
import type { JsonRpcNode } from "../../chain/node.ts";
import { ProofError } from "../../chain/proof-error.ts";

/** How a chain writes down what `ChainProof` reads. */
export interface ChainShape {
  /** Items of a header; null where it can't be built in any way that is known here. */
  headerItems: number | null;
  /** Items of an account; null where that wasn't looked at, or can't be. */
  accountItems: number | null;
  /** What went wrong, in a line each. */
  faults: string[];
}

/** The fewest items of a header that `ChainProof` takes. */
const LEAST_ITEMS = 15;
/** The most that are known here: those of a fork that is planned. */
const MOST_ITEMS = 23;
/** Items of an account, with which `ChainProof` is content and with no others. */
const ACCOUNT_ITEMS = 4;

/** Faults that tell of a format; others are of the node, or of the account. */
const FORMATS = new Set<string>(["header-format", "trie-format", "untrue"]);

/**
 * Looks at how a chain writes its newest header, and an account.
 *
 * @param account One that the chain keeps; none where there is none to look at.
 * @example
 * const warnings = shapeWarnings(await readShape(node, plan.account), null);
 */
export async function readShape(node: JsonRpcNode, account: string | null): Promise<ChainShape> {
  const faults: string[] = [];
  const kept = async <T>(reading: Promise<T>): Promise<T | null> =>
    reading.catch((error: unknown) => {
      if (!(error instanceof ProofError)) throw error;
      if (FORMATS.has(error.fault)) faults.push(error.message);
      return null;
    });
  const header = await kept(readHeader(node, "latest"));
  const proof = account === null || header === null ? null : await kept(accountProof(node, account, header.number));
  return {
    headerItems: header === null ? null : decodeRlp(header.rlp).length,
    accountItems: proof === null ? null : ACCOUNT_ITEMS,
    faults,
  };
}

/**
 * What an operator must know of a chain's format: that it isn't what `ChainProof` reads, or that it has changed. One line each; none where all is well.
 *
 * @param before How it was; null where nobody has looked before.
 * @example
 * for (const line of shapeWarnings(shape, before)) console.warn(line);
 */
export function shapeWarnings({ headerItems, faults }: ChainShape, before: ChainShape | null): string[] {
  const warnings = faults.map((fault) => `Nothing can be proven on this chain now: ${fault}`);
  if (headerItems === null) return warnings;
  if (headerItems < LEAST_ITEMS)
    warnings.push(
      `The chain's headers have ${headerItems} items, and ChainProof takes ${LEAST_ITEMS} at least: nothing can be proven there`,
    );
  if (headerItems > MOST_ITEMS)
    warnings.push(
      `The chain's headers have ${headerItems} items, and ${MOST_ITEMS} are known here: see whether a fork has changed what ChainProof reads`,
    );
  const was = before?.headerItems ?? null;
  if (was !== null && was !== headerItems)
    warnings.push(
      `The chain's headers have ${headerItems} items now, and had ${was}: a fork. ChainProof reads the first ${LEAST_ITEMS}, and takes more`,
    );
  return warnings;
}
