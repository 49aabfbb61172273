import { AbiCoder, concat, keccak256, toBigInt } from "ethers";

import { NO_END } from "./constants.ts";

/** One who may join by proof. */
export interface MemberEntry {
  account: string;
  /** First frame without membership; left out for a membership without end. */
  until?: bigint;
}

/** A Merkle tree over accounts: what the administrator publishes, and where each finds his proof. */
export interface AccountTree<Entry> {
  root: string;
  entries: readonly Entry[];
  /** The proof of the account's entry; throws a `RangeError` where it has none. */
  proofOf(account: string): { entry: Entry; proof: string[] };
}

/**
 * The tree of a group's members, whose root goes into {@link openGroup} or {@link setRoot}. Each account stands in it once.
 * Same tree as `StandardMerkleTree.of(rows, ["address", "uint32"])` of @openzeppelin/merkle-tree.
 *
 * @example
 * const tree = memberTree([{ account: ann }, { account: bob, until: 30n }]);
 * const { entry, proof } = tree.proofOf(bob);
 */
export function memberTree(entries: readonly MemberEntry[]): AccountTree<MemberEntry> {
  return accountTree(entries, memberLeaf, ({ account }) => account);
}

/**
 * The tree of a token's providers, whose root goes into {@link setProviderRoot}.
 * Same tree as `StandardMerkleTree.of(rows, ["address"])` of @openzeppelin/merkle-tree.
 *
 * @example
 * const { proof } = providerTree([canteen, bakery]).proofOf(canteen);
 */
export function providerTree(accounts: readonly string[]): AccountTree<string> {
  return accountTree(accounts, providerLeaf, (account) => account);
}

/**
 * Whether a proof leads from a member's entry to a root.
 *
 * @example
 * verifyMember(tree.root, { account: ann }, proof); // true
 */
export function verifyMember(root: string, entry: MemberEntry, proof: readonly string[]): boolean {
  return leadsTo(root, memberLeaf(entry), proof);
}

/**
 * Whether a proof leads from a provider to a root.
 *
 * @example
 * verifyProvider(tree.root, canteen, proof); // true
 */
export function verifyProvider(root: string, account: string, proof: readonly string[]): boolean {
  return leadsTo(root, providerLeaf(account), proof);
}

function memberLeaf({ account, until }: MemberEntry): string {
  return leafOf(["address", "uint32"], [account, until ?? NO_END]);
}

function providerLeaf(account: string): string {
  return leafOf(["address"], [account]);
}

/** Hashed twice, so that no inner node can pass for a leaf. */
function leafOf(types: string[], values: unknown[]): string {
  return keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(types, values)));
}

/** A pair is hashed in its order, so that a proof needs no directions. */
function parentOf(a: string, b: string): string {
  return keccak256(concat(compare(a, b) <= 0 ? [a, b] : [b, a]));
}

function compare(a: string, b: string): number {
  const [x, y] = [toBigInt(a), toBigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function leadsTo(root: string, leaf: string, proof: readonly string[]): boolean {
  return toBigInt(proof.reduce(parentOf, leaf)) === toBigInt(root);
}

function accountTree<Entry>(
  entries: readonly Entry[],
  leaf: (entry: Entry) => string,
  accountOf: (entry: Entry) => string,
): AccountTree<Entry> {
  if (entries.length === 0) throw new RangeError("A tree needs at least one entry");
  const leaves = entries.map((entry) => ({ entry, hash: leaf(entry) })).sort((a, b) => compare(a.hash, b.hash));

  // A complete binary tree in one list: the children of node i are 2i + 1 and 2i + 2, and the leaves come last, in falling order.
  const nodes = new Array<string>(leaves.length - 1).concat(leaves.map(({ hash }) => hash).reverse());
  const node = (i: number): string => {
    const hash = nodes[i];
    if (hash === undefined) throw new RangeError(`The tree has no node ${i}`);
    return hash;
  };
  for (let i = leaves.length - 2; i >= 0; i -= 1) nodes[i] = parentOf(node(2 * i + 1), node(2 * i + 2));

  const places = new Map<string, { entry: Entry; at: number }>();
  for (const [i, { entry }] of leaves.entries()) {
    const key = accountOf(entry).toLowerCase();
    if (places.has(key)) throw new RangeError(`${accountOf(entry)} stands twice in the tree`);
    places.set(key, { entry, at: nodes.length - 1 - i });
  }
  return {
    root: node(0),
    entries,
    proofOf(account) {
      const place = places.get(account.toLowerCase());
      if (place === undefined) throw new RangeError(`${account} is not in the tree`);
      const proof: string[] = [];
      for (let at = place.at; at > 0; at = Math.floor((at - 1) / 2)) proof.push(node(at % 2 === 1 ? at + 1 : at - 1));
      return { entry: place.entry, proof };
    },
  };
}
