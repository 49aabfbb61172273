import { answersIn } from "./node.ts";
import { isAnsweredByRevert } from "./revert.ts";

/**
 * How nodes say that they don't keep the state, or the block, that a call was to be answered from. There is no code for it: most send
 * -32000, as for much else. Whole phrases, so that no other failure that mentions one of the words is taken for it.
 */
const WORDINGS: readonly RegExp[] = [
  // geth, hash scheme, and what is built on it (bor, bsc, nitro, op-geth): "missing trie node 5d0d… (path ) state 0x5d0d… is not available, not found"
  /\bmissing trie node (?:0x)?[0-9a-f]+/i,
  // geth, path scheme: "historical state 5d0d… is not available"; nitro and public gateways: "historical state is not available"
  /\bhistorical state (?:(?:0x)?[0-9a-f]+ )?is not available\b/i,
  // geth, either scheme: "state 0x5d0d… is not available"
  /\bstate 0x[0-9a-f]+ is not available\b/i,
  // geth, path scheme, before it could keep history
  /\bhistorical state not available in path scheme yet\b/i,
  // geth, archive of the path scheme that is still at work on its index
  /\bstate histories haven't been fully indexed yet\b/i,
  // geth, tracing and calls that would have to run blocks again: "required historical state unavailable (reexec=128)"
  /\brequired historical state unavailable\b/i,
  // geth and erigon, a block that the node doesn't have, pruned or not yet there; alone, since gateways miss headers of other kinds
  /^header not found$/i,
  // geth and reth after EIP-4444, code 4444: "pruned history unavailable"
  /\bpruned history unavailable\b/i,
  // erigon 3: "old data not available due to pruning"
  /\bold data not available due to pruning\b/i,
  // erigon, code -32000, and public gateways in front of it, code -32701: "history has been pruned for this block"
  /\bhistory has been pruned for this block\b/i,
  // nethermind, code -32002: "No state available for block 123 (0x5d0d…)"
  /\bno state available for block\b/i,
  // nethermind, code -32603 with the exception as data, where it looks too late
  /\bNethermind\.Trie\.MissingTrieNodeException\b/,
  // besu, code -32000; releases that answer a call with a bare "Internal error" instead can't be told from a fault
  /^world state unavailable$/i,
  // reth, code -32603: "state at block #123 is pruned"
  /\bstate at block #\d+ is pruned\b/i,
  // openethereum and parity, code -32000
  /\byour node is running with state pruning\b/i,
];

/**
 * Whether a read failed because the node keeps no state of so old a block, as all but archives. Any other failure is none of this: a node
 * that is down, a revert, an answer that makes no sense.
 *
 * @example
 * const supply = await token.totalSupply({ blockTag: 1_000_000 }).catch((error) => {
 *   if (isMissingState(error)) return null;
 *   throw error;
 * });
 */
export function isMissingState(error: unknown): boolean {
  // What ended as the EVM ran it was served, whatever words the contract chose for its reason.
  if (isAnsweredByRevert(error)) return false;
  return answersIn(error).some(({ texts }) => texts.some((text) => WORDINGS.some((wording) => wording.test(text))));
}
