import { expect } from "chai";
import {
  concat,
  decodeRlp,
  encodeRlp,
  getCreateAddress,
  hexlify,
  id,
  keccak256,
  type RlpStructuredData,
  toBeArray,
  toBeHex,
  toQuantity,
  Transaction,
  type TransactionRequest,
  Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";
import { network } from "hardhat";
import hre from "hardhat";

import { accountProof } from "../../src/chain/account-proof.ts";
import { type ChainHeader, readHeader } from "../../src/chain/header.ts";
import { receiptProof, transactionProof } from "../../src/chain/inclusion-proof.ts";
import { EMPTY_ROOT, Trie } from "../../src/chain/trie.ts";
import { ChainProof__factory, ChainProofHarness__factory } from "../../types/ethers-contracts/index.js";
import { HISTORY, HISTORY_CODE, installHistory, remember } from "../history-contract.ts";
import { encodeList, encodeShown } from "./chain-proof.calls.ts";
import { Dice, mutantsOf, type Shown } from "./chain-proof.mutants.ts";

const { ethers, networkHelpers, provider } = await network.create();
const node = ethers.provider;

const NO_CODE = keccak256("0x");
const errors = ChainProof__factory.createInterface();
const MUTANTS = 10_000;

/** What the tries say of a key that isn't the one of the proof. */
const MISSED = ["ChainProofInvalid", "ChainProofAbsent"].map((name) => errors.getError(name)!.selector);

/** What stands in the place of a field of a synthetic header. */
type Fields = Partial<Record<"stateRoot" | "transactionsRoot" | "receiptsRoot" | "number" | "timestamp", string>>;

describe("ChainProof", () => {
  async function deploy() {
    const [ada, ben] = await ethers.getSigners();
    const harness = await new ChainProofHarness__factory(ada!).deploy();
    await installHistory(provider);
    // What a test changes by hand is in the state of the next block.
    await networkHelpers.mine(1);
    return { harness, ada: ada!, ben: ben! };
  }

  /** One block with a transaction of each type that the chain takes, and one that reverted. */
  async function block() {
    const { harness, ada, ben } = await deploy();
    const eve = new Wallet(id("eve"), node);
    const dan = new Wallet(id("dan"), node);
    for (const { address } of [eve, dan]) await (await ada.sendTransaction({ to: address, value: 10n ** 18n })).wait();
    const target = await harness.getAddress();
    const delegation = await dan.authorize({ address: target, nonce: 0n });
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const requests: TransactionRequest[] = [
      { type: 0, to: ben.address, value: 1n, gasPrice: 10n ** 10n },
      { type: 1, to: ben.address, value: 2n, gasPrice: 10n ** 10n, accessList: [[target, [toBeHex(1n, 32)]]] },
      { type: 2, data: "0x60006000f3" },
      { type: 4, to: ben.address, value: 3n, authorizationList: [delegation] },
      { type: 2, to: target, data: "0xdeadbeef" },
    ];
    const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
    const hashes: string[] = [];
    for (const [nonce, request] of requests.entries()) {
      const paid = request.gasPrice === undefined ? fees : {};
      hashes.push((await eve.sendTransaction({ ...request, ...paid, nonce, gasLimit: 200_000n })).hash);
    }
    await provider.request({ method: "evm_mine", params: [] });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const header = await readHeader(node, "latest");
    await networkHelpers.mine(1);
    return { harness, ada, ben, dan, eve, target, hashes, header };
  }

  const load = () => networkHelpers.loadFixture(deploy);
  const loadBlock = () => networkHelpers.loadFixture(block);

  /** Has the chain know a header that no block has, as that of a block of the past. */
  async function plant(fields: RlpStructuredData[], number: bigint): Promise<string> {
    const rlp = encodeRlp(fields);
    await plantBytes(rlp, number);
    return rlp;
  }
  const plantBytes = (rlp: string, number: bigint) => remember(provider, number, keccak256(rlp));

  describe("the example of its documentation", () => {
    it("shows nonce 7 at the end of a block, 200 blocks later", async () => {
      const { harness, ada, ben } = await load();
      while ((await node.getTransactionCount(ada.address)) < 7)
        await (await ada.sendTransaction({ to: ben.address })).wait();
      const { header, nodes } = await accountProof(node, ada.address);
      await networkHelpers.mine(199);
      await (await ada.sendTransaction({ to: ben.address })).wait();
      const shown = await harness.account(header.rlp, ada.address, nodes);
      expect(shown.nonce).to.equal(7n);
      expect(shown.codeHash).to.equal(NO_CODE);
      await harness.prove(header.rlp, ada.address, nodes);
      expect(await harness.seen(ada.address)).to.deep.equal([7n, header.timestamp, header.number, false]);
    });
  });

  describe("hashOf", () => {
    it("gives the hash of each block that the chain knows, of the last 256 and of its history, and of no other", async () => {
      const { harness } = await load();
      await installHistory(provider);
      // High up, where the numbers themselves are greater than any reach.
      await networkHelpers.mine(9_000);
      // A question is asked in the block after the latest.
      const current = BigInt(await node.getBlockNumber()) + 1n;
      const known = async (back: bigint) =>
        (await harness.hashOf(current - back, { blockTag: "pending" })) !== ZeroHash;
      const hashed = async (back: bigint) => (await node.getBlock(Number(current - back)))!.hash!;
      for (const back of [1n, 2n, 255n, 256n])
        expect(await harness.hashOf(current - back, { blockTag: "pending" })).to.equal(await hashed(back));
      for (const back of [-(2n ** 64n), -1n, 0n, 257n, 8_191n, 8_192n, current])
        expect(await known(back), `${back}`).to.equal(false);
      for (const back of [100n, 257n, 8_190n, 8_191n, 8_192n])
        await remember(provider, current - back, id(`block ${back}`));
      expect(await harness.hashOf(current - 100n, { blockTag: "pending" })).to.equal(await hashed(100n));
      for (const back of [257n, 8_190n, 8_191n])
        expect(await harness.hashOf(current - back, { blockTag: "pending" })).to.equal(id(`block ${back}`));
      expect(await known(8_192n)).to.equal(false);
    });
  });

  describe("authenticate", () => {
    it("gives number, time, hash and roots of a block of this chain", async () => {
      const { harness, header } = await loadBlock();
      expect(await harness.authenticate(header.rlp)).to.deep.equal([
        header.number,
        header.timestamp,
        header.hash,
        header.stateRoot,
        header.transactionsRoot,
        header.receiptsRoot,
      ]);
      const known = await node.getBlock(header.hash);
      expect([BigInt(known!.number), BigInt(known!.timestamp)]).to.deep.equal([header.number, header.timestamp]);
    });

    it("knows 256 blocks without any history, and not one more", async () => {
      const { harness, ada } = await load();
      const { header, nodes } = await accountProof(node, ada.address);
      await installHistory(provider, "0x");
      // The transaction's own block is the one after.
      await networkHelpers.mine(255);
      await harness.prove(header.rlp, ada.address, nodes);
      await expect(harness.prove(header.rlp, ada.address, nodes))
        .to.be.revertedWithCustomError(harness, "ChainProofNoHistory")
        .withArgs(header.number);
    });

    for (const [what, code] of [
      ["missing", "0x"],
      // PUSH32 … MSTORE REVERT: an error with a text, as Hardhat's stub has one.
      ["one that reverts with data", concat(["0x7f", "0x08c379a0", new Uint8Array(28), "0x60005260206000fd"])],
      ["one that answers with too little", "0x60016000f3"],
      ["the right one, but not filled", HISTORY_CODE],
    ] as const)
      it(`says that the chain keeps no history where the contract is ${what}`, async () => {
        const { harness, ada } = await load();
        const { header, nodes } = await accountProof(node, ada.address);
        await installHistory(provider, code);
        await networkHelpers.mine(256);
        await expect(harness.prove(header.rlp, ada.address, nodes))
          .to.be.revertedWithCustomError(harness, "ChainProofNoHistory")
          .withArgs(header.number);
      });

    it("says so where the contract is Hardhat's own stub", async () => {
      const fresh = await network.create();
      const [ada] = await fresh.ethers.getSigners();
      const harness = await new ChainProofHarness__factory(ada!).deploy();
      expect(await fresh.ethers.provider.getCode(HISTORY)).not.to.be.oneOf(["0x", HISTORY_CODE]);
      const header = await readHeader(fresh.ethers.provider, "latest");
      await fresh.networkHelpers.mine(257);
      await expect(harness.authenticate(header.rlp)).to.be.revertedWithCustomError(harness, "ChainProofNoHistory");
    });

    it("knows 8,191 blocks by EIP-2935, and not one more", async () => {
      const { harness, ada } = await load();
      const { header, nodes } = await accountProof(node, ada.address);
      await remember(provider, header.number, header.hash);
      await networkHelpers.mine(8_190);
      await harness.prove(header.rlp, ada.address, nodes);
      expect(BigInt(await node.getBlockNumber())).to.equal(header.number + 8_191n);
      await expect(harness.prove(header.rlp, ada.address, nodes))
        .to.be.revertedWithCustomError(harness, "ChainProofOutOfReach")
        .withArgs(header.number, header.number + 8_192n);
    });

    it("uses the code that EIP-2935 deploys, by the transaction that it publishes", () => {
      const published = Transaction.from({
        type: 0,
        nonce: 0,
        gasLimit: 0x3d090n,
        gasPrice: 0xe8d4a51000n,
        data: concat(["0x60538060095f395ff3", HISTORY_CODE]),
        signature: { v: 27, r: toBeHex(0x539n, 32), s: toBeHex(0xaa12693182426612186309f02cfe8a80a0000n, 32) },
      });
      expect(getCreateAddress({ from: published.from!, nonce: 0 })).to.equal(HISTORY);
    });

    it("doesn't know the current block, nor any after it", async () => {
      const { harness, header } = await loadBlock();
      const fields = decodeRlp(header.rlp) as RlpStructuredData[];
      const current = BigInt(await node.getBlockNumber()) + 1n;
      for (const number of [current, current + 1n, 2n ** 64n, 2n ** 256n - 1n]) {
        fields[8] = hexlify(toBeArray(number));
        const rlp = encodeRlp(fields);
        await expect(harness.prove(rlp, ZeroAddress, []))
          .to.be.revertedWithCustomError(harness, "ChainProofOutOfReach")
          .withArgs(number, (told: bigint) => told >= current);
      }
    });

    it("refuses the header of another chain, be it near or in the history", async () => {
      const { harness } = await load();
      const other = await network.create();
      await other.networkHelpers.mine(3);
      await networkHelpers.mine(3);
      const header = await readHeader(other.ethers.provider, 2);
      await expect(harness.authenticate(header.rlp))
        .to.be.revertedWithCustomError(harness, "ChainProofOtherBlock")
        .withArgs(2n, header.hash);
      await remember(provider, 2n, (await node.getBlock(2))!.hash!);
      await networkHelpers.mine(300);
      await expect(harness.authenticate(header.rlp))
        .to.be.revertedWithCustomError(harness, "ChainProofOtherBlock")
        .withArgs(2n, header.hash);
      const own = await readHeader(node, 2);
      expect((await harness.authenticate(own.rlp)).hash).to.equal(own.hash);
    });

    it("says why it refuses a header that no block had, up to the last block of each reach", async () => {
      const { harness } = await load();
      await installHistory(provider, "0x");
      const header = await readHeader(node, "latest");
      /** What is said, in a block that comes so much later, of a header with another time than the one of its number. */
      const expectSaid = async (of: ChainHeader, later: bigint, error: string) => {
        const forged = withFields(of, { timestamp: "0x01" });
        const missing = of.number + later - 1n - BigInt(await node.getBlockNumber());
        if (missing > 0n) await networkHelpers.mine(missing);
        const call = harness.prove(encodeRlp(forged), ZeroAddress, []);
        await expect(call).to.be.revertedWithCustomError(harness, error);
      };
      for (const [later, error] of [
        [256n, "ChainProofOtherBlock"],
        [257n, "ChainProofNoHistory"],
        [8_191n, "ChainProofNoHistory"],
        [8_192n, "ChainProofOutOfReach"],
      ] as const)
        await expectSaid(header, later, error);
      // High up, where the numbers themselves are greater than any reach.
      await expectSaid(await readHeader(node, "latest"), 1n, "ChainProofOtherBlock");
    });

    it("takes 15 fields and any number of further ones, lists among them", async () => {
      const { harness, header } = await loadBlock();
      await networkHelpers.mine(300);
      const known = decodeRlp(header.rlp) as RlpStructuredData[];
      expect(known).to.have.lengthOf(21);
      const longer: RlpStructuredData[] = [
        ...known,
        keccak256("0x01"),
        "0x",
        "0x05",
        ["0x01", []],
        hexlify(new Uint8Array(300)),
      ];
      for (const fields of [known.slice(0, 15), known.slice(0, 16), known, longer.slice(0, 22), longer]) {
        const rlp = await plant(fields, header.number);
        expect(await harness.authenticate(rlp), `${fields.length} fields`).to.deep.equal([
          header.number,
          header.timestamp,
          keccak256(rlp),
          header.stateRoot,
          header.transactionsRoot,
          header.receiptsRoot,
        ]);
      }
    });

    it("refuses what is no canonical list of so many fields, even where the chain had its hash", async () => {
      const { harness, header } = await loadBlock();
      await networkHelpers.mine(300);
      const fields = decodeRlp(header.rlp) as RlpStructuredData[];
      const content = concat(fields.map((field) => encodeRlp(field)));
      const length = (content.length - 2) / 2;
      const head = (size: number) => concat(["0xf9", toBeHex(size, 2)]);
      const encoded = (place: number, bytes: string) =>
        listOf(fields.map((field, i) => (i === place ? bytes : encodeRlp(field))));
      expect(concat([head(length), content])).to.equal(header.rlp);

      for (const [what, rlp] of [
        ["nothing", "0x"],
        ["one byte", "0x05"],
        ["an empty list", "0xc0"],
        ["fourteen fields", encodeRlp(fields.slice(0, 14))],
        ["data instead of a list", encodeRlp(header.rlp)],
        ["a byte after it", concat([header.rlp, "0x00"])],
        ["a list after it", concat([header.rlp, "0xc0"])],
        ["a list that says to be longer", concat([head(length + 1), content])],
        ["a list that says to be shorter", concat([head(length - 1), content])],
        ["a byte after its fields, within", concat([head(length + 1), content, "0xb8"])],
        ["a length with a zero in front", concat(["0xfa00", toBeHex(length, 2), content])],
        ["a length of eight bytes", concat(["0xff", toBeHex(length, 8), content])],
        ["the greatest length", concat(["0xffffffffffffffffff", content])],
        ["its head alone", head(length)],
        ["half a head", "0xf902"],
        ["the number as a list", encoded(8, "0xc105")],
        ["the bloom as a list", encoded(6, encodeRlp([fields[6]!]))],
        ["a byte below 0x80 with a prefix", encoded(7, "0x8105")],
        ["a short field with a long length", encoded(12, "0xb80101")],
        ["a long field with a zero in front of its length", encoded(6, concat(["0xba000100", fields[6] as string]))],
        [
          "a field that ends after the header",
          concat([head(length), content.slice(0, -66), "0xa1", "0x" + content.slice(-64)]),
        ],
      ] as const) {
        await plantBytes(rlp, header.number);
        await expect(harness.authenticate(rlp), what).to.be.revertedWithCustomError(harness, "ChainProofMalformed");
      }
    });
  });

  describe("account", () => {
    it("shows nonce, balance, storage and code of people and contracts as the chain has them", async () => {
      const { harness, ada, ben, dan, target, header } = await loadBlock();
      for (const owner of [ada.address, ben.address, dan.address, target]) {
        const { nodes, ...proof } = await accountProof(node, owner, header.number);
        const shown = await harness.account(header.rlp, owner, nodes);
        expect(shown).to.deep.equal([proof.nonce, proof.balance, proof.storageRoot, proof.codeHash]);
        expect(shown.nonce).to.equal(BigInt(await node.getTransactionCount(owner, Number(header.number))));
        expect(shown.balance).to.equal(await node.getBalance(owner, Number(header.number)));
        expect(shown.codeHash).to.equal(keccak256(await node.getCode(owner, Number(header.number))));
      }
    });

    it("tells no code from a contract's and from a delegation, and to whom that goes", async () => {
      const { harness, ada, dan, target, header } = await loadBlock();
      for (const [owner, hasCode] of [
        [ada.address, false],
        [target, true],
        [dan.address, true],
      ] as const) {
        const { nodes, hasCode: told } = await accountProof(node, owner, header.number);
        await harness.prove(header.rlp, owner, nodes);
        expect([(await harness.seen(owner)).isCode, told], owner).to.deep.equal([hasCode, hasCode]);
        expect(await harness.delegatesTo(header.rlp, owner, nodes, target)).to.equal(owner === dan.address);
        expect(await harness.delegatesTo(header.rlp, owner, nodes, ada.address)).to.equal(false);
      }
    });

    it("refuses the proof for another account", async () => {
      const { harness, ada, ben, header } = await loadBlock();
      const { nodes } = await accountProof(node, ada.address, header.number);
      await expect(harness.account(header.rlp, ben.address, nodes)).to.be.revertedWithCustomError(
        harness,
        "ChainProofInvalid",
      );
    });

    it("refuses an account that was never touched, and whatever stands for it", async () => {
      const { harness, ada, header } = await loadBlock();
      const { nodes } = await accountProof(node, ada.address, header.number);
      const dice = new Dice(1);
      for (let i = 0; i < 40; ++i) {
        const nobody = hexlify(Uint8Array.from({ length: 20 }, () => dice.roll(256)));
        const answer = (await node.send("eth_getProof", [nobody, [], toQuantity(header.number)])) as {
          accountProof: string[];
        };
        for (const proof of [answer.accountProof, nodes]) {
          const call = harness.interface.encodeFunctionData("account", [header.rlp, nobody, proof]);
          const [reason] = await harness.outcomes([call]);
          expect(MISSED).to.include(reason);
        }
      }
    });

    it("refuses proofs that are shuffled, cut short, extended, or of another block", async () => {
      const { harness, ada, ben, header } = await loadBlock();
      const { nodes } = await accountProof(node, ada.address, header.number);
      await (await ben.sendTransaction({ to: ada.address, value: 1n })).wait();
      const later = await accountProof(node, ada.address);
      const call = (proof: string[]) => harness.account(header.rlp, ada.address, proof);
      const refused = async (proof: string[], place: number) =>
        expect(call(proof)).to.be.revertedWithCustomError(harness, "ChainProofInvalid").withArgs(place);

      await refused([], 0);
      await refused(nodes.slice(0, -1), nodes.length - 1);
      await refused([...nodes].reverse(), 0);
      await refused(nodes.slice(1), 0);
      await refused(later.nodes, 0);
      await refused([nodes[0]!, later.nodes[0]!, ...nodes.slice(1)], 1);
      await refused([...nodes, nodes.at(-1)!], nodes.length);
      await refused([...nodes, "0x"], nodes.length);
      expect((await call(nodes)).nonce).to.equal(
        BigInt(await node.getTransactionCount(ada.address, Number(header.number))),
      );
    });

    it("refuses nodes as no trie has them, even below a root that the chain had", async () => {
      const { harness, ada, header } = await loadBlock();
      await networkHelpers.mine(300);
      const path = keccak256(ada.address).slice(2);
      const leaf = encodeRlp(["0x07", "0x05", EMPTY_ROOT, NO_CODE]);
      const below = encodeRlp([`0x3${path.slice(1)}`, leaf]);
      const places = (child: RlpStructuredData, end: RlpStructuredData[] = ["0x"]): RlpStructuredData[] => [
        ...Array.from({ length: 16 }, (_, i) => (i === Number.parseInt(path[0]!, 16) ? child : "0x")),
        ...end,
      ];
      const beside = (digit: string) => (Number.parseInt(digit, 16) ^ 1).toString(16);
      const outcome = async (nodes: string[]) => {
        const rlp = await plant(withFields(header, { stateRoot: keccak256(nodes[0]!) }), header.number);
        const call = harness.interface.encodeFunctionData("account", [rlp, ada.address, nodes]);
        const [reason] = await harness.outcomes([call]);
        return reason === "0x00000000" ? "accepted" : errors.getError(reason!)!.name;
      };
      expect(await outcome([encodeRlp(places(keccak256(below))), below])).to.equal("accepted");
      // No trie of a block has that either, but what it says of the key is clear.
      expect(await outcome([encodeRlp(places(keccak256(below), ["0x1234"])), below])).to.equal("accepted");

      for (const [what, node] of [
        ["no list", encodeRlp(`0x20${path}`)],
        ["bytes after it", concat([encodeRlp([`0x20${path}`, leaf]), "0x00"])],
        ["an empty path", encodeRlp(["0x", leaf])],
        ["an empty leaf", encodeRlp([`0x20${path}`, "0x"])],
        ["a list in a leaf", encodeRlp([`0x20${path}`, ["0x07", "0x05"]])],
        ["flags that aren't known", encodeRlp([`0x40${path}`, leaf])],
        ["an extension that takes nothing", encodeRlp(["0x00", keccak256(below)])],
        ["an extension to less than a hash", encodeRlp([`0x1${path[0]!}`, "0x1234"])],
        ["a node within", encodeRlp(places(["0x20", "0x01"]))],
        ["half a hash", encodeRlp(places("0x1234"))],
        ["one byte", encodeRlp(places("0x01"))],
        ["a place too few", encodeRlp(places(keccak256(below), []))],
        ["a place too many", encodeRlp(places(keccak256(below), ["0x", "0x"]))],
        ["a list at its end", encodeRlp(places(keccak256(below), [[]]))],
      ] as const)
        expect(await outcome([node, below]), what).to.equal("ChainProofMalformed");

      for (const [what, nodes] of [
        ["a leaf before the key ends", [encodeRlp([`0x20${path.slice(0, 62)}`, leaf])]],
        ["a leaf after the key ends", [encodeRlp([`0x20${path}00`, leaf])]],
        ["a leaf beside the key", [encodeRlp([`0x20${path.slice(0, 63)}${beside(path.at(-1)!)}`, leaf])]],
        ["an extension beside the key", [encodeRlp([`0x1${beside(path[0]!)}`, keccak256(below)]), below]],
        ["an empty place", [encodeRlp(places("0x"))]],
      ] as const)
        expect(await outcome([...nodes]), what).to.equal("ChainProofAbsent");

      // A branch where the key has ended: as long as all of the key is the way to it.
      const branch = encodeRlp([...Array.from({ length: 16 }, () => keccak256(below)), "0x"]);
      expect(await outcome([encodeRlp([`0x00${path}`, keccak256(branch)]), branch])).to.equal("ChainProofAbsent");
      // A node that ends where its second item should begin: what lies behind it in memory is nobody's word.
      const half = encodeRlp(["0x1234"]);
      expect(await outcome([encodeRlp([`0x00${path}`, keccak256(half)]), half])).to.equal("ChainProofMalformed");
    });

    for (const items of [0, 3, 5])
      it(`refuses an account of ${items} items`, async () => {
        const { harness, ada, header } = await loadBlock();
        await networkHelpers.mine(300);
        const leaf = encodeRlp(["0x07", "0x05", EMPTY_ROOT, NO_CODE, "0x01"].slice(0, items));
        const trie = new Trie([[keccak256(ada.address), leaf]]);
        const rlp = await plant(withFields(header, { stateRoot: trie.root }), header.number);
        await expect(harness.account(rlp, ada.address, trie.prove(keccak256(ada.address))))
          .to.be.revertedWithCustomError(harness, "ChainProofAccountFormat")
          .withArgs(items);
      });

    it("shows a balance that is too long for a word as the greatest one, not as nothing", async () => {
      const { harness, ada, header } = await loadBlock();
      await networkHelpers.mine(300);
      const leaf = encodeRlp(["0x07", `0x01${"00".repeat(32)}`, EMPTY_ROOT, NO_CODE]);
      const trie = new Trie([[keccak256(ada.address), leaf]]);
      const rlp = await plant(withFields(header, { stateRoot: trie.root }), header.number);
      const shown = await harness.account(rlp, ada.address, trie.prove(keccak256(ada.address)));
      expect([...shown].slice(0, 2)).to.deep.equal([7n, 2n ** 256n - 1n]);
    });

    for (const nonce of ["0x7f", "0x80", "0x81", "0xff", "0x0100"])
      it(`shows nonce ${nonce}: a byte from 0x80 on has its length before it`, async () => {
        const { harness, ada, header } = await loadBlock();
        await networkHelpers.mine(300);
        const trie = new Trie([[keccak256(ada.address), encodeRlp([nonce, "0x05", EMPTY_ROOT, NO_CODE])]]);
        const rlp = await plant(withFields(header, { stateRoot: trie.root }), header.number);
        const shown = await harness.account(rlp, ada.address, trie.prove(keccak256(ada.address)));
        expect(shown.nonce).to.equal(nonce);
      });

    it("shows what is empty as nothing, though it is the very last that the proof has", async () => {
      const { harness, ada, header } = await loadBlock();
      await networkHelpers.mine(300);
      const trie = new Trie([[keccak256(ada.address), encodeRlp(["0x07", "0x05", EMPTY_ROOT, "0x"])]]);
      const rlp = await plant(withFields(header, { stateRoot: trie.root }), header.number);
      const shown = await harness.account(rlp, ada.address, trie.prove(keccak256(ada.address)));
      expect(shown.codeHash).to.equal(`0x${"00".repeat(32)}`);
    });
  });

  describe("transaction and receipt", () => {
    it("show each type of transaction as it was sent, and what became of it", async () => {
      const { harness, hashes, header } = await loadBlock();
      const seen: [kind: number, success: boolean][] = [];
      for (const [i, hash] of hashes.entries()) {
        const sent = await transactionProof(node, hash);
        const became = await receiptProof(node, hash);
        expect(sent.header.hash).to.equal(header.hash);
        expect(sent.index).to.equal(i);
        const [raw, shownHash] = await harness.transaction(header.rlp, sent.index, sent.nodes);
        expect([raw, shownHash]).to.deep.equal([sent.raw, hash]);
        expect(Transaction.from(raw).hash).to.equal(hash);
        const shown = await harness.receipt(header.rlp, became.index, became.nodes);
        expect(shown.raw).to.equal(became.raw);
        seen.push([Number(shown.kind), shown.success]);
        expect(shown.success).to.equal((await node.getTransactionReceipt(hash))!.status === 1);
      }
      expect(seen).to.deep.equal([
        [0, true],
        [1, true],
        [2, true],
        [4, true],
        [2, false],
      ]);
    });

    it("show a transaction with blobs, in a block of the past", async () => {
      const { harness, header } = await loadBlock();
      await networkHelpers.mine(300);
      const sender = new Wallet(id("blobs"));
      const sent = Transaction.from({
        type: 3,
        chainId: 1n,
        nonce: 5,
        to: sender.address,
        gasLimit: 21_000n,
        maxFeePerGas: 9n,
        maxPriorityFeePerGas: 1n,
        maxFeePerBlobGas: 3n,
        blobVersionedHashes: [concat(["0x01", hexlify(new Uint8Array(31).fill(7))])],
      });
      sent.signature = sender.signingKey.sign(sent.unsignedHash);
      const receipt = concat(["0x03", encodeRlp(["0x01", "0x5208", hexlify(new Uint8Array(256)), []])]);
      const key = encodeRlp("0x");
      const transactions = new Trie([[key, sent.serialized]]);
      const receipts = new Trie([[key, receipt]]);
      const roots = { transactionsRoot: transactions.root, receiptsRoot: receipts.root };
      const rlp = await plant(withFields(header, roots), header.number);
      expect(await harness.transaction(rlp, 0, transactions.prove(key))).to.deep.equal([sent.serialized, sent.hash]);
      expect(await harness.receipt(rlp, 0, receipts.prove(key))).to.deep.equal([true, 3n, receipt]);
    });

    it("leave the memory of the caller as it was, and what each other gave", async () => {
      const { harness, hashes, header } = await loadBlock();
      const note = hexlify(Uint8Array.from({ length: 333 }, (_, i) => i % 251));
      for (const hash of hashes) {
        const sent = await transactionProof(node, hash);
        const became = await receiptProof(node, hash);
        const shown = await harness.both(header.rlp, sent.index, sent.nodes, became.nodes, note);
        expect(shown.raw).to.equal(sent.raw);
        expect(shown.proven.raw).to.equal(became.raw);
        expect(shown.notes).to.deep.equal([note, note, note]);
        expect(shown.hash).to.equal(header.hash);
      }
    });

    it("refuse another place, a place that isn't there, and the one for the other", async () => {
      const { harness, hashes, header } = await loadBlock();
      const sent = await transactionProof(node, hashes[1]!);
      const became = await receiptProof(node, hashes[1]!);
      const calls = [0n, 2n, 4n, 5n, 127n, 128n, 2n ** 40n, 2n ** 256n - 1n].flatMap((index) => [
        harness.interface.encodeFunctionData("transaction", [header.rlp, index, sent.nodes]),
        harness.interface.encodeFunctionData("receipt", [header.rlp, index, became.nodes]),
      ]);
      calls.push(
        harness.interface.encodeFunctionData("transaction", [header.rlp, 1, became.nodes]),
        harness.interface.encodeFunctionData("receipt", [header.rlp, 1, sent.nodes]),
      );
      const outcomes = await harness.outcomes(calls);
      for (const reason of outcomes) expect(MISSED).to.include(reason);
    });

    it("show a transaction of any length, about the one from which on lengths are encoded otherwise too", async () => {
      const { harness, header } = await loadBlock();
      await networkHelpers.mine(300);
      for (const length of [33, 54, 55, 56, 57, 255, 256]) {
        const raw = hexlify(new Uint8Array(length).fill(0xee));
        const key = encodeRlp("0x");
        const trie = new Trie([[key, raw]]);
        const rlp = await plant(withFields(header, { transactionsRoot: trie.root }), header.number);
        const [shown] = await harness.transaction(rlp, 0, trie.prove(key));
        expect(shown).to.equal(raw);
      }
    });

    it("look for a place of up to 31 bytes, and know that there is none beyond", async () => {
      const { harness, header } = await loadBlock();
      for (const [index, error] of [
        [2n ** 248n - 1n, "ChainProofInvalid"],
        [2n ** 248n, "ChainProofAbsent"],
      ] as const)
        for (const name of ["transaction", "receipt"] as const)
          await expect(harness[name](header.rlp, index, [])).to.be.revertedWithCustomError(harness, error);
    });

    it("refuse receipts without a status, and take those with more items than four", async () => {
      const { harness, header } = await loadBlock();
      await networkHelpers.mine(300);
      const key = encodeRlp("0x");
      const body: RlpStructuredData[] = ["0x5208", hexlify(new Uint8Array(256)), []];
      const planted = async (receipt: string) => {
        const trie = new Trie([[key, receipt]]);
        const rlp = await plant(withFields(header, { receiptsRoot: trie.root }), header.number);
        return [rlp, 0, trie.prove(key)] as const;
      };
      for (const receipt of [
        encodeRlp([keccak256("0x"), ...body]),
        encodeRlp(["0x02", ...body]),
        concat(["0x02", encodeRlp(["0x02", ...body])]),
        encodeRlp(["0x01", ...body.slice(0, 2)]),
      ])
        await expect(harness.receipt(...(await planted(receipt)))).to.be.revertedWithCustomError(
          harness,
          "ChainProofReceiptFormat",
        );
      for (const receipt of [concat(["0x80", encodeRlp(["0x01", ...body])]), concat(["0x02", encodeRlp("0x1234")])])
        await expect(harness.receipt(...(await planted(receipt)))).to.be.revertedWithCustomError(
          harness,
          "ChainProofMalformed",
        );
      const deposit = concat(["0x7e", encodeRlp(["0x01", ...body, "0x05", "0x01"])]);
      expect(await harness.receipt(...(await planted(deposit)))).to.deep.equal([true, 0x7en, deposit]);
      const strange = encodeRlp(["0x01", [], ...body]);
      expect(await harness.receipt(...(await planted(strange)))).to.deep.equal([true, 0n, strange]);
      const failed = encodeRlp(["0x", ...body]);
      expect(await harness.receipt(...(await planted(failed)))).to.deep.equal([false, 0n, failed]);
    });
  });

  describe("what is forged", () => {
    it("is never accepted: 10,000 changed headers and proofs, each refused by an error with a name", async function () {
      // Machines that do much else at the time take long.
      this.timeout(400_000);
      const { harness, ada, dan, target, hashes, header } = await loadBlock();
      const later = await readHeader(node, "latest");
      const genuine: Shown[] = [];
      for (const key of [ada.address, dan.address, target])
        for (const { number, rlp } of [header, later])
          genuine.push({ what: "account", header: rlp, key, nodes: (await accountProof(node, key, number)).nodes });
      for (const hash of hashes) {
        const sent = await transactionProof(node, hash);
        const became = await receiptProof(node, hash);
        genuine.push({ what: "transaction", header: header.rlp, key: sent.index, nodes: sent.nodes });
        genuine.push({ what: "receipt", header: header.rlp, key: became.index, nodes: became.nodes });
      }
      await networkHelpers.mine(1);

      const call = (shown: Shown): string => encodeShown(harness.interface.getFunction(shown.what).selector, shown);
      const { selector } = harness.interface.getFunction("outcomes");
      const to = await harness.getAddress();
      const outcomesOf = async (page: readonly Shown[]): Promise<string[]> => {
        const data = encodeList(selector, page.map(call));
        const answer: unknown = await provider.request({ method: "eth_call", params: [{ to, data }, "latest"] });
        const [found] = harness.interface.decodeFunctionResult("outcomes", String(answer)) as unknown as [string[]];
        return [...found];
      };
      for (const shown of genuine) {
        // The name is one of three with like parameters.
        const encoded = harness.interface.encodeFunctionData(shown.what as "account", [
          shown.header,
          shown.key as string,
          [...shown.nodes],
        ]);
        expect(call(shown)).to.equal(encoded);
      }
      const calls = genuine.map(call);
      expect(encodeList(selector, calls)).to.equal(harness.interface.encodeFunctionData("outcomes", [calls]));
      expect(new Set(await outcomesOf(genuine)), "the genuine ones").to.deep.equal(new Set(["0x00000000"]));

      const named = new Set<string>();
      errors.forEachError(({ selector }) => named.add(selector));
      const tally = new Map<string, number>();
      const mutants = mutantsOf(genuine, MUTANTS, 0x6c61707365);
      for (let from = 0; from < mutants.length; from += 100) {
        const page = mutants.slice(from, from + 100);
        for (const [i, reason] of (await outcomesOf(page)).entries()) {
          if (!named.has(reason)) expect.fail(`${reason} came of ${JSON.stringify(page[i])}`);
          tally.set(reason, (tally.get(reason) ?? 0) + 1);
        }
      }
      expect([...tally.values()].reduce((sum, count) => sum + count, 0)).to.equal(MUTANTS);
      // The changes reach into each layer.
      const count = (name: string) => tally.get(errors.getError(name)!.selector) ?? 0;
      for (const name of ["ChainProofMalformed", "ChainProofOtherBlock", "ChainProofInvalid", "ChainProofAbsent"])
        expect(count(name), name).to.be.greaterThan(20);
    });
  });

  describe("what it costs", () => {
    /** A path of branches that are full, and the leaf at its end. */
    function deep(owner: string, depth: number): { root: string; nodes: string[] } {
      const path = keccak256(owner).slice(2);
      const account = encodeRlp(["0x07", toBeHex(10n ** 18n), EMPTY_ROOT, NO_CODE]);
      const rest = path.slice(depth - 1);
      const nodes = [encodeRlp([`0x${rest.length % 2 === 0 ? "20" : "3"}${rest}`, account])];
      for (let step = depth - 2; step >= 0; --step) {
        const children: string[] = Array.from({ length: 16 }, (_, i) => id(`${step} ${i}`));
        children[Number.parseInt(path[step]!, 16)] = keccak256(nodes[0]!);
        nodes.unshift(encodeRlp([...children, "0x"]));
      }
      return { root: keccak256(nodes[0]!), nodes };
    }

    it("stays within 215,000 gas for a header, an account proof of three nodes and a word written", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { harness, eve } = await loadBlock();
      const { header, nodes } = await accountProof(node, eve.address);
      expect(nodes).to.have.lengthOf(3);
      const receipt = await (await harness.prove(header.rlp, eve.address, nodes)).wait();
      expect(receipt!.gasUsed).to.be.lessThanOrEqual(215_000n);
    });

    it("stays within 215,000 gas for three full nodes, and within 600,000 for nine", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const { harness, ben, header } = await loadBlock();
      await networkHelpers.mine(300);
      for (const [depth, budget] of [
        [3, 215_000n],
        [9, 600_000n],
      ] as const) {
        const { root, nodes } = deep(ben.address, depth);
        expect(nodes).to.have.lengthOf(depth);
        const rlp = await plant(withFields(header, { stateRoot: root }), header.number);
        const receipt = await (await harness.prove(rlp, ben.address, nodes)).wait();
        expect(receipt!.gasUsed).to.be.lessThanOrEqual(budget);
      }
    });
  });
});

const PLACES = { stateRoot: 3, transactionsRoot: 4, receiptsRoot: 5, number: 8, timestamp: 11 } as const;

/** The fields of a header, some of them with others in their place. */
function withFields(header: ChainHeader, changed: Fields): RlpStructuredData[] {
  const fields = decodeRlp(header.rlp) as RlpStructuredData[];
  for (const [name, place] of Object.entries(PLACES)) {
    const value = changed[name as keyof Fields];
    if (value !== undefined) fields[place] = value;
  }
  return fields;
}

/** A list of items that are encoded already. */
function listOf(items: readonly string[]): string {
  const content = concat(items);
  return concat(["0xf9", toBeHex((content.length - 2) / 2, 2), content]);
}
