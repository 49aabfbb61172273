import { SimpleMerkleTree, StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { getAddress } from "ethers";
import fc from "fast-check";

import { memberTree, NO_END, providerTree, verifyMember, verifyProvider } from "../../src/timeframe/index.ts";

const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(`0x${Buffer.from(bytes).toString("hex")}`));
const entries = fc.uniqueArray(
  fc.record({ account: address, until: fc.oneof(fc.constant(NO_END), fc.bigInt(1n, 5000n)) }),
  { minLength: 1, maxLength: 40, selector: ({ account }) => account },
);

describe("Merkle trees", () => {
  it("of members are those of @openzeppelin/merkle-tree, root and proofs", () => {
    fc.assert(
      fc.property(entries, (rows) => {
        const ours = memberTree(rows);
        const theirs = StandardMerkleTree.of(
          rows.map(({ account, until }) => [account, until]),
          ["address", "uint32"],
        );
        expect(ours.root).to.equal(theirs.root);
        for (const [i, row] of rows.entries()) {
          const { entry, proof } = ours.proofOf(row.account.toLowerCase());
          expect(entry).to.equal(row);
          expect(proof).to.deep.equal(theirs.getProof(i));
          expect(verifyMember(ours.root, row, proof)).to.equal(true);
          expect(verifyMember(ours.root, { ...row, until: row.until - 1n }, proof)).to.equal(false);
        }
      }),
    );
  });

  it("of providers are those of @openzeppelin/merkle-tree, root and proofs", () => {
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 1, maxLength: 40 }), (accounts) => {
        const ours = providerTree(accounts);
        const theirs = StandardMerkleTree.of(
          accounts.map((account) => [account]),
          ["address"],
        );
        expect(ours.root).to.equal(theirs.root);
        for (const account of accounts) {
          const { proof } = ours.proofOf(account);
          expect(proof).to.deep.equal(theirs.getProof([account]));
          expect(verifyProvider(ours.root, account, proof)).to.equal(true);
          if (accounts.length > 1) expect(verifyProvider(ours.root, account, [])).to.equal(false);
        }
      }),
    );
  });

  it("don't let an inner node pass for a leaf", () => {
    const accounts = ["0x8ba1f109551bD432803012645Ac136ddd64DBA72", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"];
    const { root } = providerTree(accounts);
    expect(SimpleMerkleTree.verify(root, root, [])).to.equal(true);
    expect(verifyProvider(root, accounts[0]!, [])).to.equal(false);
  });

  it("say what they can't do", () => {
    const ann = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
    expect(() => memberTree([])).to.throw(RangeError, "A tree needs at least one entry");
    expect(() => memberTree([{ account: ann }, { account: ann, until: 5n }])).to.throw(
      RangeError,
      `${ann} stands twice in the tree`,
    );
    expect(() => providerTree([ann]).proofOf("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")).to.throw(
      RangeError,
      "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed is not in the tree",
    );
    expect(memberTree([{ account: ann }]).root).to.equal(memberTree([{ account: ann, until: NO_END }]).root);
  });
});
