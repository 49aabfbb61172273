import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { getAddress, type Signer, type TransactionReceipt, type TransactionResponse, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { createSafe, deployRelease, type Release } from "../../scenarios/support/safe.ts";
import { installSwitch, readInstallation } from "../../src/wallet/safe/installation.ts";
import {
  safeBatch,
  safeCall,
  type SafeCall,
  safeExecution,
  safeTransaction,
  type SafeTransaction,
  signSafeTransaction,
} from "../../src/wallet/safe/safe-transaction.ts";
import {
  ActProbe__factory,
  type DeadMansSwitchModule,
  DeadMansSwitchModule__factory,
  EagerModule__factory,
  ForeignCode__factory,
} from "../../types/ethers-contracts/index.js";

export const { ethers, networkHelpers } = await network.create();
export const node = ethers.provider;

export { deployOf, installLibrary, type Release } from "../../scenarios/support/safe.ts";

export const DAY = 86_400n;
export const REMOVAL_DELAY = 7n * DAY;
export const GUARD_SLOT = ethers.id("guard_manager.guard.address");
export const MODULE_GUARD_SLOT = ethers.id("module_manager.module_guard.address");

/** A Safe of three owners, two of whom must sign, and people besides. */
export async function deploySafe(release: Release = "1.5.0") {
  const people = await ethers.getSigners();
  const [ann, bob, cas, executor, stranger, heir, robot] = people as [
    ...[HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner],
    ...[HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner],
  ];
  const { chainId } = await node.getNetwork();
  const suite = await deployRelease(release, stranger);
  const module = await new DeadMansSwitchModule__factory(stranger).deploy(executor.address);
  const owners = [ann, bob, cas].map(({ address }) => address);
  const create = async (salt: bigint) => {
    const made = await createSafe(suite, { owners, threshold: 2n, salt });
    await stranger.sendTransaction({ to: await made.getAddress(), value: 10n ** 19n });
    return made;
  };
  const safe = await create(1n);
  const address = await safe.getAddress();
  return {
    ...suite,
    ...{ ann, bob, cas, executor, stranger, heir, robot, chainId, module, create, safe, address },
    moduleAddress: await module.getAddress(),
    place: { safe: address, chainId },
  };
}

export type Stage = Awaited<ReturnType<typeof deploySafe>>;

/** Which owners sign, who sends it, and what else they sign. */
export interface Manner {
  by?: Signer[];
  sender?: Signer;
  terms?: Parameters<typeof safeTransaction>[2];
  gasLimit?: bigint;
}

/** What anyone can send to have the Safe execute a call, signed by two owners. */
export async function signed(stage: Stage, call: SafeCall, { by, terms }: Manner = {}, ahead = 0n) {
  const nonce = (await nonceOf(stage)) + ahead;
  const transaction: SafeTransaction = safeTransaction(call, nonce, terms);
  const owners = by ?? [stage.ann, stage.bob];
  const signatures = await Promise.all(owners.map((owner) => signSafeTransaction(owner, stage.place, transaction)));
  return safeExecution(stage.address, transaction, signatures);
}

/** Has the Safe execute a call, signed by two owners. */
export async function execute(stage: Stage, call: SafeCall, manner: Manner = {}): Promise<TransactionResponse> {
  const request = await signed(stage, call, manner);
  const gas = manner.gasLimit === undefined ? {} : { gasLimit: manner.gasLimit };
  return (manner.sender ?? stage.stranger).sendTransaction({ ...request, ...gas });
}

export const executed = async (stage: Stage, call: SafeCall, manner: Manner = {}): Promise<TransactionReceipt> =>
  (await (await execute(stage, call, manner)).wait())!;

/** A call of the Safe to itself. */
export const selfCall = (stage: Stage, name: string, ...inputs: unknown[]): SafeCall =>
  safeCall(stage.address, stage.safe.interface.encodeFunctionData(name, inputs));

/** A call of the Safe to the switch. */
export const switchCall = (
  stage: Stage,
  name: "setUp" | "announceRemoval" | "cancelRemoval" | "checkTransaction" | "checkAfterExecution",
  ...inputs: unknown[]
): SafeCall =>
  safeCall(
    stage.moduleAddress,
    DeadMansSwitchModule__factory.createInterface().encodeFunctionData(name as "setUp", inputs as [bigint]),
  );

export const batch = (stage: Stage, ...calls: SafeCall[]): SafeCall => safeBatch(stage.multiSend, calls);

/** Installs all parts of the switch that the Safe's release knows, in one execution. */
export async function install(stage: Stage): Promise<TransactionReceipt> {
  const { address: safe, moduleAddress: module, multiSend } = stage;
  const choice = { safe, module, removalDelay: REMOVAL_DELAY, multiSend };
  return executed(stage, installSwitch(choice, await readInstallation(node, safe, module)));
}

/** A Safe with the switch, and with other modules: one of a robot's key, and one that anybody can use. */
export async function installed(release: Release = "1.5.0") {
  const stage = await deploySafe(release);
  const { stranger } = stage;
  const eager = await new EagerModule__factory(stranger).deploy();
  const foreign = await new ForeignCode__factory(stranger).deploy();
  const probe = await new ActProbe__factory(stranger).deploy();
  await executed(stage, selfCall(stage, "enableModule", stage.robot.address));
  await executed(stage, selfCall(stage, "enableModule", await eager.getAddress()));
  await install(stage);
  return { ...stage, eager, foreign, probe };
}

export type Installed = Awaited<ReturnType<typeof installed>>;

/** What a module sends to have the Safe execute a call. */
export function moduleExecution({ safe, address }: Stage, { to, value, data, operation }: SafeCall) {
  const inputs = [to, value, data, operation];
  return { to: address, data: safe.interface.encodeFunctionData("execTransactionFromModule", inputs) };
}

/** The robot's module has the Safe execute a call. */
export async function moduleExecutes(stage: Stage, call: SafeCall): Promise<TransactionResponse> {
  return stage.robot.sendTransaction(moduleExecution(stage, call));
}

/** Foreign code that writes into the Safe's storage, and then calls. */
export async function foreignCall(stage: Installed, words: Record<string, string>, then?: SafeCall): Promise<SafeCall> {
  const data = stage.foreign.interface.encodeFunctionData("writeAndCall", [
    Object.keys(words),
    Object.values(words),
    then?.to ?? ZeroAddress,
    then?.data ?? "0x",
  ]);
  return { to: await stage.foreign.getAddress(), value: 0n, data, operation: 1 };
}

/** The call by which the Safe asks the switch, through the probe, whether that is the owners' act, and goes on to another. */
export async function probeCall(stage: Installed, then?: SafeCall): Promise<SafeCall> {
  const { probe, moduleAddress } = stage;
  const inputs = [moduleAddress, then?.to ?? ZeroAddress, then?.data ?? "0x"] as const;
  return safeCall(await probe.getAddress(), probe.interface.encodeFunctionData("ask", [...inputs]));
}

/** What the switch answered the probe in a transaction, in order. */
export async function answersIn(response: Promise<TransactionResponse> | TransactionResponse) {
  const receipt = (await (await response).wait())!;
  const probe = ActProbe__factory.createInterface();
  const event = probe.getEvent("Asked");
  const logs = receipt.logs.filter(({ topics }) => topics[0] === event.topicHash);
  return logs.map(({ data, topics }) => {
    const [, isOwnersAct, lastLife, suspendedAt] = probe.decodeEventLog(event, data, topics);
    return { isOwnersAct: isOwnersAct as boolean, lastLife: lastLife as bigint, suspendedAt: suspendedAt as bigint };
  });
}

/** The call by which the Safe takes a module out. */
export async function disableCall(stage: Stage, module: string = stage.moduleAddress): Promise<SafeCall> {
  const sentinel = "0x0000000000000000000000000000000000000001";
  const [modules] = (await stage.safe.getFunction("getModulesPaginated")(sentinel, 10n)) as unknown as [string[]];
  const list = [sentinel, ...modules];
  return selfCall(stage, "disableModule", list[list.indexOf(getAddress(module)) - 1], module);
}

/** When a transaction was mined, Unix seconds. */
export const timeOf = async ({ blockNumber }: { blockNumber: number }): Promise<bigint> =>
  BigInt((await node.getBlock(blockNumber))!.timestamp);

/** The state of the Safe that the switch keeps. */
export const watchOf = (stage: { module: DeadMansSwitchModule; address: string }) =>
  stage.module.watchOf(stage.address);

export const addressOf = (contract: { getAddress(): Promise<string> }): Promise<string> => contract.getAddress();

export const nonceOf = async (stage: Stage): Promise<bigint> => (await stage.safe.getFunction("nonce")()) as bigint;
