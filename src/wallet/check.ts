import { dataLength, dataSlice, formatEther, getAddress, keccak256, ZeroAddress } from "ethers";
import type { ContractRunner } from "ethers";

import { durationLabel } from "../chain/duration.ts";
import { hasCode, providerOf } from "../chain/runner.ts";
import { addressOfRegistry, connectLifeSource, connectRegistry, type RegistryLike } from "./connect.ts";
import { type Asset, AssetKind, isEthereum, LIMITS, type Plan, type Tier, WHOLE_SHARE } from "./constants.ts";
import { addressOfRecipient } from "./secret.ts";

/** The errors with which the registry refuses a text. */
export type PlanErrorName =
  | "WalletDuration"
  | "WalletEverythingNeedsCode"
  | "WalletCount"
  | "WalletAsset"
  | "WalletEtherNeedsCode"
  | "WalletTierOrder"
  | "WalletRecipient"
  | "WalletShares"
  | "WalletBondBelowBounty"
  | "WalletGuardians";

/** A text that is no plan that can be carried out. */
export class PlanError extends RangeError {
  override readonly name: string = "PlanError";
  /** What the registry would refuse it with. */
  readonly error: PlanErrorName;

  constructor(error: PlanErrorName, message: string) {
    super(message);
    this.error = error;
  }
}

/** Where a plan shall be in force. */
export interface Ground {
  chainId: bigint;
  registry: string;
  executor: string;
  /** Whether the account's assets move by approvals: so it is of a plain account. */
  byApproval: boolean;
  /** Those of the guardians' verifiers (ERC-7913) that aren't there. */
  missing: readonly string[];
}

/**
 * What {@link checkPlan} must know of a chain. Reverts if the plan's account can't have the plan's source of life.
 *
 * @example
 * checkPlan(plan, await readGround(registry, plan, provider));
 */
export async function readGround(registry: RegistryLike, plan: Plan, runner: ContractRunner): Promise<Ground> {
  const verifiers = plan.guardians.keys.filter((key) => dataLength(key) > ADDRESS_BYTES).map(signerOf);
  const [{ chainId }, address, executor, holder, ...there] = await Promise.all([
    providerOf(runner).getNetwork(),
    addressOfRegistry(registry),
    connectRegistry(registry, runner).EXECUTOR(),
    connectLifeSource(plan.source, runner).holderOf(plan.account),
    ...verifiers.map((verifier) => hasCode(runner, verifier)),
  ]);
  const missing = verifiers.filter((_, place) => there[place] !== true);
  return { chainId, registry: address, executor, byApproval: holder === ZeroAddress, missing };
}

const ADDRESS_BYTES = 20;
/** Of an ERC-7913 signer, the address: its own, or that of what checks its key. */
const signerOf = (key: string): string => getAddress(dataSlice(key, 0, ADDRESS_BYTES));

/**
 * Throws a {@link PlanError} in one line for what the registry would refuse, before anything is sent; gives the plan back where nothing is wrong.
 *
 * @example
 * const plan = checkPlan(planOf(draft), await readGround(registry, planOf(draft), provider));
 */
export function checkPlan(plan: Plan, ground: Ground): Plan {
  const grace = isEthereum(ground.chainId) ? LIMITS.grace : LIMITS.graceElsewhere;
  between("The period", plan.period, LIMITS.period);
  between(grace === LIMITS.grace ? "The grace" : "The grace, on a chain with a sequencer,", plan.grace, grace);
  between("The delay of changes", plan.changeDelay, { least: 0n, most: plan.period });
  if (plan.requestPeriod !== 0n) {
    between("The period of requests", plan.requestPeriod, LIMITS.requestPeriod);
    if (plan.bond < plan.bounty)
      refuse(
        "WalletBondBelowBounty",
        `The bond of ${formatEther(plan.bond)} ETH is below the bounty of ${formatEther(plan.bounty)} ETH: whoever asks again and again would be paid more than he loses`,
      );
  }
  if (ground.byApproval && plan.everything)
    refuse("WalletEverythingNeedsCode", "A plain account can't move everything: list the assets that it approves");
  checkAssets(plan, ground.byApproval);
  checkTiers(plan, ground);
  checkGuardians(plan, ground);
  return plan;
}

function checkAssets({ assets }: Plan, byApproval: boolean): void {
  count("assets", assets.length, LIMITS.assets);
  for (const [place, asset] of assets.entries()) {
    const before = assets[place - 1];
    if (!isWellFormed(asset))
      refuse("WalletAsset", `Asset ${place + 1} has a token or an id that its kind has not, or lacks one`);
    if (before !== undefined && !isBelow(before, asset))
      refuse("WalletAsset", `Asset ${place + 1} is listed twice, or out of order: they go by token and then by id`);
    if (byApproval && asset.kind === AssetKind.NATIVE)
      refuse(
        "WalletEtherNeedsCode",
        "A plain account's ether can't be moved by anybody else: wrap it (WETH) and list that, or give the account code by EIP-7702",
      );
  }
}

function isWellFormed({ kind, token, id }: Asset): boolean {
  if (kind === AssetKind.NATIVE) return token === ZeroAddress && id === 0n;
  return token !== ZeroAddress && (kind !== AssetKind.ERC20 || id === 0n);
}

function isBelow(a: Asset, b: Asset): boolean {
  const [one, other] = [BigInt(a.token), BigInt(b.token)];
  return one < other || (one === other && a.id < b.id);
}

function checkTiers(plan: Plan, ground: Ground): void {
  const { tiers, account, source, fallbackRecipient } = plan;
  const parts = [account, source, ground.executor, ground.registry];
  count("tiers", tiers.length, LIMITS.tiers);
  for (const [place, tier] of tiers.entries()) {
    between(`The delay of tier ${place + 1}`, tier.delay, LIMITS.delay);
    if (tier.delay < (tiers[place - 1]?.delay ?? 0n))
      refuse("WalletTierOrder", `Tier ${place + 1} opens before the one before it`);
    if (place < tiers.length - 1) between(`The window of tier ${place + 1}`, tier.window, LIMITS.window);
    else if (tier.window !== 0n) refuse("WalletDuration", "The last tier waits for no acceptance: its window is 0");
    checkRecipients(tier, place + 1, [ZeroAddress, ...parts]);
  }
  if (fallbackRecipient !== ZeroAddress && parts.includes(fallbackRecipient))
    refuse(
      "WalletRecipient",
      "The account itself, its source of life, the registry or the executor can't be the fallback recipient: name somebody else, or nobody",
    );
}

/** @param tier Its number, as people count: from 1. */
function checkRecipients({ recipients }: Tier, tier: number, nobody: readonly string[]): void {
  count(`recipients in tier ${tier}`, recipients.length, LIMITS.recipients);
  let sum = 0n;
  for (const [place, { who, share }] of recipients.entries()) {
    const address = addressOfRecipient(who);
    if (address !== null && nobody.includes(address))
      refuse(
        "WalletRecipient",
        `Recipient ${place + 1} of tier ${tier} can't receive: ${address} is nobody, the account itself, its source of life, the registry or the executor`,
      );
    if (share === 0n) refuse("WalletShares", `The share of recipient ${place + 1} of tier ${tier} is 0: leave him out`);
    sum += share;
  }
  if (sum !== WHOLE_SHARE)
    refuse("WalletShares", `The shares of tier ${tier} are ${sum} hundredths of a percent together, not 10,000`);
}

function checkGuardians({ guardians, account }: Plan, { missing }: Ground): void {
  const { keys, threshold, confirm, pauseFor, pauses } = guardians;
  const fail = (message: string): never => refuse("WalletGuardians", message);
  count("guardians", keys.length, LIMITS.guardians);
  between("The pause of guardians", pauseFor, LIMITS.pauseFor);
  count("pauses of guardians", Number(pauses), LIMITS.pauses);
  if ((pauseFor === 0n) !== (pauses === 0n)) fail("Guardians who may pause need both a length and a number of pauses");
  if (keys.length === 0) {
    if (threshold !== 0n || confirm || pauses !== 0n)
      fail("There are no guardians: threshold, pauses and confirmation are none");
    return;
  }
  if (threshold === 0n || threshold > BigInt(keys.length))
    fail(`${threshold} of ${keys.length} guardians can't sign: give a threshold of 1 to ${keys.length}`);
  if (!confirm && pauses === 0n) fail("Guardians must have something to do: let them confirm, or pause");
  const hashes = keys.map((key) => BigInt(keccak256(key)));
  for (const [place, hash] of hashes.entries())
    if (hash <= (hashes[place - 1] ?? -1n))
      fail(`Guardian ${place + 1} is named twice, or out of order: they go by their Keccak-256`);
  for (const [place, key] of keys.entries()) {
    if (dataLength(key) < ADDRESS_BYTES)
      fail(`Guardian ${place + 1} is no signer: an ERC-7913 signer has at least the 20 bytes of an address`);
    const signer = signerOf(key);
    if (dataLength(key) === ADDRESS_BYTES && [ZeroAddress, account].includes(signer))
      fail(`Guardian ${place + 1} can't sign: ${signer} is nobody, or the account itself`);
    if (dataLength(key) > ADDRESS_BYTES && missing.includes(signer))
      fail(`Guardian ${place + 1} can't sign: there is no verifier at ${signer} on this chain`);
  }
}

interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

function between(what: string, value: bigint, { least, most }: Range): void {
  if (value >= least && value <= most) return;
  refuse(
    "WalletDuration",
    `${what} of ${durationLabel(value)} must be ${durationLabel(least)} to ${durationLabel(most)}`,
  );
}

function count(what: string, value: number, { least, most }: Range): void {
  if (BigInt(value) >= least && BigInt(value) <= most) return;
  refuse("WalletCount", `There must be ${least} to ${most} ${what}, not ${value}`);
}

function refuse(error: PlanErrorName, message: string): never {
  throw new PlanError(error, message);
}
