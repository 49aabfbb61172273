import { encodeRlp, isHexString, keccak256, toQuantity } from "ethers";

import type { JsonRpcNode } from "./node.ts";
import { ProofError } from "./proof-error.ts";
import { dataOf, isRaw, quantityOf, type Raw, scalar } from "./raw.ts";

/** A block: its number, its hash, or a word such as "latest". */
export type BlockName = bigint | number | string;

/** A header as `ChainProof` takes it, and what it says. */
export interface ChainHeader {
  number: bigint;
  /** Unix seconds. */
  timestamp: bigint;
  hash: string;
  /** The RLP encoding, of which `hash` is the Keccak-256. */
  rlp: string;
  stateRoot: string;
  transactionsRoot: string;
  receiptsRoot: string;
}

type Field = readonly [name: string, kind: "data" | "number"];

/** What every header has, in its order. */
const FIELDS: readonly Field[] = [
  ["parentHash", "data"],
  ["sha3Uncles", "data"],
  ["miner", "data"],
  ["stateRoot", "data"],
  ["transactionsRoot", "data"],
  ["receiptsRoot", "data"],
  ["logsBloom", "data"],
  ["difficulty", "number"],
  ["number", "number"],
  ["gasLimit", "number"],
  ["gasUsed", "number"],
  ["timestamp", "number"],
  ["extraData", "data"],
  ["mixHash", "data"],
  ["nonce", "data"],
];

/** What forks have added since, in their order. */
const ADDED: readonly Field[] = [
  ["baseFeePerGas", "number"],
  ["withdrawalsRoot", "data"],
  ["blobGasUsed", "number"],
  ["excessBlobGas", "number"],
  ["parentBeaconBlockRoot", "data"],
  ["requestsHash", "data"],
  ["blockAccessListHash", "data"],
  ["slotNumber", "number"],
];

/** What nodes tell of a block that is no part of its header. */
const BESIDE = ["hash", "size", "totalDifficulty", "uncles", "transactions", "withdrawals"];

/**
 * Builds a header out of a block as `eth_getBlockByNumber` gives it; null where no known format hashes to the block's hash.
 *
 * @example
 * const block = await node.send("eth_getBlockByNumber", ["latest", false]);
 * const rlp = encodeHeader(block);
 */
export function encodeHeader(block: Raw): string | null {
  const hash = dataOf(block, "hash");
  const added = ADDED.filter(([name]) => typeof block[name] === "string");
  // Some nodes tell of fields that their chain's header hasn't got: fewer and fewer of the added ones are tried.
  for (let count = added.length; count >= 0; --count) {
    const fields = [...FIELDS, ...added.slice(0, count)];
    const rlp = encodeRlp(
      fields.map(([name, kind]) => (kind === "data" ? dataOf(block, name) : scalar(quantityOf(block, name)))),
    );
    if (keccak256(rlp) === hash) return rlp;
  }
  return null;
}

/**
 * Reads the header of a block, and checks it against the block's hash.
 *
 * @throws {ProofError} `no-block`, or `header-format` where the chain builds headers in a way that isn't known here.
 *
 * @example
 * const header = await readHeader(new JsonRpcProvider("http://127.0.0.1:8545"), "latest");
 * await prover.proveActivity(header.rlp, owner, nodes);
 */
export async function readHeader(node: JsonRpcNode, name: BlockName): Promise<ChainHeader> {
  return headerOf(node, await readBlock(node, name, false));
}

/** The header of a block that was read already. */
export async function headerOf(node: JsonRpcNode, block: Raw): Promise<ChainHeader> {
  const rlp = headerOrNull(block);
  if (rlp === null) throw new ProofError("header-format", await unknownFormat(node, block));
  return {
    number: quantityOf(block, "number"),
    timestamp: quantityOf(block, "timestamp"),
    hash: dataOf(block, "hash"),
    rlp,
    stateRoot: dataOf(block, "stateRoot"),
    transactionsRoot: dataOf(block, "transactionsRoot"),
    receiptsRoot: dataOf(block, "receiptsRoot"),
  };
}

/** A block as the node answers it, with or without its transactions in full. */
export async function readBlock(node: JsonRpcNode, name: BlockName, full: boolean): Promise<Raw> {
  const block = isHexString(name, 32)
    ? await node.send("eth_getBlockByHash", [name, full])
    : await node.send("eth_getBlockByNumber", [typeof name === "string" ? name : toQuantity(name), full]);
  if (isRaw(block)) return block;
  throw new ProofError("no-block", `The node has no block ${name}`);
}

/** A block that lacks one of the fields of every header has a format that isn't known, too. */
function headerOrNull(block: Raw): string | null {
  try {
    return encodeHeader(block);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

async function unknownFormat(node: JsonRpcNode, block: Raw): Promise<string> {
  const known = new Set([...FIELDS, ...ADDED].map(([name]) => name).concat(BESIDE));
  const missing = FIELDS.map(([name]) => name).filter((name) => typeof block[name] !== "string");
  const strange = Object.keys(block).filter((name) => !known.has(name));
  const chain = BigInt(String(await node.send("eth_chainId", [])));
  return [
    `Chain ${chain} builds the header of block ${BigInt(String(block["number"]))} in a format that isn't known here`,
    ...(missing.length === 0 ? [] : [`it has no ${missing.join(", ")}`]),
    ...(strange.length === 0 ? [] : [`it tells of ${strange.join(", ")}`]),
    `nothing known hashes to ${String(block["hash"])}`,
  ].join("; ");
}
