import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { AbiCoder, concat, type TransactionReceipt, ZeroAddress, ZeroHash } from "ethers";

import { type AccountCall, ENTRY_POINT, signOperation } from "../../src/wallet/account/index.ts";
import { installModule7579, nonceKey7579 } from "../../src/wallet/module7579.ts";
import {
  AccountProbe__factory,
  ActProbe__factory,
  DeadMansSwitchModule7579__factory,
  ModularAccount__factory,
  MockERC20__factory,
  MockERC721__factory,
  MockERC1155__factory,
  RobotModule__factory,
} from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { deployRegistry } from "./deploy-registry.ts";
import { CHAIN, DAY, ethers, handle, networkHelpers, operationOf, provider } from "./account-fixture.ts";
import { entryPointAt, installEntryPoint } from "../../scenarios/support/entry-point.ts";
import { Kind, NO_GUARDIANS, only, SHARED } from "./fixture.ts";

export const PERIOD = 90n * DAY;
export const GRACE = 7n * DAY;
export const NOBODY = "0x1111111111111111111111111111111111111111";
/** ERC-7579's numbers of the types of modules. */
export const Type = { VALIDATOR: 1n, EXECUTOR: 2n, HOOK: 4n } as const;
export const Part = { NONE: 0n, OWNER: 1n, VALIDATOR: 2n, EXECUTOR: 3n, HOOK: 4n, KEY: 5n } as const;
/** One call, and foreign code that runs as the account. */
export const SINGLE = ZeroHash;
export const DELEGATE = `0xff${"00".repeat(31)}`;
/** Calls in a row, as an executor has an account make them, and their types. */
export const BATCH = `0x01${"00".repeat(31)}`;
export const EXECUTIONS = ["tuple(address,uint256,bytes)[]"];

/** The registry, OpenZeppelin's modular account with ether and assets, the switch, and a robot: a validator of its own key, and an executor that anybody can use. */
export async function deployModular() {
  const people = await ethers.getSigners();
  const [ann, root, robot, relayer, heir, stranger] = people as [
    ...[HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner],
    ...[HardhatEthersSigner, HardhatEthersSigner, HardhatEthersSigner],
  ];
  await installEntryPoint(provider, relayer.address);
  const { registry, executor } = await deployRegistry(relayer);
  const module = await new DeadMansSwitchModule7579__factory(relayer).deploy(executor, ENTRY_POINT);
  const moduleAddress = await module.getAddress();
  // The key of its own is one that the switch doesn't know.
  const account = await new ModularAccount__factory(relayer).deploy(root.address);
  const address = await account.getAddress();
  await relayer.sendTransaction({ to: address, value: 10n ** 19n });
  const robotModule = await new RobotModule__factory(relayer).deploy(robot.address);
  const robotAddress = await robotModule.getAddress();
  const probe = await new ActProbe__factory(relayer).deploy();
  const notes = await new AccountProbe__factory(relayer).deploy();
  const dollar = await new MockERC20__factory(relayer).deploy("Dollar", "USD", 6n);
  const picture = await new MockERC721__factory(relayer).deploy();
  const stamps = await new MockERC1155__factory(relayer).deploy();
  const actors = { ann, root, robot, relayer, heir, stranger, registry, executor, module, moduleAddress };
  return {
    ...{ ...actors, account, address, robotModule, robotAddress, probe, notes, dollar, picture, stamps },
    place: { account: address, module: moduleAddress, chainId: CHAIN },
  };
}

/** The same, with the switch installed, and the robot before it. */
export async function deployInstalled() {
  const stage = await deployModular();
  const { root, address, account, robotAddress, moduleAddress, ann } = stage;
  const robots = [Type.VALIDATOR, Type.EXECUTOR].map((type) => ({
    to: address,
    data: account.interface.encodeFunctionData("installModule", [type, robotAddress, "0x"]),
  }));
  await act(stage, root, 0n, [...robots, ...installModule7579(address, moduleAddress, ann.address)]);
  return stage;
}

export type Modular = Awaited<ReturnType<typeof deployModular>>;
export const load = () => networkHelpers.loadFixture(deployInstalled);
type Changes = NonNullable<Parameters<typeof operationOf>[3]>;

/** A user operation under the nonces of a key. */
export async function operation(
  { account, relayer }: Modular,
  signer: HardhatEthersSigner,
  key: bigint,
  calls: readonly AccountCall[],
  changes: Changes = {},
) {
  const nonce = (await entryPointAt(relayer).getFunction("getNonce").staticCall(account, key)) as bigint;
  return operationOf(signer, account, calls, { nonce, ...changes });
}

export const owners = (stage: Modular, calls: readonly AccountCall[], changes: Changes = {}) =>
  operation(stage, stage.ann, nonceKey7579(stage.moduleAddress), calls, changes);
export const robots = (stage: Modular, calls: readonly AccountCall[], changes: Changes = {}) =>
  operation(stage, stage.robot, nonceKey7579(stage.robotAddress), calls, changes);
/** An operation with other call data than a batch. */
export async function raw(stage: Modular, callData: string) {
  return signOperation(stage.ann, { ...(await owners(stage, [])), callData }, CHAIN);
}

/** Has a key's operation executed, one that doesn't say when it was issued. */
export async function act(
  stage: Modular,
  signer: HardhatEthersSigner,
  key: bigint,
  calls: readonly AccountCall[],
  changes: Changes = {},
): Promise<TransactionReceipt> {
  return handle(stage.relayer, await operation(stage, signer, key, calls, { issuedAt: 0n, ...changes }));
}

/** The owner acts. */
export const live = async (stage: Modular, calls: readonly AccountCall[] = [], changes: Changes = {}) =>
  handle(stage.relayer, await owners(stage, calls, { issuedAt: 0n, ...changes }));
/** The session key acts. */
export const session = async (stage: Modular, calls: readonly AccountCall[] = []) =>
  handle(stage.relayer, await robots(stage, calls, { issuedAt: 0n }));
/** Automation acts. */
export const automate = (stage: Modular, { to, value = 0n, data = "0x" }: AccountCall, mode = SINGLE) => {
  const execution = mode === SINGLE ? single(to, value, data) : concat([to, data]);
  return stage.robotModule.run(stage.address, mode, execution);
};
/** The call by which the owner, or whoever, has automation run. */
export function runCall(stage: Modular, { to, value = 0n, data = "0x" }: AccountCall): AccountCall {
  const inputs = [stage.address, SINGLE, single(to, value, data)] as const;
  return { to: stage.robotAddress, data: stage.robotModule.interface.encodeFunctionData("run", [...inputs]) };
}

export const single = (to: string, value: bigint, data: string): string =>
  concat([to, AbiCoder.defaultAbiCoder().encode(["uint256"], [value]), data]);

/** The call by which the account has itself asked about, through a probe, before and after another call. */
export async function ask(stage: Modular, then?: AccountCall): Promise<AccountCall> {
  const inputs = [stage.moduleAddress, then?.to ?? ZeroAddress, then?.data ?? "0x"] as const;
  return { to: await stage.probe.getAddress(), data: stage.probe.interface.encodeFunctionData("ask", [...inputs]) };
}

/** What the probe heard, in order. */
export function answersIn(stage: Modular, receipt: TransactionReceipt | null): boolean[] {
  return receipt!.logs
    .map((log) => stage.probe.interface.parseLog(log))
    .filter((parsed) => parsed?.name === "Asked")
    .map((parsed) => parsed!.args.getValue("isOwnersAct") as boolean);
}

export const lifeOf = async (stage: Modular): Promise<bigint> => (await stage.module.lifeOf(stage.address)).lastLife;
export const latest = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());

/** A plan over one asset of each kind, which the account is given, and others. */
export async function planFor(
  stage: Modular,
  changes: Partial<PlanStruct> = {},
  others: { kind: bigint; token: string; id: bigint; heir: bigint }[] = [],
): Promise<PlanStruct> {
  const { address, moduleAddress, dollar, picture, stamps, heir } = stage;
  await dollar.mint(address, 1_000n);
  await picture.mint(address, 7n);
  await stamps.mint(address, 5n, 40n);
  const of = (kind: bigint, token: string, id = 0n) => ({ kind, token, id, heir: SHARED });
  const assets = [
    of(Kind.NATIVE, ZeroAddress),
    of(Kind.ERC20, await dollar.getAddress()),
    of(Kind.ERC721, await picture.getAddress(), 7n),
    of(Kind.ERC1155, await stamps.getAddress(), 5n),
    ...others,
  ];
  return {
    ...{ account: address, source: moduleAddress, period: PERIOD, grace: GRACE, changeDelay: 30n * DAY },
    ...{ requestPeriod: 0n, bond: 0n, bounty: 0n, feed: ZeroAddress, fallbackRecipient: ZeroAddress },
    ...{ everything: false, tiers: [only(heir.address)], guardians: NO_GUARDIANS },
    assets: assets.sort((a, b) => (BigInt(a.token) < BigInt(b.token) ? -1 : 1)),
    ...changes,
  };
}

/** A call of the registry. */
export async function registryCall(
  { registry }: Modular,
  name: "register" | "cancel" | "heartbeat",
  plan?: PlanStruct,
): Promise<AccountCall> {
  const data = registry.interface.encodeFunctionData(name as "register", (plan ? [plan] : []) as [PlanStruct]);
  return { to: await registry.getAddress(), data };
}
