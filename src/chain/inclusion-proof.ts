import { encodeRlp } from "ethers";

import { type ChainHeader, headerOf, readBlock } from "./header.ts";
import { isMissingMethod, type JsonRpcNode } from "./node.ts";
import { ProofError } from "./proof-error.ts";
import { dataOf, isRaw, quantityOf, type Raw, scalar } from "./raw.ts";
import { rawReceipt, rawTransaction, transactionsOf } from "./raw-transaction.ts";
import { Trie } from "./trie.ts";

/** What shows to `ChainProof` that a block holds a transaction. */
export interface TransactionProof {
  header: ChainHeader;
  /** Its place in the block, from 0. */
  index: number;
  hash: string;
  /** The transaction as it was sent. */
  raw: string;
  /** The nodes of the trie of transactions from the root to this one. */
  nodes: string[];
}

/** What shows to `ChainProof` what became of a transaction. */
export interface ReceiptProof {
  header: ChainHeader;
  /** The place of its transaction in the block, from 0. */
  index: number;
  /** The receipt as the trie holds it. */
  raw: string;
  nodes: string[];
  /** Whether the transaction succeeded. */
  success: boolean;
}

/**
 * Builds the proof that a transaction is in its block, and checks it against the block's root.
 *
 * @throws {ProofError} `no-block` where the node doesn't know it, or it is still waiting; `transaction-format` and `trie-format` where the chain has other
 * transactions than those of Ethereum.
 *
 * @example
 * const { header, index, nodes } = await transactionProof(new JsonRpcProvider("http://127.0.0.1:8545"), hash);
 */
export async function transactionProof(node: JsonRpcNode, hash: string): Promise<TransactionProof> {
  const { block, index } = await find(node, hash);
  const header = await headerOf(node, block);
  const { raw, nodes } = prove(transactionsOf(block).map(rawTransaction), index, header, "transactionsRoot");
  return { header, index, hash, raw, nodes };
}

/**
 * Builds the proof of a transaction's receipt, and checks it against the block's root.
 *
 * @throws {ProofError} As {@link transactionProof}.
 *
 * @example
 * const { header, index, nodes, success } = await receiptProof(new JsonRpcProvider("http://127.0.0.1:8545"), hash);
 */
export async function receiptProof(node: JsonRpcNode, hash: string): Promise<ReceiptProof> {
  const { block, index } = await find(node, hash);
  const header = await headerOf(node, block);
  const receipts = await readReceipts(node, block);
  const { raw, nodes } = prove(receipts.map(rawReceipt), index, header, "receiptsRoot");
  return { header, index, raw, nodes, success: receipts[index]?.["status"] === "0x1" };
}

/** The block that holds a transaction, and where. */
async function find(node: JsonRpcNode, hash: string): Promise<{ block: Raw; index: number }> {
  const transaction = await node.send("eth_getTransactionByHash", [hash]);
  if (!isRaw(transaction) || typeof transaction["blockHash"] !== "string")
    throw new ProofError("no-block", `The node knows of no block that holds transaction ${hash}`);
  const block = await readBlock(node, transaction["blockHash"], true);
  return { block, index: Number(quantityOf(transaction, "transactionIndex")) };
}

/** All of the block at once where the node offers that, one by one where it doesn't. */
async function readReceipts(node: JsonRpcNode, block: Raw): Promise<Raw[]> {
  const answers = await node.send("eth_getBlockReceipts", [block["number"]]).catch((error: unknown) => {
    if (!isMissingMethod(error)) throw error;
    const hashes = transactionsOf(block).map((transaction) => dataOf(transaction, "hash"));
    return Promise.all(hashes.map((hash) => node.send("eth_getTransactionReceipt", [hash])));
  });
  if (Array.isArray(answers) && answers.every(isRaw)) return answers;
  throw new ProofError("no-block", `The node doesn't have the receipts of block ${dataOf(block, "hash")}`);
}

function prove(
  values: readonly string[],
  index: number,
  header: ChainHeader,
  root: "transactionsRoot" | "receiptsRoot",
): { raw: string; nodes: string[] } {
  const keys = values.map((_, i) => encodeRlp(scalar(BigInt(i))));
  const trie = new Trie(values.map((value, i) => [keys[i] ?? "0x", value]));
  const raw = values[index];
  const key = keys[index];
  if (trie.root !== header[root] || raw === undefined || key === undefined)
    throw new ProofError(
      "trie-format",
      `The ${root} of block ${header.number} isn't that of a trie as Ethereum builds it over what the node gave: nothing can be proven of it`,
    );
  return { raw, nodes: trie.prove(key) };
}
