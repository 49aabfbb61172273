import { type BytesLike, concat, decodeRlp, encodeRlp, hexlify, keccak256, type RlpStructuredData } from "ethers";

import { ProofError } from "./proof-error.ts";

/** A path is written in hex digits, one for each step. */
type Node =
  | { kind: "leaf"; path: string; value: string }
  | { kind: "extension"; path: string; child: Node }
  | { kind: "branch"; children: readonly (Node | null)[]; value: string };

/** What a trie holds, by the hex digits of its key. */
type Entry = readonly [path: string, value: string];

const DIGITS = "0123456789abcdef";
const HASH_BYTES = 32;

/** The root of a trie that holds nothing. */
export const EMPTY_ROOT = keccak256(encodeRlp("0x"));

/**
 * A Merkle-Patricia trie, as Ethereum builds one over the transactions of a block, over its receipts and over its state.
 *
 * @example
 * const trie = new Trie([[encodeRlp("0x"), rawTransaction]]);
 * trie.root === block.transactionsRoot;
 * trie.prove(encodeRlp("0x")); // the nodes from the root to the transaction
 */
export class Trie {
  readonly root: string;
  readonly #top: Node | null;
  readonly #encoded = new Map<Node, RlpStructuredData>();

  /** @param entries Keys, each different, and what they hold, which is never empty. */
  constructor(entries: Iterable<readonly [key: BytesLike, value: BytesLike]>) {
    const sorted = Array.from(entries, ([key, value]): Entry => [digitsOf(key), hexlify(value)]);
    sorted.sort(([a], [b]) => (a < b ? -1 : 1));
    sorted.forEach(([path, value], i) => {
      if (value === "0x") throw new RangeError(`A trie holds nothing empty, as at key 0x${path}`);
      if (sorted[i + 1]?.[0] === path) throw new RangeError(`The key 0x${path} is there twice`);
    });
    this.#top = build(sorted, 0);
    this.root = this.#top === null ? EMPTY_ROOT : keccak256(encodeRlp(this.#encode(this.#top)));
  }

  /** The nodes from the root to what a key holds. Nodes of less than 32 bytes are a part of the one before. */
  prove(key: BytesLike): string[] {
    const path = digitsOf(key);
    const nodes: string[] = [];
    let at = 0;
    let node = this.#top;
    while (node !== null) {
      const encoded = encodeRlp(this.#encode(node));
      if (nodes.length === 0 || isLarge(encoded)) nodes.push(encoded);
      if (node.kind === "branch") {
        if (at === path.length && node.value !== "0x") return nodes;
        node = node.children[stepAt(path, at)] ?? null;
        ++at;
      } else {
        if (!path.startsWith(node.path, at)) break;
        at += node.path.length;
        if (node.kind === "leaf") {
          if (at === path.length) return nodes;
          break;
        }
        node = node.child;
      }
    }
    throw new RangeError(`The trie holds nothing at key ${hexlify(key)}`);
  }

  #encode(node: Node): RlpStructuredData {
    const known = this.#encoded.get(node);
    if (known !== undefined) return known;
    const items =
      node.kind === "leaf"
        ? [compact(node.path, true), node.value]
        : node.kind === "extension"
          ? [compact(node.path, false), this.#reference(node.child)]
          : [...node.children.map((child) => (child === null ? "0x" : this.#reference(child))), node.value];
    this.#encoded.set(node, items);
    return items;
  }

  /** What a node writes of one below it: the hash, or the node itself where that is shorter. */
  #reference(node: Node): RlpStructuredData {
    const items = this.#encode(node);
    const encoded = encodeRlp(items);
    return isLarge(encoded) ? keccak256(encoded) : items;
  }
}

/**
 * Follows a proof from a root to a key: what is there, or null where the proof shows that nothing is.
 *
 * @throws {ProofError} `untrue` where the nodes don't lead from the root towards the key.
 *
 * @example
 * const leaf = readProof(header.stateRoot, keccak256(owner), nodes);
 */
export function readProof(root: string, key: BytesLike, nodes: readonly string[]): string | null {
  const path = digitsOf(key);
  const rest = [...nodes];
  let at = 0;
  let reference: RlpStructuredData = root;
  for (;;) {
    const node: RlpStructuredData = typeof reference === "string" ? open(reference, rest) : reference;
    if (typeof node === "string") throw untrue("a node is no list");
    const first: RlpStructuredData | undefined = node[0];
    const second: RlpStructuredData | undefined = node[1];
    if (node.length === 17) {
      reference = (at === path.length ? node[16] : node[stepAt(path, at)]) ?? "0x";
      ++at;
      if (reference === "0x") return ended(null, rest);
      if (at > path.length) return ended(reference, rest);
    } else if (node.length === 2 && typeof first === "string" && first !== "0x" && second !== undefined) {
      const { digits, isLeaf } = expand(first);
      if (!path.startsWith(digits, at)) return ended(null, rest);
      at += digits.length;
      if (isLeaf) return ended(at === path.length ? second : null, rest);
      reference = second;
    } else throw untrue(`a node has ${node.length} items`);
  }
}

/** A node by its hash: it is the next one of the proof. */
function open(hash: string, rest: string[]): RlpStructuredData {
  const encoded = rest.shift();
  if (encoded === undefined) {
    if (hash === EMPTY_ROOT) return Array<string>(17).fill("0x");
    throw untrue("it ends too early");
  }
  if (keccak256(encoded) !== hash) throw untrue("a node has another hash than the one above it says");
  if (hash === EMPTY_ROOT) return Array<string>(17).fill("0x");
  return decodeRlp(encoded);
}

function ended(value: RlpStructuredData | null, rest: readonly string[]): string | null {
  if (rest.length > 0) throw untrue("it goes on after its end");
  if (value !== null && typeof value !== "string") throw untrue("what it leads to is a list");
  return value;
}

function untrue(what: string): ProofError {
  return new ProofError("untrue", `The proof doesn't lead from the root to the key: ${what}`);
}

function build(entries: readonly Entry[], at: number): Node | null {
  const [first] = entries;
  if (first === undefined) return null;
  const [path, value] = first;
  if (entries.length === 1) return { kind: "leaf", path: path.slice(at), value };
  const shared = sharedBy(path, entries[entries.length - 1]?.[0] ?? path, at);
  if (shared > at) {
    const child = build(entries, shared);
    if (child !== null) return { kind: "extension", path: path.slice(at, shared), child };
  }
  // Entries are sorted, so one that ends here is the first.
  const own = path.length === at ? value : "0x";
  const below = own === "0x" ? entries : entries.slice(1);
  const children = Array.from(DIGITS, (digit) => {
    const part = below.filter(([key]) => key[at] === digit);
    return build(part, at + 1);
  });
  return { kind: "branch", children, value: own };
}

/** Up to where two paths are the same: of sorted ones, that of the first and the last is that of all. */
function sharedBy(a: string, b: string, from: number): number {
  let at = from;
  while (at < a.length && a[at] === b[at]) ++at;
  return at;
}

function digitsOf(key: BytesLike): string {
  return hexlify(key).slice(2);
}

function stepAt(path: string, at: number): number {
  return DIGITS.indexOf(path[at] ?? " ");
}

function isLarge(encoded: string): boolean {
  return (encoded.length - 2) / 2 >= HASH_BYTES;
}

/** A path as a node writes it: a digit that says whether this is a leaf and whether the path is odd, then the path, filled up to whole bytes. */
function compact(path: string, isLeaf: boolean): string {
  const isOdd = path.length % 2 === 1;
  return concat([`0x${DIGITS[(isLeaf ? 2 : 0) + (isOdd ? 1 : 0)] ?? ""}${isOdd ? "" : "0"}${path}`]);
}

function expand(written: string): { digits: string; isLeaf: boolean } {
  const flag = Number.parseInt(written[2] ?? "0", 16);
  return { digits: written.slice(flag % 2 === 1 ? 3 : 4), isLeaf: flag >= 2 };
}
