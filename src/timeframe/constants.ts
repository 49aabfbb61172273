import { Rhythm } from "../chain/frames.ts";

export { Rhythm };

/**
 * What an account of a token has room for; the values are those of the contracts.
 *
 * @example
 * await createToken(signer, factory, { layout: Layout.CAPPED, terms });
 */
export const Layout = { PLAIN: 0n, CAPPED: 1n, GRACE: 2n } as const;
export type Layout = (typeof Layout)[keyof typeof Layout];

/**
 * How a backing values what was spent; the values are those of the contracts.
 *
 * @example
 * await createBacking(signer, factory, { kind: BackingKind.PRO_RATA, asset, sponsor });
 */
export const BackingKind = { FIXED_PRICE: 0n, PRO_RATA: 1n } as const;
export type BackingKind = (typeof BackingKind)[keyof typeof BackingKind];

/**
 * A receive cap without limit: 2^112 - 1.
 *
 * @example
 * await scheduleReceiveCap(administrator, token, 1n, NO_CAP);
 */
export const NO_CAP = 2n ** 112n - 1n;

/**
 * The end of a membership without end: 2^32 - 1.
 *
 * @example
 * (await token.accountOf(ann)).until === NO_END;
 */
export const NO_END = 2n ** 32n - 1n;

/**
 * The most decimals that a token of a layout can have: one whole unit must fit its amounts.
 *
 * @example
 * largestDecimals(Layout.PLAIN); // 33n
 */
export function largestDecimals(layout: Layout): bigint {
  return layout === Layout.PLAIN ? 33n : 24n;
}

const LAYOUTS = new Map<string, Layout>([
  ["plain", Layout.PLAIN],
  ["capped", Layout.CAPPED],
  ["grace", Layout.GRACE],
]);

const RHYTHMS = new Map<string, Rhythm>([
  ["fixed", Rhythm.FIXED],
  ["day", Rhythm.DAY],
  ["daily", Rhythm.DAY],
  ["week", Rhythm.WEEK],
  ["weekly", Rhythm.WEEK],
  ["month", Rhythm.MONTH],
  ["monthly", Rhythm.MONTH],
  ["quarter", Rhythm.QUARTER],
  ["quarterly", Rhythm.QUARTER],
  ["year", Rhythm.YEAR],
  ["yearly", Rhythm.YEAR],
  ["annual", Rhythm.YEAR],
]);

const BACKING_KINDS = new Map<string, BackingKind>([
  ["fixed-price", BackingKind.FIXED_PRICE],
  ["fixed", BackingKind.FIXED_PRICE],
  ["pro-rata", BackingKind.PRO_RATA],
]);

/**
 * A layout from a word; throws a `RangeError` that names the words there are.
 *
 * @example
 * parseLayout("plain"); // Layout.PLAIN
 */
export function parseLayout(word: string): Layout {
  return lookUp(LAYOUTS, "layout", word);
}

/**
 * A rhythm from a word; throws a `RangeError` that names the words there are.
 *
 * @example
 * parseRhythm("weekly"); // Rhythm.WEEK
 */
export function parseRhythm(word: string): Rhythm {
  return lookUp(RHYTHMS, "rhythm", word);
}

/**
 * A kind of backing from a word; throws a `RangeError` that names the words there are.
 *
 * @example
 * parseBackingKind("pro-rata"); // BackingKind.PRO_RATA
 */
export function parseBackingKind(word: string): BackingKind {
  return lookUp(BACKING_KINDS, "kind of backing", word);
}

/**
 * The word for a layout.
 *
 * @example
 * nameOfLayout(Layout.GRACE); // "grace"
 */
export function nameOfLayout(layout: bigint): string {
  return nameOf(LAYOUTS, "layout", layout);
}

/**
 * The word for a rhythm.
 *
 * @example
 * nameOfRhythm(Rhythm.WEEK); // "week"
 */
export function nameOfRhythm(rhythm: bigint): string {
  return nameOf(RHYTHMS, "rhythm", rhythm);
}

/**
 * The word for a kind of backing.
 *
 * @example
 * nameOfBackingKind(BackingKind.PRO_RATA); // "pro-rata"
 */
export function nameOfBackingKind(kind: bigint): string {
  return nameOf(BACKING_KINDS, "kind of backing", kind);
}

/**
 * A layout from the number that a contract answers.
 *
 * @example
 * layoutOf(await token.accountLayout()); // Layout.PLAIN
 */
export function layoutOf(value: bigint): Layout {
  return parseLayout(nameOfLayout(value));
}

/**
 * A rhythm from the number that a contract answers.
 *
 * @example
 * rhythmOf((await readClock(token)).rhythm); // Rhythm.WEEK
 */
export function rhythmOf(value: bigint): Rhythm {
  return parseRhythm(nameOfRhythm(value));
}

function lookUp<T>(words: ReadonlyMap<string, T>, what: string, word: string): T {
  const value = words.get(word.trim().toLowerCase());
  if (value === undefined) throw new RangeError(`"${word}" is no ${what}; use one of ${[...words.keys()].join(", ")}`);
  return value;
}

/** The first word for a value is its name. */
function nameOf(words: ReadonlyMap<string, bigint>, what: string, value: bigint): string {
  for (const [word, known] of words) if (known === value) return word;
  throw new RangeError(`${value} is no ${what}`);
}
