import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type ContractTransactionResponse, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import {
  MockDollar__factory,
  type PrepaidVault,
  PrepaidDesk__factory,
  PrepaidFactory__factory,
  PrepaidKeeper__factory,
  PrepaidVault__factory,
} from "../../types/ethers-contracts/index.js";
import type { RulesStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { momentsOf } from "../moments.ts";

/** One simulated chain for a test file. */
export const connection = await network.create();
export const { ethers, networkHelpers, provider } = connection;
export const moments = momentsOf(connection);
export const { moveTo, nextBlockAt } = moments;

export const HOUR = 3_600n;
export const DAY = 86_400n;
export const MAX_AHEAD = 4_096n;

export const Trigger = { ISSUE: 0n, DELIVERY: 1n, FIRST_USE: 2n } as const;

/** A cap that caps nothing, but keeps what each merchant was paid. */
export const NO_CAP = 2n ** 96n - 1n;

/** A Monday, midnight UTC, in the future of every simulated chain: 2030-01-07. It is a bound of hours and of days. */
export const START = 1_893_974_400n;

/** The rules of a plain instrument. */
export const PLAIN: RulesStruct = {
  trigger: Trigger.ISSUE,
  delay: 0n,
  merchants: ZeroHash,
  categories: 0n,
  cap: 0n,
  returnTo: ZeroAddress,
  returnBps: 0n,
  manual: false,
  minPiece: 0n,
};

/** Rules that differ from a plain instrument's in what a test names. */
export const rulesOf = (changes: Partial<RulesStruct>): RulesStruct => ({ ...PLAIN, ...changes });

/** Errors of the code that runs at the desk and isn't in the vault's own ABI. */
export const deskErrors = PrepaidDesk__factory.connect(ZeroAddress);

/** The id of a purchaser's instrument. */
export const idOf = (purchaser: { address: string }, number: bigint): bigint =>
  (BigInt(purchaser.address) << 96n) | number;

/** The system as the deploy scripts leave it, with a dollar of six decimals and its vault with buckets of an hour, at {@link START}. */
export async function deployPrepaid() {
  const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
  const signers = (await ethers.getSigners()) as [HardhatEthersSigner, ...HardhatEthersSigner[]];
  const [deployer, ...people] = signers;
  const factory = PrepaidFactory__factory.connect(environment.get("PrepaidFactory").address, deployer);
  const keeper = PrepaidKeeper__factory.connect(environment.get("PrepaidKeeper").address, deployer);
  const asset = await new MockDollar__factory(deployer).deploy();
  await networkHelpers.time.increaseTo(START);
  const vault = await createVault(factory, await asset.getAddress(), HOUR);
  const desk = environment.get("PrepaidDesk").address;
  return { deployer, people, factory, keeper, desk, asset, vault };
}

export type System = Awaited<ReturnType<typeof deployPrepaid>>;

/** Creates the vault of an asset. */
export async function createVault(
  factory: System["factory"],
  asset: string,
  bucketLength: bigint = HOUR,
): Promise<PrepaidVault> {
  const address = await factory.vaultOf(asset, bucketLength);
  await factory.createVault(asset, bucketLength);
  return PrepaidVault__factory.connect(address, factory.runner);
}

/** Gives somebody money in the vault. */
export async function fund(system: System, owner: HardhatEthersSigner, amount: bigint): Promise<void> {
  await system.asset.mint(owner, amount);
  await system.asset.connect(owner).approve(system.vault, amount);
  await system.vault.connect(owner).deposit(amount, owner);
}

/** The gas on the receipt of a transaction. */
export async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<bigint> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("the transaction is not mined");
  return receipt.gasUsed;
}
