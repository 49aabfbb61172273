import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id as hash, Wallet } from "ethers";

import { createVault, DAY, fund, HOUR, idOf, START, type System } from "../../test/prepaid/fixture.ts";
import { LocalWETH__factory } from "../../types/ethers-contracts/index.js";
import { send } from "../send.ts";

/** Instruments to a page: what callers are told to send at most. */
export const PAGE = 200;
/** What every card has: base units of a dollar with six decimals. */
export const CARD = 25_123_457n;
/** What is spent at once. */
export const PAID = 1_234_567n;
/** What everybody has in a vault before anything is measured, so that no balance is new. */
const BALANCE = 10n ** 12n;
/** When cards expire, unless it is said otherwise. */
export const EXPIRY = START + 30n * DAY;
/** A moment to which all that is signed holds. */
export const DEADLINE = START + 3_650n * DAY;
/** Merchants of a list: a proof of ten words. */
const MERCHANTS = 1_024;

/** A number as wallets choose them, of 95 bits. */
export const numberOf = (card: number): bigint => BigInt(hash(`card ${card}`)) >> 161n;

/** A reference as shops choose them. */
export const referenceOf = (sale: number): string => hash(`sale ${sale}`);

/** Who acts, and where: everybody has something in both vaults, and may take from none but his own. */
export async function enter(system: System) {
  const [company, worker, baker, cook, relay] = system.people;
  if (!company || !worker || !baker || !cook || !relay) throw new Error("too few signers");
  const { deployer, vault, asset, factory } = system;
  const daily = await createVault(factory, await asset.getAddress(), DAY);
  const ether = await new LocalWETH__factory(deployer).deploy();
  const etherVault = await createVault(factory, await ether.getAddress(), HOUR);
  for (const person of [company, worker, baker, cook, relay]) {
    await fund(system, person, BALANCE);
    await fund({ ...system, vault: daily }, person, BALANCE);
    // What is held outside, and may be taken.
    await asset.mint(person, BALANCE);
    await asset.connect(person).approve(vault, 2n ** 256n - 1n);
  }
  await etherVault.connect(company).depositEther(company, { value: CARD });
  await send(cook, vault.choosePayout.populateTransaction(true));
  const list = merchantList(baker.address);
  return { ...system, daily, etherVault, company, worker, baker, cook, relay, key: new Wallet(hash("key")), list };
}

export type Actors = Awaited<ReturnType<typeof enter>>;

/** A list in which the merchant is one of many, and his proof. */
function merchantList(merchant: string): { root: string; proof: string[]; category: bigint } {
  const others = crowd(1, MERCHANTS - 1).map((address): [string, string] => [address, "3"]);
  const tree = StandardMerkleTree.of([[merchant, "3"], ...others], ["address", "uint8"]);
  return { root: tree.root, proof: tree.getProof([merchant, "3"]), category: 3n };
}

/** Addresses that are the same in every run. */
export function crowd(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `0x${hash(`person ${from + index}`).slice(-40)}`);
}

/** Sends a plain card's issue and answers its id. */
export async function issueCard({ vault, company, worker }: Actors, card: number, expiry = EXPIRY): Promise<bigint> {
  await send(company, vault.issue.populateTransaction(numberOf(card), worker, false, CARD, expiry));
  return idOf(company, numberOf(card));
}

export type Signer = HardhatEthersSigner | Wallet;
