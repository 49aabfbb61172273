import { getAddress, hexlify, isAddress, isHexString, keccak256, ZeroAddress } from "ethers";

import type { AssetStructOutput, PlanStructOutput } from "../ethers.ts";
import {
  type Asset,
  AssetKind,
  type Guardians,
  NO_GUARDIANS,
  type Plan,
  type Recipient,
  SHARED,
  type Tier,
} from "./constants.ts";
import { commitment, openRecipient } from "./secret.ts";

/** Something that a plan shall move. */
export interface AssetDraft {
  kind: AssetKind;
  /** Its contract; none for the chain's own coin. */
  token?: string;
  /** For ERC-721 and ERC-1155. */
  id?: bigint;
  /** Place of the one recipient who gets all of it; by shares unless it is named. */
  heir?: bigint;
}

/** Somebody who shall receive: by address, in secret by address and salt, or by a commitment that he made himself. */
export type RecipientDraft = {
  /** Hundredths of a percent, 1 to 10,000. */
  share: bigint;
} & ({ address: string } | { secret: { address: string; salt: string } } | { commitment: string });

/** Those who shall receive together. */
export interface TierDraft {
  /** Seconds of silence from which it is open; that of the tier before unless it is named, and 0 for the first. */
  delay?: bigint;
  /** Seconds for which it waits for an acceptance. The last tier waits for none: whatever is named there is left out. */
  window?: bigint;
  recipients: readonly RecipientDraft[];
}

/** Keys that shall watch over a plan. */
export interface GuardiansDraft {
  /** Addresses, or other ERC-7913 signers, in any order. */
  keys: readonly string[];
  /** How many must sign. */
  threshold: bigint;
  /** Whether nothing is executed before they have confirmed it. */
  confirm?: boolean;
  /** Seconds of a pause. */
  pauseFor?: bigint;
  /** How many pauses. */
  pauses?: bigint;
}

/** What an owner wants, in whatever order; what isn't named is zero, or none. Durations are seconds, amounts are wei. */
export interface PlanDraft {
  account: string;
  /** What knows the account's life: a prover, the account itself, or its module. */
  source: string;
  /** Silence after which the plan can be triggered. */
  period: bigint;
  /** Time from the trigger in which nothing moves yet. */
  grace: bigint;
  /** Time that a change of who receives, or when, is announced before it holds. */
  changeDelay?: bigint;
  /** Time after which a recipient's request has the effect of silence; nobody can request unless it is named. */
  requestPeriod?: bigint;
  /** What a request costs. */
  bond?: bigint;
  /** What who triggers, and who completes, is paid. */
  bounty?: bigint;
  /** Chainlink's uptime feed of the chain's sequencer. */
  feed?: string;
  /** Who may be paid what nobody has taken for a year. */
  fallbackRecipient?: string;
  /** Whether assets that aren't listed can be named at execution. */
  everything?: boolean;
  /** What is listed; ether, where everything is meant and nothing else is named. */
  assets?: readonly AssetDraft[];
  tiers: readonly TierDraft[];
  guardians?: GuardiansDraft;
}

/**
 * The exact text of a plan: assets and guardians in their order, zeros filled in, the last tier without a window. Throws a `RangeError` for what is
 * no address, number or salt; whether the plan can be carried out is for {@link checkPlan} to say.
 *
 * @example
 * const plan = planOf({
 *   account, source: prover, period: 180n * DAY, grace: 30n * DAY,
 *   assets: [{ kind: AssetKind.ERC20, token: usdc }],
 *   tiers: [{ recipients: [{ address: ann, share: 6_000n }, { address: bob, share: 4_000n }] }],
 * });
 */
export function planOf(draft: PlanDraft): Plan {
  const { changeDelay = 0n, requestPeriod = 0n, bond = 0n, bounty = 0n, everything = false } = draft;
  return {
    account: addressIn(draft.account, "the account"),
    source: addressIn(draft.source, "the source of life"),
    period: fitting(draft.period, 32n, "period"),
    grace: fitting(draft.grace, 32n, "grace"),
    changeDelay: fitting(changeDelay, 32n, "delay of changes"),
    requestPeriod: fitting(requestPeriod, 32n, "period of requests"),
    bond: fitting(bond, 96n, "bond"),
    bounty: fitting(bounty, 96n, "bounty"),
    feed: addressIn(draft.feed ?? ZeroAddress, "the uptime feed"),
    fallbackRecipient: addressIn(draft.fallbackRecipient ?? ZeroAddress, "the fallback recipient"),
    everything,
    assets: sortedAssets((draft.assets ?? (everything ? [{ kind: AssetKind.NATIVE }] : [])).map(assetOf)),
    tiers: tiersOf(draft.tiers),
    guardians: draft.guardians === undefined ? { ...NO_GUARDIANS, keys: [] } : guardiansOf(draft.guardians),
  };
}

/**
 * Assets in the order of a plan: by token, then by id.
 *
 * @example
 * const next = { ...plan, assets: sortedAssets([...plan.assets, found]) };
 */
export function sortedAssets(assets: readonly Asset[]): Asset[] {
  return [...assets].sort((a, b) => order(BigInt(a.token), BigInt(b.token)) || order(a.id, b.id));
}

/**
 * Keys of guardians in the order of a plan and of their signatures: by their Keccak-256.
 *
 * @example
 * const keys = sortedKeys([ann, bob]);
 */
export function sortedKeys(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => order(BigInt(keccak256(a)), BigInt(keccak256(b))));
}

function assetOf({ kind, token = ZeroAddress, id = 0n, heir = SHARED }: AssetDraft): Asset {
  return {
    kind,
    token: addressIn(token, "the asset"),
    id: fitting(id, 256n, "id of an asset"),
    heir: fitting(heir, 8n, "heir of an asset"),
  };
}

function tiersOf(drafts: readonly TierDraft[]): Tier[] {
  let before = 0n;
  return drafts.map(({ delay = before, window = 0n, recipients }, place) => {
    before = delay;
    return {
      delay: fitting(delay, 32n, "delay of a tier"),
      window: place === drafts.length - 1 ? 0n : fitting(window, 32n, "window of a tier"),
      recipients: recipients.map(recipientOf),
    };
  });
}

function recipientOf(draft: RecipientDraft): Recipient {
  const share = fitting(draft.share, 16n, "share of a recipient");
  if ("address" in draft) return { who: openRecipient(addressIn(draft.address, "a recipient")), share };
  if ("secret" in draft) {
    const { address, salt } = draft.secret;
    return { who: commitment(addressIn(address, "a recipient"), salt), share };
  }
  if (!isHexString(draft.commitment, 32))
    throw new RangeError(`"${draft.commitment}" is no commitment: it takes 32 bytes`);
  return { who: draft.commitment.toLowerCase(), share };
}

function guardiansOf(draft: GuardiansDraft): Guardians {
  const { confirm = false, pauseFor = 0n, pauses = 0n } = draft;
  const keys = draft.keys.map((key) => {
    if (!isHexString(key) || key.length % 2 !== 0)
      throw new RangeError(`"${key}" is no key of a guardian: give it in hex`);
    return hexlify(key).toLowerCase();
  });
  return {
    keys: sortedKeys(keys),
    threshold: fitting(draft.threshold, 8n, "threshold of guardians"),
    confirm,
    pauseFor: fitting(pauseFor, 32n, "pause of guardians"),
    pauses: fitting(pauses, 8n, "number of pauses"),
  };
}

function addressIn(text: string, what: string): string {
  if (!isAddress(text)) throw new RangeError(`"${String(text)}" is no address of ${what}`);
  return getAddress(text);
}

function fitting(value: bigint, bits: bigint, what: string): bigint {
  if (value < 0n || value >= 1n << bits) throw new RangeError(`The ${what} of ${value} doesn't fit ${bits} bits`);
  return value;
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The text of a plan, from what a contract or an event gives. */
export function planFromChain(found: PlanStructOutput): Plan {
  // By its place: a list of values has a function of the name `keys`.
  const [keys, threshold, confirm, pauseFor, pauses] = found.guardians;
  return {
    account: found.account,
    source: found.source,
    period: found.period,
    grace: found.grace,
    changeDelay: found.changeDelay,
    requestPeriod: found.requestPeriod,
    bond: found.bond,
    bounty: found.bounty,
    feed: found.feed,
    fallbackRecipient: found.fallbackRecipient,
    everything: found.everything,
    assets: [...found.assets].map(assetFromChain),
    tiers: [...found.tiers].map(({ delay, window, recipients }) => ({
      delay,
      window,
      recipients: [...recipients].map(({ who, share }) => ({ who, share })),
    })),
    guardians: { keys: [...keys], threshold, confirm, pauseFor, pauses },
  };
}

/** An asset, from what a contract or an event gives. */
export function assetFromChain({ kind, token, id, heir }: AssetStructOutput): Asset {
  return { kind: kind as AssetKind, token, id, heir };
}
