import {
  AbiCoder,
  type BaseWallet,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  encodeRlp,
  id,
  keccak256,
  type RlpStructuredData,
  toBeHex,
  type TransactionReceipt,
  Wallet,
  ZeroAddress,
} from "ethers";
import type { network } from "hardhat";

import { accountProof } from "../../src/chain/account-proof.ts";
import type { BlockName } from "../../src/chain/header.ts";
import { EMPTY_ROOT } from "../../src/chain/trie.ts";
import { encodeBatch, signBatch } from "../../src/wallet/account/batch.ts";
import type { AccountCall } from "../../src/wallet/account/calls.ts";
import { DeadMansSwitchAccount__factory } from "../../types/ethers-contracts/index.js";

export type Connection = Awaited<ReturnType<typeof network.create>>;

/** What the functions of a prover take. */
export type Shown = [account: string, header: string, proof: string[]];

export const NO_CODE = keccak256("0x");

/** A view in the block to come, as a transaction has it: there the newest block is one of the past. */
export const NEXT = { blockTag: "pending" } as const;

/** Runs PUSH0 PUSH0 PUSH0 CREATE STOP for whoever calls: a contract is created, in the name of the account that delegates here. */
const CREATOR = "0x645f5f5ff0005f526005601bf3";

/** What tests of provers do to accounts, on the chain of a test file. */
export function proverTools({ ethers, networkHelpers }: Connection) {
  const node = ethers.provider;

  const mined = async (sent: Promise<{ wait(): Promise<TransactionReceipt | null> }>): Promise<TransactionReceipt> => {
    const receipt = await (await sent).wait();
    if (receipt === null) throw new Error("it isn't mined");
    return receipt;
  };

  const gasOf = async (sent: Promise<ContractTransactionResponse>): Promise<bigint> => {
    const receipt: ContractTransactionReceipt | null = await (await sent).wait();
    return receipt?.gasUsed ?? 0n;
  };

  /** Somebody with ten ether, who has not acted yet. */
  async function person(name: string): Promise<Wallet> {
    const [funder] = await ethers.getSigners();
    const wallet = new Wallet(id(name), node);
    await mined(funder!.sendTransaction({ to: wallet.address, value: 10n ** 19n }));
    return wallet;
  }

  /** An act: the nonce rises by one, in a block of its own. Gives the block's number. */
  async function act(wallet: Wallet): Promise<number> {
    return (await mined(wallet.sendTransaction({ to: ZeroAddress }))).blockNumber;
  }

  /** A delegation, or its end, that somebody else sends: the nonce rises by one. */
  async function delegate(wallet: BaseWallet, to: string = ZeroAddress): Promise<number> {
    const [sender] = await ethers.getSigners();
    const nonce = await node.getTransactionCount(wallet.address);
    const authorization = await wallet.authorize({ address: to, nonce, chainId: (await node.getNetwork()).chainId });
    const request = { type: 4, to: ZeroAddress, authorizationList: [authorization] };
    return (await mined(sender!.sendTransaction(request))).blockNumber;
  }

  /** An act of an account that delegates to `DeadMansSwitchAccount`, signed by its key and sent by somebody else: the nonce stands. */
  async function relay(wallet: BaseWallet, calls: readonly AccountCall[] = []): Promise<TransactionReceipt> {
    const [relayer] = await ethers.getSigners();
    const { chainId } = await node.getNetwork();
    const nonce = await DeadMansSwitchAccount__factory.connect(wallet.address, node).batchNonce();
    const batch = { calls, nonce, deadline: (await timeOf()) + 3_600n };
    const data = encodeBatch(batch, await signBatch(wallet, wallet.address, batch, chainId));
    return mined(relayer!.sendTransaction({ to: wallet.address, data }));
  }

  /** Code that creates a contract whenever it is called. */
  async function creator(): Promise<string> {
    const [sender] = await ethers.getSigners();
    const { contractAddress } = await mined(sender!.sendTransaction({ data: CREATOR }));
    return contractAddress!;
  }

  async function shown(account: string, name: BlockName = "latest"): Promise<Shown> {
    const { header, nodes } = await accountProof(node, account, name);
    return [account, header.rlp, nodes];
  }

  async function evidence(account: string, name: BlockName = "latest"): Promise<string> {
    const [, header, nodes] = await shown(account, name);
    return evidenceOf(header, nodes);
  }

  /** Blocks that can each be proven; of those that are mined many at a time the chain has no state. */
  async function pass(blocks: number, seconds = 60): Promise<void> {
    for (let i = 0; i < blocks; ++i) await networkHelpers.time.increase(seconds);
  }

  const timeOf = async (name: BlockName = "latest"): Promise<bigint> =>
    BigInt((await node.getBlock(typeof name === "bigint" ? Number(name) : name))!.timestamp);

  return { node, mined, gasOf, person, act, delegate, creator, relay, pass, shown, evidence, timeOf };
}

export function evidenceOf(header: string, nodes: readonly string[]): string {
  return AbiCoder.defaultAbiCoder().encode(["bytes", "bytes[]"], [header, nodes]);
}

/** A path of branches that are full, and an account without code at its end. */
export function deepProof(owner: string, depth: number, nonce: bigint): { root: string; nodes: string[] } {
  const path = keccak256(owner).slice(2);
  const account = encodeRlp([toBeHex(nonce), toBeHex(10n ** 18n), EMPTY_ROOT, NO_CODE]);
  const rest = path.slice(depth - 1);
  let last = encodeRlp([`0x${rest.length % 2 === 0 ? "20" : "3"}${rest}`, account]);
  const nodes = [last];
  for (let step = depth - 2; step >= 0; --step) {
    const children: RlpStructuredData[] = Array.from({ length: 16 }, (_, i) => id(`${step} ${i}`));
    children[Number.parseInt(path[step] ?? "0", 16)] = keccak256(last);
    last = encodeRlp([...children, "0x"]);
    nodes.unshift(last);
  }
  return { root: keccak256(last), nodes };
}
