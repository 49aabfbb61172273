import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import {
  AbiCoder,
  type BaseContract,
  concat,
  encodeBytes32String,
  type Result,
  type Signer,
  TypedDataEncoder,
  Wallet,
  ZeroAddress,
} from "ethers";

import { type PrepaidVault, PrepaidVault__factory } from "../../types/ethers-contracts/index.js";
import type {
  InstrumentViewStructOutput,
  RedemptionStruct,
  RulesStruct,
  TermsStruct,
} from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { deployPrepaid, ethers, fund, HOUR, idOf, networkHelpers, PLAIN, START } from "./fixture.ts";

export { eventsOf } from "../events.ts";

/** Carries every error that a vault itself can name. */
export const vaultErrors = PrepaidVault__factory.connect(ZeroAddress);

/** When most instruments of the tests end. */
export const EXPIRY = START + 10n * HOUR;

export const REF = encodeBytes32String("bill 1");

/**
 * The system with people who have parts: a company with 10,000 units in the vault, holders, merchants, and somebody a share may go to. A test file
 * loads it by a fixture of its own: files share one chain, and a snapshot doesn't outlive the next file's return to the deployment.
 */
export async function peopled() {
  const system = await networkHelpers.loadFixture(deployPrepaid);
  const [company, ann, bob, shop, cafe, third, stranger] = system.people as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
  ];
  await fund(system, company, 10_000n);
  return { ...system, system, company, ann, bob, shop, cafe, third, stranger };
}

export type Peopled = Awaited<ReturnType<typeof peopled>>;

/** What an instrument with rules asks of a redemption. */
export const termsOf = (rules: RulesStruct, category = 0n, proof: string[] = []): TermsStruct => ({
  rules,
  category,
  proof,
});

export const PLAIN_TERMS = termsOf(PLAIN);

/** Expects a call to be refused, with exactly this error and these arguments. */
export async function refuses(
  send: () => Promise<unknown>,
  error: string,
  args: unknown[] = [],
  contract: BaseContract = vaultErrors,
): Promise<void> {
  await expect(send(), error)
    .to.be.revertedWithCustomError(contract, error)
    .withArgs(...args);
}

export interface Wanted {
  number?: bigint;
  holder?: string;
  byKey?: boolean;
  amount?: bigint;
  expiry?: bigint;
  rules?: RulesStruct;
}

/** Issues an instrument of the company's, to Ann, of 1,000 units until {@link EXPIRY}; a test names what it wants otherwise. */
export async function issue({ vault, company, ann }: Peopled, wanted: Wanted = {}): Promise<bigint> {
  const { number = 1n, holder = ann.address, byKey = false, amount = 1_000n, expiry = EXPIRY, rules } = wanted;
  const own = vault.connect(company);
  if (rules === undefined) await own.issue(number, holder, byKey, amount, expiry);
  else await own.issueWithRules(number, holder, byKey, amount, expiry, rules);
  return idOf(company, number);
}

/** What an instrument is, of those things that a test names. */
export async function expectInstrument(
  vault: PrepaidVault,
  id: bigint,
  expected: Partial<InstrumentViewStructOutput>,
): Promise<void> {
  const view = ((await vault.instrumentOf(id)) as unknown as Result).toObject() as Record<string, unknown>;
  const shown = Object.fromEntries(Object.keys(expected).map((name) => [name, view[name]]));
  expect(shown).to.deep.equal(expected);
}

/** Writes a free balance into a vault's storage, where an asset has no way to bring it in: a vault's accounts are its first mapping. */
export async function give(vault: PrepaidVault, owner: string, amount: bigint): Promise<void> {
  const slot = ethers.keccak256(AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [owner, 0n]));
  await networkHelpers.setStorageAt(await vault.getAddress(), slot, amount);
}

// ---- signatures ----

export const CLAIM = {
  Claim: [
    { name: "id", type: "uint256" },
    { name: "receiver", type: "address" },
    { name: "deadline", type: "uint48" },
  ],
};

export const REDEMPTION = {
  Redemption: [
    { name: "id", type: "uint256" },
    { name: "amount", type: "uint96" },
    { name: "merchant", type: "address" },
    { name: "ref", type: "bytes32" },
    { name: "deadline", type: "uint48" },
  ],
};

export interface Claim {
  id: bigint;
  receiver: string;
  deadline: bigint;
}

/** The domain of what is signed for a vault. */
export async function domainOf(vault: PrepaidVault) {
  const { chainId } = await ethers.provider.getNetwork();
  return { name: "Lapse Prepaid", version: "1", chainId, verifyingContract: await vault.getAddress() };
}

type Domain = Awaited<ReturnType<typeof domainOf>>;

export const signClaim = async (signer: Signer, vault: PrepaidVault, claim: Claim, changes: Partial<Domain> = {}) =>
  signer.signTypedData({ ...(await domainOf(vault)), ...changes }, CLAIM, claim);

export const claimDigest = async (vault: PrepaidVault, claim: Claim) =>
  TypedDataEncoder.hash(await domainOf(vault), CLAIM, claim);

export const signRedemption = async (
  signer: Signer,
  vault: PrepaidVault,
  redemption: RedemptionStruct,
  changes: Partial<Domain> = {},
) => signer.signTypedData({ ...(await domainOf(vault)), ...changes }, REDEMPTION, redemption);

export const redemptionDigest = async (vault: PrepaidVault, redemption: RedemptionStruct) =>
  TypedDataEncoder.hash(await domainOf(vault), REDEMPTION, redemption);

/** The key of a claim link. */
export const LINK = new Wallet(`0x${"11".repeat(32)}`);
/** A key that opens nothing. */
export const OTHER_LINK = new Wallet(`0x${"22".repeat(32)}`);

/** How an ERC-7913 signer is known as a holder: by the last 20 bytes of its hash. */
export const keyHolder = (signer: string): string => ethers.getAddress(`0x${ethers.keccak256(signer).slice(-40)}`);

export const signerOf = (verifier: string, key: string): string => concat([verifier, key]);

// ---- time ----

/** Moves the chain to a moment, unless it is there. */
export async function seeAt(moment: bigint): Promise<void> {
  if (BigInt(await networkHelpers.time.latest()) !== moment) await networkHelpers.time.increaseTo(moment);
}

// ---- what must always hold ----

/**
 * Expects laws 1 and 2 of a vault, read from its events and nothing else: what the `Transfer` events give each owner is what he has and what is
 * locked for him; what they give the vault is what waits to be settled; all of it together is what the vault holds, less what was sent to it
 * directly; and what each instrument was given less what was spent from it is what it has, or returned.
 */
export async function expectBooks(vault: PrepaidVault, held: bigint, donated = 0n): Promise<void> {
  const address = await vault.getAddress();
  const owned = new Map<string, bigint>();
  const funded = new Map<bigint, bigint>();
  const add = <Key>(sums: Map<Key, bigint>, key: Key, amount: bigint) => sums.set(key, (sums.get(key) ?? 0n) + amount);
  for (const log of await ethers.provider.getLogs({ address, fromBlock: 0 })) {
    const event = vault.interface.parseLog(log);
    if (event === null) throw new Error("an event that the vault doesn't know");
    const { name, args } = event;
    if (name === "Transfer") {
      add(owned, args["from"] as string, -(args["value"] as bigint));
      add(owned, args["to"] as string, args["value"] as bigint);
    }
    const id = args["id"] as bigint;
    const amount = args["amount"] as bigint;
    if (name === "Issued" || name === "ToppedUp" || name === "Refunded") add(funded, id, amount);
    if (name === "Redeemed") add(funded, id, -amount);
    if (name === "Split") {
      add(funded, id, -amount);
      add(funded, args["piece"] as bigint, amount);
    }
  }
  const { timestamp } = (await ethers.provider.getBlock("latest")) ?? { timestamp: 0 };
  const far = BigInt(timestamp) + 5_000n * (await vault.bucketLength());
  let total = 0n;
  for (const [owner, sum] of owned) {
    if (owner === ZeroAddress || owner === address) continue;
    expect(await vault.balanceOfAt(owner, far), `what ${owner} has in the end`).to.equal(sum);
    total += sum;
  }
  let waiting = 0n;
  for (const [id, sum] of funded) {
    const { remaining, returned, pull, settled } = await vault.instrumentOf(id);
    expect(remaining + returned, `what instrument ${id} was given, less what was spent`).to.equal(sum);
    if (pull && !settled) waiting += sum;
  }
  expect(owned.get(address) ?? 0n, "what waits to be settled").to.equal(waiting);
  expect(total + waiting, "what is accounted").to.equal(held - donated);
}

/** The books of a vault, held against what it really holds of its asset. */
export async function expectSound({ vault, asset }: Pick<Peopled, "vault" | "asset">, donated = 0n): Promise<void> {
  await expectBooks(vault, await asset.balanceOf(vault), donated);
}
