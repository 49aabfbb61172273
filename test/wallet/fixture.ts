import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { ZeroAddress, zeroPadValue } from "ethers";
import { network } from "hardhat";

import {
  MockERC20__factory,
  PlanRulesHarness__factory,
  StagedHolder__factory,
  StagedLife__factory,
} from "../../types/ethers-contracts/index.js";
import type { AssetStruct, PlanStruct, TierStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { momentsOf } from "../moments.ts";
import { deployRegistry } from "./deploy-registry.ts";

/** One simulated chain for a test file. */
export const connection = await network.create();
export const { ethers, networkHelpers, provider } = connection;
export const moments = momentsOf(connection);
export const { now, pass, nextBlockAt, moveTo, inOneBlock } = moments;

export const HOUR = 3_600n;
export const DAY = 86_400n;

/** A Monday, midnight UTC, in the future of every simulated chain: 2030-01-07. */
export const START = 1_893_974_400n;

export const Kind = { NATIVE: 0n, ERC20: 1n, ERC721: 2n, ERC1155: 3n } as const;
export const State = {
  NONE: 0n,
  ACTIVE: 1n,
  GRACE: 2n,
  EXECUTING: 3n,
  DONE: 4n,
  STOPPED: 5n,
  SUSPENDED: 6n,
  CANCELLED: 7n,
} as const;

/** What a staged source says of an account of which nothing is known. */
export const CALM = { lastLife: 0n, suspendedAt: 0n, lag: 0n, foreign: false, shown: false, holder: ZeroAddress };

/** By shares, not to one heir. */
export const SHARED = 255n;
/** What a staged source, or an account with code, shows as evidence of silence. */
export const NO_EVIDENCE = "0x";
export const NO_GUARDIANS = { keys: [], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 0n };

export const who = (recipient: string): string => zeroPadValue(recipient, 32);
export const erc20 = (token: string, heir = SHARED): AssetStruct => ({ kind: Kind.ERC20, token, id: 0n, heir });
export const only = (recipient: string): TierStruct => ({
  delay: 0n,
  window: 0n,
  recipients: [{ who: who(recipient), share: 10_000n }],
});

/** The registry with its desks and executor, and a source of life that does as it is told, at {@link START}. */
export async function deployWallet() {
  const signers = (await ethers.getSigners()) as [HardhatEthersSigner, ...HardhatEthersSigner[]];
  const [deployer, owner, spouse, child, second, keeper, stranger, ...guardians] = signers as unknown as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    ...HardhatEthersSigner[],
  ];
  const deployed = await deployRegistry(deployer);
  const rules = await new PlanRulesHarness__factory(deployer).deploy();
  const life = await new StagedLife__factory(deployer).deploy();
  const dollar = await new MockERC20__factory(deployer).deploy("Dollar", "USD", 6);
  await networkHelpers.time.increaseTo(START);
  const people = { deployer, owner, spouse, child, second, keeper, stranger, guardians };
  return { ...people, ...deployed, rules, life, dollar };
}

export type Wallet = Awaited<ReturnType<typeof deployWallet>>;
export const load = () => networkHelpers.loadFixture(deployWallet);

/** A plan of the owner: ninety days, a week of grace, his dollars, all to his second wallet; and what a test wants otherwise. */
export async function planOf(wallet: Wallet, changes: Partial<PlanStruct> = {}): Promise<PlanStruct> {
  return {
    account: wallet.owner.address,
    source: await wallet.life.getAddress(),
    period: 90n * DAY,
    grace: 7n * DAY,
    changeDelay: 30n * DAY,
    requestPeriod: 0n,
    bond: 0n,
    bounty: 0n,
    feed: ZeroAddress,
    fallbackRecipient: ZeroAddress,
    everything: false,
    assets: [erc20(await wallet.dollar.getAddress())],
    tiers: [only(wallet.second.address)],
    guardians: NO_GUARDIANS,
    ...changes,
  };
}

/** Registers the owner's plan, and gives its text. */
export async function registered(wallet: Wallet, changes: Partial<PlanStruct> = {}): Promise<PlanStruct> {
  const plan = await planOf(wallet, changes);
  await wallet.registry.connect(wallet.owner).register(plan);
  return plan;
}

/** An account that moves its assets itself, and is its owner whoever has it call. */
export async function holding(wallet: Wallet) {
  const holder = await new StagedHolder__factory(wallet.deployer).deploy(await wallet.executor.getAddress());
  const account = await holder.getAddress();
  await wallet.life.say(account, { ...CALM, holder: account });
  const registry = await wallet.registry.getAddress();
  /** Has it call the registry. */
  const act = (data: string) => holder.execute(registry, data);
  const register = async (changes: Partial<PlanStruct>): Promise<PlanStruct> => {
    const plan = await planOf(wallet, { account, ...changes });
    await act(wallet.registry.interface.encodeFunctionData("register", [plan]));
    return plan;
  };
  return { holder, account, act, register };
}

/** Registers, lets the period pass, and triggers: the plan, and when that was. */
export async function triggered(
  wallet: Wallet,
  changes: Partial<PlanStruct> = {},
): Promise<{ plan: PlanStruct; at: bigint }> {
  const plan = await registered(wallet, changes);
  await pass(BigInt(plan.period));
  await wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE);
  return { plan, at: await now() };
}
