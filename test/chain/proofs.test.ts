import { expect } from "chai";
import {
  type AuthorizationLike,
  decodeRlp,
  hexlify,
  id,
  JsonRpcProvider,
  keccak256,
  type RlpStructuredData,
  Transaction,
  type TransactionLike,
  Wallet,
} from "ethers";
import { network } from "hardhat";

import { accountProof } from "../../src/chain/account-proof.ts";
import { encodeHeader, readHeader } from "../../src/chain/header.ts";
import { receiptProof, transactionProof } from "../../src/chain/inclusion-proof.ts";
import type { JsonRpcNode } from "../../src/chain/node.ts";
import { ProofError, type ProofFault } from "../../src/chain/proof-error.ts";
import type { Raw } from "../../src/chain/raw.ts";
import { rawReceipt, rawTransaction } from "../../src/chain/raw-transaction.ts";

const { ethers, networkHelpers } = await network.create();
const provider = ethers.provider;

/** A node that gives other answers to some methods, and passes on the rest. */
function answering(answers: Record<string, (answer: unknown, params: unknown[]) => unknown>): JsonRpcNode {
  return {
    async send(method, params) {
      const change = answers[method];
      const answer: unknown = await provider.send(method, params).catch((error: unknown) => {
        if (change === undefined) throw error;
        return null;
      });
      return change === undefined ? answer : change(answer, params);
    },
  };
}

const failing = (error: unknown) => (): never => {
  throw error;
};

/** An error of a node, as ethers hands it on. */
function rpcError(method: string, code: number, message: string): Error {
  const ethersProvider = new JsonRpcProvider("http://127.0.0.1:1", 1, { staticNetwork: true });
  const payload = { method, params: [], id: 1, jsonrpc: "2.0" as const };
  const error = ethersProvider.getRpcError(payload, { id: 1, error: { code, message } });
  ethersProvider.destroy();
  return error;
}

async function faultOf(work: () => Promise<unknown>): Promise<{ fault: ProofFault; message: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProofError) return { fault: error.fault, message: error.message };
    throw error;
  }
  return expect.fail("it was proven");
}

async function stage() {
  const [ada, ben] = await ethers.getSigners();
  const sent = await ada!.sendTransaction({ to: ben!.address, value: 1n });
  await sent.wait();
  return { ada: ada!, ben: ben!, hash: sent.hash };
}
const load = () => networkHelpers.loadFixture(stage);

describe("readHeader", () => {
  it("builds the header of any block, by number, hash and word", async () => {
    await load();
    await networkHelpers.mine(3);
    const latest = await readHeader(provider, "latest");
    for (const name of [latest.number, Number(latest.number), latest.hash])
      expect(await readHeader(provider, name)).to.deep.equal(latest);
    for (let number = 0n; number <= latest.number; ++number) {
      const header = await readHeader(provider, number);
      expect(keccak256(header.rlp)).to.equal(header.hash);
      expect(header.number).to.equal(number);
    }
  });

  it("builds headers of fewer and of more fields, by the hash alone", async () => {
    await load();
    const block = (await provider.send("eth_getBlockByNumber", ["latest", false])) as Raw;
    const fields = decodeRlp(encodeHeader(block)!) as RlpStructuredData[];
    const added = { blockAccessListHash: id("accesses"), slotNumber: "0x5" };
    const longer = [...fields, id("accesses"), "0x05"];
    for (let count = 15; count <= longer.length; ++count) {
      const rlp = ethers.encodeRlp(longer.slice(0, count));
      // The node tells of all of them, whether the chain's header has them or not.
      expect(encodeHeader({ ...block, ...added, hash: keccak256(rlp) }), `${count} fields`).to.equal(rlp);
    }
  });

  it("says which chain has a format that isn't known, and what is strange about it", async () => {
    await load();
    const node = answering({
      eth_getBlockByNumber: (block) => ({
        ...(block as Raw),
        hash: id("other"),
        l1BlockNumber: "0x5",
        sendRoot: "0x06",
      }),
    });
    const { fault, message } = await faultOf(() => readHeader(node, "latest"));
    expect(fault).to.equal("header-format");
    expect(message).to.match(/^Chain 31337 builds the header of block \d+ .* it tells of l1BlockNumber, sendRoot; /);
    const without = answering({ eth_getBlockByNumber: (block) => ({ ...(block as Raw), mixHash: undefined }) });
    expect((await faultOf(() => readHeader(without, "latest"))).message).to.include("it has no mixHash");
  });

  it("says that there is no such block", async () => {
    for (const name of [10n ** 6n, id("no block")])
      expect((await faultOf(() => readHeader(provider, name))).fault).to.equal("no-block");
  });
});

describe("accountProof", () => {
  it("gives what the chain says of the account, at the newest block or an earlier one", async () => {
    const { ada, ben } = await load();
    const before = await provider.getBlockNumber();
    const nonce = await provider.getTransactionCount(ada.address);
    await (await ada.sendTransaction({ to: ben.address, value: 5n })).wait();
    expect((await accountProof(provider, ada.address)).nonce).to.equal(BigInt(nonce + 1));
    const past = await accountProof(provider, ada.address.toLowerCase(), before);
    expect(past).to.include({ account: ada.address, nonce: BigInt(nonce), hasCode: false });
    expect(past.header.number).to.equal(BigInt(before));
    expect(past.balance).to.equal(await provider.getBalance(ada.address, before));
  });

  it("says that an account was never touched", async () => {
    await load();
    for (let i = 0; i < 20; ++i) {
      const { fault, message } = await faultOf(() => accountProof(provider, new Wallet(id(`nobody ${i}`)).address));
      expect(fault).to.equal("absent");
      expect(message).to.include("never been touched");
    }
  });

  for (const [client, code, message, fault] of [
    ["any without the method", -32601, "the method eth_getProof does not exist/is not available", "no-proofs"],
    ["a gateway", -32600, "Method eth_getProof is not supported", "no-proofs"],
    ["another gateway", -32000, "method not found", "no-proofs"],
    ["reth", -32602, "distance to target block exceeds maximum proof window", "no-state"],
    [
      "erigon",
      -32000,
      "requested block is too old, block must be within 1000 blocks of the head block number (currently 3696916)",
      "no-state",
    ],
    ["geth", -32000, `missing trie node ${"5d".repeat(32)} (path ) <nil>`, "no-state"],
    ["nethermind", -32002, `No state available for block 7 (0x${"5d".repeat(32)})`, "no-state"],
  ] as const)
    it(`says that the node can't, where ${client} answers so`, async () => {
      const { ada } = await load();
      for (const error of [rpcError("eth_getProof", code, message), Object.assign(new Error(message), { code })]) {
        const node = answering({ eth_getProof: failing(error) });
        expect((await faultOf(() => accountProof(node, ada.address))).fault).to.equal(fault);
      }
    });

  it("passes on any other failure as it is", async () => {
    const { ada } = await load();
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    for (const error of [refused, rpcError("eth_getProof", -32603, "Internal error")]) {
      const node = answering({ eth_getProof: failing(error) });
      expect(await accountProof(node, ada.address).catch((caught: unknown) => caught)).to.equal(error);
    }
  });

  it("says that a proof is untrue, or isn't there", async () => {
    const { ada, ben } = await load();
    const { nodes } = await accountProof(provider, ben.address, 0);
    const stale = answering({ eth_getProof: (answer) => ({ ...(answer as Raw), accountProof: nodes }) });
    expect((await faultOf(() => accountProof(stale, ada.address))).fault).to.equal("untrue");
    const none = answering({ eth_getProof: () => null });
    expect((await faultOf(() => accountProof(none, ada.address))).fault).to.equal("no-block");
  });
});

describe("transactionProof and receiptProof", () => {
  it("ask a node once for all receipts, where it offers that", async () => {
    const { hash } = await load();
    const single = await receiptProof(provider, hash);
    let asked = 0;
    const node = answering({
      eth_getBlockReceipts: async (_, params) => {
        ++asked;
        const block = (await provider.send("eth_getBlockByNumber", [params[0], false])) as { transactions: string[] };
        return Promise.all(block.transactions.map((one) => provider.send("eth_getTransactionReceipt", [one])));
      },
      eth_getTransactionReceipt: failing(new Error("asked for one")),
    });
    expect(await receiptProof(node, hash)).to.deep.equal(single);
    expect(asked).to.equal(1);
  });

  it("say that the node knows of no such transaction, or has it waiting", async () => {
    const { hash } = await load();
    const waiting = answering({ eth_getTransactionByHash: (answer) => ({ ...(answer as Raw), blockHash: null }) });
    for (const work of [
      () => transactionProof(provider, id("none")),
      () => receiptProof(provider, id("none")),
      () => transactionProof(waiting, hash),
    ])
      expect((await faultOf(work)).fault).to.equal("no-block");
    const without = answering({ eth_getBlockReceipts: () => null });
    expect((await faultOf(() => receiptProof(without, hash))).fault).to.equal("no-block");
  });

  it("say that what the node gave isn't what the block holds", async () => {
    const { hash } = await load();
    const failed = answering({ eth_getTransactionReceipt: (answer) => ({ ...(answer as Raw), status: "0x0" }) });
    expect((await faultOf(() => receiptProof(failed, hash))).fault).to.equal("trie-format");
    const fewer = answering({ eth_getBlockByHash: (block) => ({ ...(block as Raw), transactions: [] }) });
    expect((await faultOf(() => transactionProof(fewer, hash))).fault).to.equal("trie-format");
  });

  it("say that a type of transaction isn't known", async () => {
    const { hash } = await load();
    for (const change of [{ type: "0x7e" }, { value: "0x2" }]) {
      const node = answering({
        eth_getBlockByHash: (answer) => {
          const block = answer as { transactions: Raw[] };
          return { ...block, transactions: block.transactions.map((one) => ({ ...one, ...change })) };
        },
      });
      const { fault, message } = await faultOf(() => transactionProof(node, hash));
      expect(fault).to.equal("transaction-format");
      expect(message).to.include(hash);
    }
  });
});

describe("rawTransaction", () => {
  const signer = new Wallet(id("signer"));
  const target = new Wallet(id("target")).address;
  const authorization: AuthorizationLike = signer.authorizeSync({ address: target, nonce: 7n, chainId: 5n });
  const fees = { maxFeePerGas: 900n, maxPriorityFeePerGas: 1n };
  const accessList = [{ address: target, storageKeys: [id("slot"), id("other")] }];

  for (const [what, request] of [
    ["a legacy one", { type: 0, chainId: 5n, gasPrice: 7n, to: target, value: 10n ** 18n }],
    ["a legacy one without a chain", { type: 0, gasPrice: 7n, to: target, data: "0x1234" }],
    ["one that creates", { type: 2, chainId: 5n, ...fees, data: "0x60006000f3" }],
    ["one with accesses", { type: 1, chainId: 5n, gasPrice: 0n, to: target, accessList }],
    ["one of nothing", { type: 2, chainId: 5n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, to: target, accessList }],
    [
      "one with blobs",
      {
        type: 3,
        chainId: 5n,
        ...fees,
        to: target,
        maxFeePerBlobGas: 3n,
        blobVersionedHashes: [`0x01${"07".repeat(31)}`],
      },
    ],
    ["one that delegates", { type: 4, chainId: 5n, ...fees, to: target, authorizationList: [authorization] }],
  ] as readonly (readonly [string, TransactionLike])[])
    it(`gives ${what} as it was sent`, () => {
      const sent = Transaction.from({ nonce: 0, gasLimit: 21_000n, ...request });
      sent.signature = signer.signingKey.sign(sent.unsignedHash);
      for (const named of [true, false]) expect(rawTransaction(asAnswered(sent, named))).to.equal(sent.serialized);
    });

  it("names what a node left out", () => {
    const sent = Transaction.from({ type: 2, chainId: 5n, nonce: 0, gasLimit: 21_000n, ...fees });
    sent.signature = signer.signingKey.sign(sent.unsignedHash);
    const without = { ...asAnswered(sent, true), maxFeePerGas: undefined };
    expect(() => rawTransaction(without)).to.throw(TypeError, '"maxFeePerGas"');
  });
});

describe("rawReceipt", () => {
  it("takes a receipt from before Byzantium, with a root for its status, and one without a type", () => {
    const receipt = {
      root: id("root"),
      cumulativeGasUsed: "0x5208",
      logsBloom: hexlify(new Uint8Array(256)),
      logs: [],
    };
    const fields = [id("root"), "0x5208", hexlify(new Uint8Array(256)), []];
    expect(decodeRlp(rawReceipt(receipt))).to.deep.equal(fields);
  });

  it("takes logs with topics and data", () => {
    const log = { address: new Wallet(id("log")).address, topics: [id("a"), id("b")], data: "0x0102" };
    const receipt = { type: "0x2", status: "0x1", cumulativeGasUsed: "0x0", logsBloom: "0x00", logs: [log] };
    const raw = rawReceipt(receipt);
    expect(raw.slice(0, 4)).to.equal("0x02");
    const [status, gas, , logs] = decodeRlp(`0x${raw.slice(4)}`);
    expect([status, gas]).to.deep.equal(["0x01", "0x"]);
    expect(logs).to.deep.equal([[log.address.toLowerCase(), log.topics, log.data]]);
  });
});

/** A transaction as a node tells of it, with the names that one or another of them uses. */
function asAnswered(sent: Transaction, isCommon: boolean): Raw {
  const quantity = (value: bigint | number | null): string | undefined =>
    value === null ? undefined : `0x${BigInt(value).toString(16)}`;
  const { signature } = sent;
  const parity = quantity(signature!.yParity);
  const list = sent.authorizationList?.map(({ address, nonce, chainId, signature: signed }) => ({
    address,
    nonce: quantity(nonce),
    chainId: quantity(chainId),
    ...(isCommon ? { yParity: quantity(signed.yParity) } : { v: quantity(signed.yParity) }),
    r: quantity(BigInt(signed.r)),
    s: quantity(BigInt(signed.s)),
  }));
  return {
    hash: sent.hash,
    ...(sent.type === 0 && !isCommon ? {} : { type: quantity(sent.type) }),
    chainId: quantity(sent.chainId),
    nonce: quantity(sent.nonce),
    gas: quantity(sent.gasLimit),
    gasPrice: quantity(sent.gasPrice),
    maxFeePerGas: quantity(sent.maxFeePerGas),
    maxPriorityFeePerGas: quantity(sent.maxPriorityFeePerGas),
    maxFeePerBlobGas: quantity(sent.maxFeePerBlobGas),
    to: sent.to,
    value: quantity(sent.value),
    ...(isCommon ? { input: sent.data } : { data: sent.data }),
    accessList: sent.accessList,
    blobVersionedHashes: sent.blobVersionedHashes,
    authorizationList: list,
    ...(sent.type === 0
      ? { v: quantity(sent.chainId === 0n ? signature!.v : sent.chainId * 2n + 35n + BigInt(signature!.yParity)) }
      : isCommon
        ? { yParity: parity }
        : { v: parity }),
    r: quantity(BigInt(signature!.r)),
    s: quantity(BigInt(signature!.s)),
  };
}
