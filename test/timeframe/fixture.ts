import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import {
  FixedPriceBacking__factory,
  type ITimeframeToken,
  ITimeframeToken__factory,
  MockERC20__factory,
  PlainTimeframeToken__factory,
  ProRataBacking__factory,
  TimeframeFactory__factory,
  TimeframeGroups__factory,
} from "../../types/ethers-contracts/index.js";
import type { TokenTermsStruct } from "../../types/ethers-contracts/timeframe/ITimeframeFactory.js";
import type { GroupTermsStruct } from "../../types/ethers-contracts/timeframe/ITimeframeToken.js";
import { momentsOf } from "../moments.ts";

export { eventsOf } from "../events.ts";

/** One simulated chain for a test file. */
export const connection = await network.create();
export const { ethers, networkHelpers, provider } = connection;
export const moments = momentsOf(connection);
export const { moveTo, nextBlockAt } = moments;

export const Layout = { PLAIN: 0n, CAPPED: 1n, GRACE: 2n } as const;
export const Rhythm = { FIXED: 0n, DAY: 1n, WEEK: 2n, MONTH: 3n, QUARTER: 4n, YEAR: 5n } as const;
export const BackingKind = { FIXED_PRICE: 0n, PRO_RATA: 1n } as const;

export const NO_CAP = 2n ** 112n - 1n;
export const NO_END = 2n ** 32n - 1n;
export const WEEK = 7n * 86_400n;

export const LAYOUTS = [
  ["PLAIN", Layout.PLAIN],
  ["CAPPED", Layout.CAPPED],
  ["GRACE", Layout.GRACE],
] as const;

/** Carries every error of a token: those of ERC-20 and of the kernel are not in the ABI of its interface. */
export const tokenErrors = PlainTimeframeToken__factory.connect(ZeroAddress);

/** A Monday, midnight UTC, in the future of every simulated chain: 2030-01-07. */
export const START = 1_893_974_400n;

/** The system as the deploy scripts leave it, with an asset of six decimals for backings. */
export async function deployTimeframe() {
  const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
  const signers = await ethers.getSigners();
  const [deployer, administrator, sponsor, ...people] = signers as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    ...HardhatEthersSigner[],
  ];
  const factory = TimeframeFactory__factory.connect(environment.get("TimeframeFactory").address, administrator);
  const groups = TimeframeGroups__factory.connect(environment.get("TimeframeGroups").address, administrator);
  const asset = await new MockERC20__factory(deployer).deploy("Money", "MON", 6);
  await networkHelpers.time.increaseTo(START);
  return { deployer, administrator, sponsor, people, factory, groups, asset };
}

export type System = Awaited<ReturnType<typeof deployTimeframe>>;

/** Terms of a closed weekly token without decimals; a test names what it wants otherwise. */
export function tokenTerms(system: System, changes: Partial<TokenTermsStruct> = {}): TokenTermsStruct {
  return {
    name: "Meals",
    symbol: "MEAL",
    decimals: 0n,
    rhythm: Rhythm.FIXED,
    anchor: START,
    frameLength: WEEK,
    open: false,
    administrator: system.administrator.address,
    backing: ZeroAddress,
    ...changes,
  };
}

/** Creates a token through the factory. */
export async function createToken(
  system: System,
  layout: bigint,
  changes: Partial<TokenTermsStruct> = {},
  salt: string = ZeroHash,
): Promise<ITimeframeToken> {
  const terms = tokenTerms(system, changes);
  const address = await system.factory.predictToken(layout, terms, system.administrator.address, salt);
  await system.factory.createToken(layout, terms, salt);
  return ITimeframeToken__factory.connect(address, system.administrator);
}

/** Opens a group and returns its number. */
export async function openGroup(
  system: System,
  token: ITimeframeToken,
  changes: Partial<GroupTermsStruct> = {},
  policy: { authority?: string; root?: string } = {},
): Promise<bigint> {
  const terms: GroupTermsStruct = {
    onRequest: false,
    soulbound: false,
    quota: 40n,
    receiveCap: NO_CAP,
    budget: 0n,
    ...changes,
  };
  await system.groups.openGroup(token, terms, policy.authority ?? "0x", policy.root ?? ZeroHash);
  return token.groupCount();
}

/** Creates a backing that pays a price for each unit. */
export async function createFixedPriceBacking(system: System, asset: string, salt: string = ZeroHash) {
  const args = [BackingKind.FIXED_PRICE, asset, system.sponsor.address] as const;
  const address = await system.factory.predictBacking(...args, system.administrator.address, salt);
  await system.factory.createBacking(...args, salt);
  return FixedPriceBacking__factory.connect(address, system.sponsor);
}

/** Creates a backing whose providers share a pot for each frame. */
export async function createProRataBacking(system: System, asset: string, salt: string = ZeroHash) {
  const args = [BackingKind.PRO_RATA, asset, system.sponsor.address] as const;
  const address = await system.factory.predictBacking(...args, system.administrator.address, salt);
  await system.factory.createBacking(...args, salt);
  return ProRataBacking__factory.connect(address, system.sponsor);
}

/** A token that can be spent, with its own backing, pool open, and one million of the asset in it. */
export async function createBackedToken(
  system: System,
  layout: bigint,
  changes: Partial<TokenTermsStruct> = {},
  price = 1_500_000n,
) {
  const backing = await createFixedPriceBacking(system, await system.asset.getAddress());
  const token = await createToken(system, layout, { backing: await backing.getAddress(), ...changes });
  await backing.openPool(token, price, 0n);
  const funds = 10n ** 12n;
  await system.asset.mint(system.sponsor, funds);
  await system.asset.connect(system.sponsor).approve(backing, funds);
  await backing.fund(token, funds);
  return { token, backing };
}

/** The first second of a frame of the weekly clock that {@link tokenTerms} describes; also the end of the frame before. */
export const startOfFrame = (frame: bigint): bigint => START + (frame - 1n) * WEEK;
