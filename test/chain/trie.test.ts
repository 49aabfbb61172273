import { expect } from "chai";
import {
  concat,
  decodeRlp,
  encodeRlp,
  hexlify,
  id,
  keccak256,
  toBeHex,
  toQuantity,
  toUtf8Bytes,
  Wallet,
  ZeroHash,
} from "ethers";
import { network } from "hardhat";

import { readBlock, readHeader } from "../../src/chain/header.ts";
import { receiptProof, transactionProof } from "../../src/chain/inclusion-proof.ts";
import { ProofError } from "../../src/chain/proof-error.ts";
import { EMPTY_ROOT, readProof, Trie } from "../../src/chain/trie.ts";
import { ChainProofHarness__factory } from "../../types/ethers-contracts/index.js";
import { Dice } from "../kernel/chain-proof.mutants.ts";

const { ethers, networkHelpers, provider } = await network.create();
const node = ethers.provider;

const key = (index: number): string => encodeRlp(index === 0 ? "0x" : toBeHex(index));

describe("a trie", () => {
  for (const count of [0, 1, 2, 17, 128, 300])
    describe(`given a block of ${count} transactions`, () => {
      async function block() {
        const [ada] = await ethers.getSigners();
        const harness = await new ChainProofHarness__factory(ada!).deploy();
        const sender = new Wallet(id(`sender of ${count}`), node);
        await (await ada!.sendTransaction({ to: sender.address, value: 10n ** 20n })).wait();
        await provider.request({ method: "evm_setAutomine", params: [false] });
        const hashes: string[] = [];
        for (let nonce = 0; nonce < count; ++nonce) {
          // Each third one reverts, and lengths differ.
          const to = nonce % 3 === 2 ? await harness.getAddress() : ada!.address;
          const data = hexlify(new Uint8Array(1 + (nonce % 70)).fill(nonce));
          const fees = { gasLimit: 50_000n, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
          hashes.push((await sender.sendTransaction({ to, nonce, data, ...fees })).hash);
        }
        await provider.request({ method: "evm_mine", params: [] });
        await provider.request({ method: "evm_setAutomine", params: [true] });
        const header = await readHeader(node, "latest");
        await networkHelpers.mine(1);
        return { harness, hashes, header };
      }

      it("has the roots of that block, and proves each place of it that is asked for to ChainProof", async function () {
        this.timeout(240_000);
        const { harness, hashes, header } = await networkHelpers.loadFixture(block);
        expect((await readBlock(node, header.number, false))["transactions"]).to.have.lengthOf(count);
        if (count === 0) {
          expect([header.transactionsRoot, header.receiptsRoot]).to.deep.equal([EMPTY_ROOT, EMPTY_ROOT]);
          expect(new Trie([]).root).to.equal(EMPTY_ROOT);
        }
        const places = [0, 1, 2, 15, 16, 126, 127, 128, 255, 256, count - 1].filter((i) => i >= 0 && i < count);
        for (const place of new Set(places)) {
          const sent = await transactionProof(node, hashes[place]!);
          expect([sent.header.hash, sent.index]).to.deep.equal([header.hash, place]);
          expect(readProof(header.transactionsRoot, key(place), sent.nodes)).to.equal(sent.raw);
          const [raw, hash] = await harness.transaction(header.rlp, place, sent.nodes);
          expect([raw, hash]).to.deep.equal([sent.raw, hashes[place]]);
          const became = await receiptProof(node, hashes[place]!);
          expect(readProof(header.receiptsRoot, key(place), became.nodes)).to.equal(became.raw);
          const shown = await harness.receipt(header.rlp, place, became.nodes);
          expect(shown.raw).to.equal(became.raw);
          expect([shown.success, became.success]).to.deep.equal(Array(2).fill(place % 3 !== 2));
        }
      });
    });

  describe("given slots of a contract", () => {
    for (const count of [1, 2, 17, 128])
      it(`has the storage root of the chain with ${count} of them, and the same proofs`, async () => {
        const contract = new Wallet(id(`slots of ${count}`)).address;
        await provider.request({ method: "hardhat_setCode", params: [contract, "0x00"] });
        const values = new Map<string, bigint>();
        const dice = new Dice(count);
        for (let i = 0; i < count; ++i) {
          const value = BigInt(1 + dice.roll(i % 2 === 0 ? 100 : 2 ** 31));
          values.set(toBeHex(i, 32), value);
          const params = [contract, toQuantity(i), toBeHex(value, 32)];
          await provider.request({ method: "hardhat_setStorageAt", params });
        }
        await networkHelpers.mine(1);
        const trie = new Trie([...values].map(([slot, value]) => [keccak256(slot), encodeRlp(toBeHex(value))]));
        const answer = (await node.send("eth_getProof", [contract, [...values.keys()], "latest"])) as {
          storageHash: string;
          storageProof: { proof: string[] }[];
        };
        expect(trie.root).to.equal(answer.storageHash);
        for (const [i, [slot, value]] of [...values].entries()) {
          const nodes = answer.storageProof[i]!.proof;
          expect(trie.prove(keccak256(slot))).to.deep.equal(nodes);
          expect(decodeRlp(readProof(trie.root, keccak256(slot), nodes)!)).to.equal(toBeHex(value));
        }
        // Slots that hold nothing: the node proves that as well.
        for (let i = count; i < count + 20; ++i) {
          const absent = (await node.send("eth_getProof", [contract, [toBeHex(i, 32)], "latest"])) as typeof answer;
          expect(readProof(trie.root, keccak256(toBeHex(i, 32)), absent.storageProof[0]!.proof)).to.equal(null);
          expect(() => trie.prove(keccak256(toBeHex(i, 32)))).to.throw(RangeError, "holds nothing");
        }
      });
  });

  it("has the root that Ethereum's wiki works out by hand, and puts nodes within others that are shorter than a hash", () => {
    const words = { do: "verb", dog: "puppy", doge: "coin", horse: "stallion" };
    const entries = Object.entries(words).map(([key, value]) => [toUtf8Bytes(key), toUtf8Bytes(value)] as const);
    const trie = new Trie(entries);
    expect(trie.root).to.equal("0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84");
    for (const [key, value] of entries) {
      expect(readProof(trie.root, key, trie.prove(key))).to.equal(hexlify(value));
    }
    // The way to "doge" has seven nodes; those that are short aren't listed.
    expect(trie.prove(toUtf8Bytes("doge")).length).to.be.lessThan(7);
    expect(readProof(trie.root, toUtf8Bytes("dot"), trie.prove(toUtf8Bytes("dog")))).to.equal(null);
  });

  it("takes keys that begin others, keys of any length, and entries in any order", () => {
    const entries = ["0x", "0x12", "0x1234", "0x123456", "0x13", "0x2222"].map(
      (path, i) => [path, id(String(i))] as const,
    );
    const trie = new Trie(entries);
    expect(new Trie([...entries].reverse()).root).to.equal(trie.root);
    for (const [path, value] of entries) expect(readProof(trie.root, path, trie.prove(path))).to.equal(value);
    for (const path of ["0x11", "0x1235", "0x12345678", "0x22", "0xff"])
      expect(() => trie.prove(path), path).to.throw(RangeError, "holds nothing");
  });

  it("takes no key twice, and nothing empty", () => {
    expect(
      () =>
        new Trie([
          ["0x01", "0x02"],
          ["0x01", "0x03"],
        ]),
    ).to.throw(RangeError, "twice");
    expect(() => new Trie([["0x01", "0x"]])).to.throw(RangeError, "nothing empty");
    expect(() => new Trie([]).prove("0x01")).to.throw(RangeError, "holds nothing");
  });
});

describe("a proof that is read", () => {
  const entries = Array.from({ length: 40 }, (_, i) => [keccak256(toBeHex(i)), id(String(i))] as const);
  const trie = new Trie(entries);
  const [first, value] = entries[0]!;
  const nodes = trie.prove(first);
  const read = (proof: readonly string[], root = trie.root) => readProof(root, first, proof);

  it("leads to what is there", () => {
    expect(read(nodes)).to.equal(value);
  });

  it("says that nothing is in an empty trie, with or without its node", () => {
    expect(read([], EMPTY_ROOT)).to.equal(null);
    expect(read([encodeRlp("0x")], EMPTY_ROOT)).to.equal(null);
  });

  for (const [what, proof, reason] of [
    ["ends too early", nodes.slice(0, -1), "too early"],
    ["has no nodes", [], "too early"],
    ["goes on", [...nodes, nodes[0]!], "goes on"],
    ["is shuffled", [...nodes].reverse(), "another hash"],
    ["has a node of another", [...nodes.slice(0, -1), trie.prove(entries[1]![0]).at(-1)!], "another hash"],
    ["has another root", [encodeRlp(["0x20", "0x01"]), ...nodes], "another hash"],
  ] as const)
    it(`is untrue where it ${what}`, () => {
      expect(() => read(proof))
        .to.throw(ProofError, reason)
        .with.property("fault", "untrue");
    });

  for (const [what, top, reason] of [
    ["no list", "0x1234", "no list"],
    ["three items", ["0x20", "0x01", "0x02"], "3 items"],
    ["an empty path", ["0x", "0x01"], "2 items"],
    ["a list at its end", [concat(["0x20", first]), ["0x01"]], "a list"],
  ] as const)
    it(`is untrue where a node has ${what}`, () => {
      const encoded = encodeRlp(
        typeof top === "string" ? top : top.map((item) => (typeof item === "string" ? item : [...item])),
      );
      expect(() => read([encoded], keccak256(encoded)))
        .to.throw(ProofError, reason)
        .with.property("fault", "untrue");
    });

  it("shows nothing where paths part", () => {
    const other = encodeRlp([concat(["0x20", ZeroHash]), "0x01"]);
    expect(read([other], keccak256(other))).to.equal(null);
  });
});
