import { leadsTo, leafOf, merkleTree } from "../chain/merkle.ts";
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

function accountTree<Entry>(
  entries: readonly Entry[],
  leaf: (entry: Entry) => string,
  accountOf: (entry: Entry) => string,
): AccountTree<Entry> {
  const tree = merkleTree(entries.map(leaf));
  const places = new Map<string, { entry: Entry; place: number }>();
  for (const [place, entry] of entries.entries()) {
    const key = accountOf(entry).toLowerCase();
    if (places.has(key)) throw new RangeError(`${accountOf(entry)} stands twice in the tree`);
    places.set(key, { entry, place });
  }
  return {
    root: tree.root,
    entries,
    proofOf(account) {
      const found = places.get(account.toLowerCase());
      if (found === undefined) throw new RangeError(`${account} is not in the tree`);
      return { entry: found.entry, proof: tree.proofAt(found.place) };
    },
  };
}
