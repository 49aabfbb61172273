import { ZeroAddress, ZeroHash } from "ethers";

/**
 * The event that starts the clock of an instrument; the values are those of the contracts.
 *
 * @example
 * const rules = rulesOf({ trigger: Trigger.FIRST_USE, delay: 30n * 86_400n });
 */
export const Trigger = { ISSUE: 0n, DELIVERY: 1n, FIRST_USE: 2n } as const;
export type Trigger = (typeof Trigger)[keyof typeof Trigger];

/** What a purchaser may ask of an instrument beyond an amount and an expiry. */
export interface Rules {
  /** What starts the clock. */
  trigger: Trigger;
  /** Seconds from the trigger to the expiry, rounded up to the next bound; 0 for `Trigger.ISSUE`, at least 1 for the others. */
  delay: bigint;
  /** Merkle root of the list of merchants; zero = any merchant. */
  merchants: string;
  /** Categories of the list that are accepted, bit `n` for category `n`; zero = all of the list. */
  categories: bigint;
  /** The most that one merchant can be paid, in base units; zero = no cap. {@link NO_CAP} caps nothing, but keeps what each was paid. */
  cap: bigint;
  /** Who gets a share of what is not used; the zero address = the purchaser gets all of it. */
  returnTo: string;
  /** The share of `returnTo`, in hundredths of a percent, 1 to 10,000; zero if there is nobody. */
  returnBps: bigint;
  /** Whether the return waits for the purchaser to settle it. */
  manual: boolean;
  /** The smallest piece that the holder can split off, and leave; zero = not divisible. A plain instrument always is. */
  minPiece: bigint;
}

/**
 * The rules of a plain instrument: any merchant, and what is not used comes back to the purchaser by itself.
 *
 * @example
 * await vault.topUp(id, 5_000_000n, PLAIN);
 */
export const PLAIN: Readonly<Rules> = {
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

/**
 * A cap that caps nothing, 2^96 - 1: what each merchant was paid is kept, so that he can refund without naming a redemption.
 *
 * @example
 * const rules = rulesOf({ cap: NO_CAP });
 */
export const NO_CAP = 2n ** 96n - 1n;

/**
 * How {@link NO_CAP} is written, in a file of instruments as at the terminal.
 *
 * @example
 * const cap = written === TRACK ? NO_CAP : parseUnits(written, decimals);
 */
export const TRACK = "track";

/**
 * The furthest that an expiry can lie ahead, in buckets.
 *
 * @example
 * const days = (MAX_AHEAD * BucketLength.HOUR) / 86_400n; // 170n
 */
export const MAX_AHEAD = 4_096n;

/**
 * The lengths of buckets that vaults can have, in seconds: every expiry is a multiple.
 *
 * @example
 * await createVault(signer, factory, { asset: usdc, bucketLength: BucketLength.DAY });
 */
export const BucketLength = { HOUR: 3_600n, DAY: 86_400n } as const;
export type BucketLength = (typeof BucketLength)[keyof typeof BucketLength];

/**
 * The first number of pieces that holders split off; purchasers choose numbers below it.
 *
 * @example
 * numberOf(id) >= FIRST_PIECE; // a piece
 */
export const FIRST_PIECE = 2n ** 95n;

/**
 * The most that an instrument can have, in base units.
 *
 * @example
 * amount <= LARGEST_AMOUNT;
 */
export const LARGEST_AMOUNT = 2n ** 96n - 1n;

/**
 * The highest tip for a sweep, in hundredths of a percent.
 *
 * @example
 * await chooseSweep(owner, vault, { on: true, tipBps: MAX_TIP_BPS });
 */
export const MAX_TIP_BPS = 100n;

/**
 * A whole, in hundredths of a percent.
 *
 * @example
 * const share = (remaining * rules.returnBps) / WHOLE_BPS;
 */
export const WHOLE_BPS = 10_000n;

const TRIGGERS: readonly (readonly [string, Trigger])[] = [
  ["issue", Trigger.ISSUE],
  ["delivery", Trigger.DELIVERY],
  ["first-use", Trigger.FIRST_USE],
];

const BUCKET_LENGTHS: readonly (readonly [string, BucketLength])[] = [
  ["hour", BucketLength.HOUR],
  ["day", BucketLength.DAY],
];

/**
 * A trigger from a word; throws a `RangeError` that names the words there are.
 *
 * @example
 * parseTrigger("first-use"); // Trigger.FIRST_USE
 */
export function parseTrigger(word: string): Trigger {
  return lookUp(TRIGGERS, "trigger", word);
}

/**
 * The word for a trigger.
 *
 * @example
 * nameOfTrigger(Trigger.DELIVERY); // "delivery"
 */
export function nameOfTrigger(trigger: bigint): string {
  return nameOf(TRIGGERS, "trigger", trigger);
}

/**
 * A trigger from the number that a contract answers.
 *
 * @example
 * triggerOf(rules.trigger); // Trigger.ISSUE
 */
export function triggerOf(value: bigint): Trigger {
  return parseTrigger(nameOfTrigger(value));
}

/**
 * A length of buckets from a word; throws a `RangeError` that names the words there are.
 *
 * @example
 * parseBucketLength("hour"); // 3600n
 */
export function parseBucketLength(word: string): BucketLength {
  return lookUp(BUCKET_LENGTHS, "length of buckets", word);
}

/**
 * The word for a length of buckets.
 *
 * @example
 * nameOfBucketLength(86_400n); // "day"
 */
export function nameOfBucketLength(length: bigint): string {
  return nameOf(BUCKET_LENGTHS, "length of buckets", length);
}

function lookUp<T>(words: readonly (readonly [string, T])[], what: string, word: string): T {
  const found = words.find(([known]) => known === word.trim().toLowerCase());
  if (found !== undefined) return found[1];
  throw new RangeError(`"${word}" is no ${what}; use one of ${words.map(([known]) => known).join(", ")}`);
}

function nameOf(words: readonly (readonly [string, bigint])[], what: string, value: bigint): string {
  const found = words.find(([, known]) => known === value);
  if (found === undefined) throw new RangeError(`${value} is no ${what}`);
  return found[0];
}
