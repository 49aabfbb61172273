import { ZeroAddress } from "ethers";

/**
 * What an asset is; the values are those of the contracts.
 *
 * @example
 * const draft = { assets: [{ kind: AssetKind.ERC20, token: usdc }] };
 */
export const AssetKind = { NATIVE: 0n, ERC20: 1n, ERC721: 2n, ERC1155: 3n } as const;
export type AssetKind = (typeof AssetKind)[keyof typeof AssetKind];

/**
 * What a plan is at a moment; the values are those of the contracts.
 *
 * @example
 * if ((await readStatus(registry, plan, provider)).state === State.GRACE) console.log("nothing has moved yet");
 */
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
export type State = (typeof State)[keyof typeof State];

/**
 * The name of a state, in lower case: "grace".
 *
 * @example
 * stateName(State.GRACE); // "grace"
 */
export function stateName(state: bigint): string {
  const found = Object.entries(State).find(([, value]) => value === state);
  if (found === undefined) throw new RangeError(`${state} is no state of a plan`);
  return found[0].toLowerCase();
}

/** Something that a plan moves: all that the account holds of it when it is executed. */
export interface Asset {
  kind: AssetKind;
  /** Its contract; the zero address for the chain's own coin. */
  token: string;
  /** For ERC-721 and ERC-1155; otherwise 0. */
  id: bigint;
  /** Place of the one recipient who gets all of it; {@link SHARED} = by shares. */
  heir: bigint;
}

/** Somebody who receives. */
export interface Recipient {
  /** 32 bytes: his address as a number, or a commitment. */
  who: string;
  /** Hundredths of a percent. */
  share: bigint;
}

/** Those who receive together. */
export interface Tier {
  /** Seconds of silence from which it is open. */
  delay: bigint;
  /** For how many seconds it waits for an acceptance; 0 for the last. */
  window: bigint;
  recipients: Recipient[];
}

/** Keys that watch over a plan. */
export interface Guardians {
  /** ERC-7913 signers in ascending order of their Keccak-256. */
  keys: string[];
  threshold: bigint;
  /** Whether nothing is executed before they have confirmed it. */
  confirm: boolean;
  /** Seconds of a pause. */
  pauseFor: bigint;
  /** How many pauses. */
  pauses: bigint;
}

/** A plan's text, exactly as the contracts take it: what is hashed, signed and shown. {@link planOf} makes it of a draft. */
export interface Plan {
  account: string;
  /** What knows the account's life. */
  source: string;
  /** Seconds of silence after which it can be triggered. */
  period: bigint;
  /** Seconds from the trigger in which nothing moves yet. */
  grace: bigint;
  /** Seconds that a change is announced before it holds. */
  changeDelay: bigint;
  /** Seconds after which a request has the effect of silence; 0 = nobody can request. */
  requestPeriod: bigint;
  /** What a request costs, in wei. */
  bond: bigint;
  /** What who triggers, and who completes, is paid, in wei. */
  bounty: bigint;
  /** Chainlink's uptime feed of the chain's sequencer; the zero address = none. */
  feed: string;
  /** Who may be paid what nobody has taken; the zero address = nobody. */
  fallbackRecipient: string;
  /** Whether assets that aren't listed can be named at execution. */
  everything: boolean;
  assets: Asset[];
  tiers: Tier[];
  guardians: Guardians;
}

/** No guardians. */
export const NO_GUARDIANS: Readonly<Guardians> = {
  keys: [],
  threshold: 0n,
  confirm: false,
  pauseFor: 0n,
  pauses: 0n,
};

/** An asset that goes by shares. */
export const SHARED = 255n;

/** All shares of a tier together, in hundredths of a percent. */
export const WHOLE_SHARE = 10_000n;

/** The time from which the last tier isn't open any more: never. */
export const NEVER = 2n ** 48n - 1n;

/** How long a claim is its recipient's alone, in seconds. */
export const FALLBACK_AFTER = 365n * 86_400n;

/** The chain's own coin, as an asset of a plan. */
export const ETHER: Readonly<Asset> = { kind: AssetKind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED };

const HOUR = 3_600n;
const DAY = 24n * HOUR;

/**
 * What a plan may say, least and most, as `PlanRules` has it; seconds, or numbers of things.
 *
 * @example
 * LIMITS.period.least; // 86400n
 */
export const LIMITS = {
  period: { least: DAY, most: 36_500n * DAY },
  grace: { least: HOUR, most: 365n * DAY },
  /** Of a chain whose sequencer can be down. */
  graceElsewhere: { least: 7n * DAY, most: 365n * DAY },
  requestPeriod: { least: HOUR, most: 36_500n * DAY },
  delay: { least: 0n, most: 36_500n * DAY },
  window: { least: 1n, most: 36_500n * DAY },
  pauseFor: { least: 0n, most: 90n * DAY },
  pauses: { least: 0n, most: 8n },
  assets: { least: 1n, most: 256n },
  tiers: { least: 1n, most: 8n },
  recipients: { least: 1n, most: 32n },
  guardians: { least: 0n, most: 16n },
} as const;

/** The most that an uptime feed can add to a grace period, in seconds. */
export const MOST_OUTAGE = 30n * DAY;

/** Ethereum itself, its test chains, and chains on a developer's machine: those without a sequencer that can be down. */
const ETHEREUM = new Set([1n, 11_155_111n, 17_000n, 560_048n, 31_337n, 1_337n]);

/**
 * Whether a chain is Ethereum's own, where a grace of an hour is enough; elsewhere an outage must not be taken for silence.
 *
 * @example
 * isEthereum(10n); // false: a grace of 7 days at least
 */
export function isEthereum(chainId: bigint): boolean {
  return ETHEREUM.has(chainId);
}
