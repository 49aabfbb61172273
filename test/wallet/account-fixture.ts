import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type Addressable, type HDNodeWallet, type TransactionReceipt, Wallet, ZeroHash } from "ethers";
import { network } from "hardhat";

import {
  encodeBundle,
  entryPointAt,
  entryPointInterface,
  installEntryPoint,
} from "../../scenarios/support/entry-point.ts";
import {
  type AccountBatch,
  type AccountCall,
  buildOperation,
  encodeBatch,
  ENTRY_POINT,
  type OperationOrder,
  signBatch,
  signDelegation,
  signOperation,
  type UserOperation,
} from "../../src/wallet/account/index.ts";
import {
  AccountProbe__factory,
  type DeadMansSwitchAccount,
  DeadMansSwitchAccount__factory,
  DeadMansSwitchAccountFactory__factory,
  MockERC20__factory,
  MockERC721__factory,
  MockERC1155__factory,
} from "../../types/ethers-contracts/index.js";
import { deployRegistry } from "./deploy-registry.ts";

/** One simulated chain for a test file. */
export const { ethers, networkHelpers, provider } = await network.create();

export const DAY = 86_400n;
export const CHAIN = 31_337n;
export const probes = AccountProbe__factory.createInterface();
export const accounts = DeadMansSwitchAccount__factory.createInterface();
/** Anybody who can pay. */
type Sender = HardhatEthersSigner | Wallet | HDNodeWallet;

/** The registry, the factory, an account that ann owns, with ether, and others around it. */
export async function deployAccounts() {
  const [ann, ben, relayer, operator, heir] = (await ethers.getSigners()) as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
  ];
  await installEntryPoint(ethers.provider, relayer.address);
  const { registry } = await deployRegistry(relayer);
  // What the executor orders, without its reasons.
  const executor = await ethers.getImpersonatedSigner(await registry.EXECUTOR());
  await networkHelpers.setBalance(executor.address, 10n ** 18n);
  const factory = await new DeadMansSwitchAccountFactory__factory(relayer).deploy(executor);
  const implementation = await factory.IMPLEMENTATION();
  const account = await accountOf(ann.address, relayer);
  const probe = await new AccountProbe__factory(relayer).deploy();
  const probeAddress = await probe.getAddress();
  const token = await new MockERC20__factory(relayer).deploy("Token", "TOK", 18n);
  const collection = await new MockERC721__factory(relayer).deploy();
  const tokens = await new MockERC1155__factory(relayer).deploy();
  const address = await account.getAddress();
  await relayer.sendTransaction({ to: address, value: 10n ** 19n });
  // ann's first act, after which her acts cost the same.
  await sendBatch(relayer, ann, account, [note(probeAddress)]);
  const people = { executor, ann, ben, relayer, operator, heir, registry };
  return { ...people, factory, implementation, account, address, probe, probeAddress, token, collection, tokens };

  async function accountOf(owner: string, sender: HardhatEthersSigner) {
    await factory.createAccount(owner, ZeroHash);
    return DeadMansSwitchAccount__factory.connect(await factory.accountOf(owner, ZeroHash), sender);
  }
}

/** The same, and dan: an ordinary account that delegates to the implementation, by a transaction of the relayer's. */
export async function deployDelegated() {
  const context = await deployAccounts();
  const dan = Wallet.createRandom(ethers.provider);
  await context.relayer.sendTransaction({ to: dan.address, value: 10n ** 19n });
  const delegation = await signDelegation(dan, { implementation: context.implementation, nonce: 0n, chainId: CHAIN });
  const sent = await context.relayer.sendTransaction({ type: 4, to: dan.address, authorizationList: [delegation] });
  await sent.wait();
  return { ...context, dan, danAccount: DeadMansSwitchAccount__factory.connect(dan.address, context.relayer) };
}

export const note = (probe: string): AccountCall => ({ to: probe, data: probes.encodeFunctionData("note") });
export const refuse = (probe: string): AccountCall => ({ to: probe, data: probes.encodeFunctionData("refuse") });

/** The account calls itself. */
export function own(name: "authorizeOperator" | "rotateOwner", args: readonly unknown[]): AccountCall {
  return {
    to: "0x0000000000000000000000000000000000000000",
    data: accounts.encodeFunctionData(name as "rotateOwner", args as [string]),
  };
}

/** The time of the block that comes next, if none is asked to be otherwise. */
export async function setNextTime(ahead = 1n): Promise<bigint> {
  const next = BigInt(await networkHelpers.time.latest()) + ahead;
  await networkHelpers.time.setNextBlockTimestamp(next);
  return next;
}

/** When the owner acted last, as the account says. */
export async function lifeOf(account: DeadMansSwitchAccount): Promise<bigint> {
  return (await account.lifeOf(account)).lastLife;
}

/** Signs a batch for the account and has anybody send it. */
export async function sendBatch(
  sender: Sender,
  owner: Sender,
  account: DeadMansSwitchAccount,
  calls: readonly AccountCall[],
  changes: Partial<AccountBatch> = {},
): Promise<TransactionReceipt> {
  const address = await account.getAddress();
  const now = BigInt(await networkHelpers.time.latest());
  const batch = { calls, nonce: await account.batchNonce(), deadline: now + DAY, ...changes };
  const data = encodeBatch(batch, await signBatch(owner, address, batch, CHAIN));
  return (await (await sender.sendTransaction({ to: address, data })).wait())!;
}

/** A user operation as its owner signs it, issued now unless said otherwise. */
export async function operationOf(
  owner: Sender,
  account: Addressable,
  calls: readonly AccountCall[],
  changes: Partial<OperationOrder> = {},
): Promise<UserOperation> {
  const address = await account.getAddress();
  const nonce = (await entryPointAt(ethers.provider).getFunction("getNonce").staticCall(address, 0n)) as bigint;
  const issuedAt = BigInt(await networkHelpers.time.latest());
  const order = { account: address, calls, nonce, issuedAt, maxFeePerGas: 10n ** 10n, ...changes };
  return signOperation(owner, buildOperation(order), CHAIN);
}

/** Has a bundler send an operation. */
export async function handle(bundler: Sender, ...operations: UserOperation[]): Promise<TransactionReceipt> {
  const data = encodeBundle(operations, bundler.address);
  const sent = await bundler.sendTransaction({ to: ENTRY_POINT, data, gasLimit: 3_000_000n });
  return (await sent.wait())!;
}

/** Whether the entry point says that an operation's calls succeeded. */
export function succeeded(receipt: TransactionReceipt): boolean {
  const event = receipt.logs
    .map((log) => entryPointInterface.parseLog(log))
    .find((parsed) => parsed?.name === "UserOperationEvent");
  return event?.args.getValue("success") as boolean;
}

/** Whose acts a probe noted: true for an owner's. */
export function notesOf(receipt: TransactionReceipt): boolean[] {
  return receipt.logs
    .map((log) => probes.parseLog(log))
    .filter((parsed) => parsed?.name === "Noted")
    .map((parsed) => parsed!.args.getValue("isOwners") as boolean);
}
