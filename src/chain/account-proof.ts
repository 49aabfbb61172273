import { decodeRlp, getAddress, keccak256, toQuantity } from "ethers";

import { type BlockName, type ChainHeader, readHeader } from "./header.ts";
import { isMissingState } from "./missing-state.ts";
import { answersIn, isMissingMethod, type JsonRpcNode } from "./node.ts";
import { ProofError } from "./proof-error.ts";
import { isRaw, listOf } from "./raw.ts";
import { readProof } from "./trie.ts";

/** An account at the end of a block, with what shows it to `ChainProof`. */
export interface AccountProof {
  header: ChainHeader;
  account: string;
  /** The nodes of the state trie from the root to the account. */
  nodes: string[];
  nonce: bigint;
  balance: bigint;
  storageRoot: string;
  codeHash: string;
  /** Whether there is code: a contract's, or a delegation by EIP-7702. */
  hasCode: boolean;
}

const NO_CODE = keccak256("0x");

/** How nodes say that they keep the state, but make no proof of so old a block. */
const TOO_OLD: readonly RegExp[] = [
  // reth, code -32602; the window is 0 unless its operator sets another: then a proof is made of the newest block alone
  /\bdistance to target block exceeds maximum proof window\b/i,
  // erigon, code -32000
  /\brequested block is too old, block must be within \d+ blocks\b/i,
];

/**
 * Has a node prove an account at the end of a block, and checks the proof before anybody pays for it.
 *
 * @param name The newest block unless it is named. What `ChainProof` accepts lies at most 8,191 blocks back, on some chains 256.
 * @throws {ProofError} Where there is no proof, with the reason: the node can't (`no-proofs`, `no-state`), or there is no such account (`absent`).
 *
 * @example
 * const { header, nodes } = await accountProof(new JsonRpcProvider("http://127.0.0.1:8545"), owner);
 * await prover.proveActivity(header.rlp, owner, nodes);
 */
export async function accountProof(
  node: JsonRpcNode,
  account: string,
  name: BlockName = "latest",
): Promise<AccountProof> {
  const owner = getAddress(account);
  const header = await readHeader(node, name);
  const nodes = await readNodes(node, owner, header.number);
  const leaf = readProof(header.stateRoot, keccak256(owner), nodes);
  if (leaf === null)
    throw new ProofError("absent", `There is no account ${owner} in block ${header.number}: it has never been touched`);
  const items = decodeRlp(leaf);
  const [nonce, balance, storageRoot, codeHash] = items;
  if (
    items.length !== 4 ||
    typeof nonce !== "string" ||
    typeof balance !== "string" ||
    typeof storageRoot !== "string" ||
    typeof codeHash !== "string"
  )
    throw new ProofError(
      "trie-format",
      `The chain keeps ${items.length} items of an account, and 4 are known: nothing can be proven there`,
    );
  return {
    header,
    account: owner,
    nodes,
    nonce: scalarIn(nonce),
    balance: scalarIn(balance),
    storageRoot,
    codeHash,
    hasCode: codeHash !== NO_CODE,
  };
}

/** By the block's number, since few nodes take a hash there; should that be another block meanwhile, its root shows it. */
async function readNodes(node: JsonRpcNode, owner: string, number: bigint): Promise<string[]> {
  const answer = await node.send("eth_getProof", [owner, [], toQuantity(number)]).catch((error: unknown) => {
    if (isMissingMethod(error))
      throw new ProofError("no-proofs", "The node doesn't offer eth_getProof: ask another one", { cause: error });
    if (isMissingState(error) || isTooOld(error))
      throw new ProofError(
        "no-state",
        `The node can't prove anything of block ${number} any more: ask an archive, or take a newer block`,
        { cause: error },
      );
    throw error;
  });
  if (!isRaw(answer)) throw new ProofError("no-block", `The node has no state of block ${number}`);
  return listOf(answer, "accountProof").map(String);
}

function isTooOld(error: unknown): boolean {
  return answersIn(error).some(({ texts }) => texts.some((text) => TOO_OLD.some((wording) => wording.test(text))));
}

function scalarIn(data: string): bigint {
  return data === "0x" ? 0n : BigInt(data);
}
