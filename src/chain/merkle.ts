import { AbiCoder, concat, keccak256, toBigInt } from "ethers";

/** A Merkle tree over entries: same as the `StandardMerkleTree` of @openzeppelin/merkle-tree. */
export interface MerkleTree {
  root: string;
  /** The proof of the entry at a place of the list that the tree was made from. */
  proofAt(place: number): string[];
}

/** Hashed twice, so that no inner node can pass for a leaf. */
export function leafOf(types: string[], values: unknown[]): string {
  return keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(types, values)));
}

/** Whether a proof leads from a leaf to a root. */
export function leadsTo(root: string, leaf: string, proof: readonly string[]): boolean {
  return toBigInt(proof.reduce(parentOf, leaf)) === toBigInt(root);
}

/** The tree over leaves, in whatever order they come. */
export function merkleTree(hashes: readonly string[]): MerkleTree {
  if (hashes.length === 0) throw new RangeError("A tree needs at least one entry");
  const leaves = hashes.map((hash, place) => ({ place, hash })).sort((a, b) => compare(a.hash, b.hash));

  // A complete binary tree in one list: the children of node i are 2i + 1 and 2i + 2, and the leaves come last, in falling order.
  const nodes = new Array<string>(leaves.length - 1).concat(leaves.map(({ hash }) => hash).reverse());
  const node = (i: number): string => {
    const hash = nodes[i];
    if (hash === undefined) throw new RangeError(`The tree has no node ${i}`);
    return hash;
  };
  for (let i = leaves.length - 2; i >= 0; i -= 1) nodes[i] = parentOf(node(2 * i + 1), node(2 * i + 2));

  const spots = new Array<number>(leaves.length);
  for (const [i, { place }] of leaves.entries()) spots[place] = nodes.length - 1 - i;
  return {
    root: node(0),
    proofAt(place) {
      const proof: string[] = [];
      for (let at = spots[place] ?? nodes.length; at > 0; at = Math.floor((at - 1) / 2)) {
        proof.push(node(at % 2 === 1 ? at + 1 : at - 1));
      }
      return proof;
    },
  };
}

/** A pair is hashed in its order, so that a proof needs no directions. */
function parentOf(a: string, b: string): string {
  return keccak256(concat(compare(a, b) <= 0 ? [a, b] : [b, a]));
}

function compare(a: string, b: string): number {
  const [x, y] = [toBigInt(a), toBigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
