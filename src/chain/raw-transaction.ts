import { concat, encodeRlp, keccak256, type RlpStructuredData } from "ethers";

import { ProofError } from "./proof-error.ts";
import { dataOf, isRaw, itemsOf, listOf, quantityOf, type Raw, scalar } from "./raw.ts";

type Part = (from: Raw) => RlpStructuredData;

const number =
  (name: string): Part =>
  (from) =>
    scalar(quantityOf(from, name));
const data =
  (name: string): Part =>
  (from) =>
    dataOf(from, name);

/** Some nodes call the parity of a signature `v` in transactions that have a type, and some call the input `data`. */
const parity: Part = (from) => scalar(quantityOf(from, from["yParity"] === undefined ? "v" : "yParity"));
const input: Part = (from) => dataOf(from, from["input"] === undefined ? "data" : "input");

const accessList: Part = (from) =>
  itemsOf(from, "accessList", (entry) => [dataOf(entry, "address"), listOf(entry, "storageKeys").map(String)]);
const blobs: Part = (from) => listOf(from, "blobVersionedHashes").map(String);
const authorizations: Part = (from) =>
  itemsOf(from, "authorizationList", (entry) => AUTHORIZATION.map((part) => part(entry)));

const TARGET = [number("gas"), data("to"), number("value"), input];
const SIGNATURE = [number("r"), number("s")];
const AUTHORIZATION = [number("chainId"), data("address"), number("nonce"), parity, ...SIGNATURE];
const FEES = [number("chainId"), number("nonce"), number("maxPriorityFeePerGas"), number("maxFeePerGas")];

/** The fields of each type of transaction, in their order. */
const TYPES: Readonly<Record<string, readonly Part[]>> = {
  0: [number("nonce"), number("gasPrice"), ...TARGET, number("v"), ...SIGNATURE],
  1: [number("chainId"), number("nonce"), number("gasPrice"), ...TARGET, accessList, parity, ...SIGNATURE],
  2: [...FEES, ...TARGET, accessList, parity, ...SIGNATURE],
  3: [...FEES, ...TARGET, accessList, number("maxFeePerBlobGas"), blobs, parity, ...SIGNATURE],
  4: [...FEES, ...TARGET, accessList, authorizations, parity, ...SIGNATURE],
};

/**
 * A transaction as it was sent and as its block holds it, out of what a node tells of it. Checked against the transaction's hash.
 *
 * @throws {ProofError} `transaction-format` where its type isn't known here.
 *
 * @example
 * const raw = rawTransaction(await node.send("eth_getTransactionByHash", [hash]));
 */
export function rawTransaction(transaction: Raw): string {
  const type = typeOf(transaction);
  const hash = dataOf(transaction, "hash");
  const parts = TYPES[type];
  const raw = parts === undefined ? null : typed(type, encodeRlp(parts.map((part) => part(transaction))));
  if (raw === null || keccak256(raw) !== hash)
    throw new ProofError(
      "transaction-format",
      `Transaction ${hash} has type ${type} in a format that isn't known here`,
    );
  return raw;
}

/**
 * A receipt as its block holds it, out of what a node tells of it. Whether it is the true one, the block's root shows.
 *
 * @example
 * const raw = rawReceipt(await node.send("eth_getTransactionReceipt", [hash]));
 */
export function rawReceipt(receipt: Raw): string {
  const body = encodeRlp([
    // Before Byzantium a receipt had a state root there.
    receipt["status"] === undefined ? dataOf(receipt, "root") : scalar(quantityOf(receipt, "status")),
    scalar(quantityOf(receipt, "cumulativeGasUsed")),
    dataOf(receipt, "logsBloom"),
    itemsOf(receipt, "logs", (log) => [dataOf(log, "address"), listOf(log, "topics").map(String), dataOf(log, "data")]),
  ]);
  return typed(typeOf(receipt), body);
}

function typeOf(from: Raw): number {
  return from["type"] === undefined ? 0 : Number(quantityOf(from, "type"));
}

/** What came before types has none in front. */
function typed(type: number, body: string): string {
  return type === 0 ? body : concat([new Uint8Array([type]), body]);
}

/** The transactions of a block that was read with them in full. */
export function transactionsOf(block: Raw): Raw[] {
  return listOf(block, "transactions").map((transaction) => {
    if (!isRaw(transaction)) throw new TypeError("The node gave no transactions, but their hashes");
    return transaction;
  });
}
