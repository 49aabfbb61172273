import { Kind } from "./agent/report.ts";
import { WHOLE_PARTS } from "./constants.ts";
import { kilometres, percent } from "./measures.ts";
import type { Anchor, Reading, Verdict, Wear, Worth } from "./policy.ts";

/** The numbers of a depreciation policy. Shares are in basis points, lengths of time in seconds, distances in metres. */
export interface DepreciationTerms {
  /** What a year takes of what is left (declining balance); 0 = straight line. */
  perYear: bigint;
  /** After how many seconds age has taken all that it can (straight line); 0 = declining balance. */
  lifetime: bigint;
  /** What 10,000 km take of the new vehicle. */
  perDistance: bigint;
  /** What age and distance leave of the appraised value, whatever they are. */
  floor: bigint;
  /** What of the loss by damage stays as residual. */
  residual: bigint;
  /** What services can restore in all. */
  restorable: bigint;
  /** From which severity on attestors have to confirm; more than 10,000 = of nothing. A total loss and scrapping weigh as the whole vehicle, whatever severity they name. */
  grave: bigint;
  /** How far a report can tell of for each day begun since the report before: several in one day can each tell of a day's distance. */
  perDay: bigint;
  /** How long silence takes nothing; from then on it takes its part evenly, and all at `silence`. */
  patience: bigint;
  /** Longer than `patience`. */
  silence: bigint;
}

/** What a policy refuses: a report that can't be true. */
export class ImplausibleError extends RangeError {
  override readonly name: string = "ImplausibleError";
  /** The error by which the contract refuses it. */
  readonly error: "PolicyTooFar" | "PolicySeverity";
  /** What the report says, and the most that it may. */
  readonly given: bigint;
  readonly most: bigint;

  constructor(error: "PolicyTooFar" | "PolicySeverity", given: bigint, most: bigint) {
    super(
      error === "PolicyTooFar"
        ? `The report tells of ${kilometres(given)} since the report before, and ${kilometres(most)} are the most that can be by then: check the odometer; with each day that begins after the report before it can be more`
        : `The report tells of a severity of ${percent(given)}, and ${percent(most)} is the most that can be: give at most that`,
    );
    this.error = error;
    this.given = given;
    this.most = most;
  }
}

const WHOLE = 10n ** 18n;
/** A mean year of the Gregorian calendar, seconds. */
export const YEAR = 31_556_952n;
const DAY = 86_400n;
/** After so many years there is nothing left that age could take. */
const MOST_YEARS = 100n;
/** 10,000 km, in metres. */
const DISTANCE = 10_000_000n;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
/** It leaves nothing but the residual. A theft isn't an end: it shows nothing, and draws nothing. */
const isEnd = (kind: Kind): boolean => kind === Kind.TOTAL_LOSS || kind === Kind.SCRAPPING;

/**
 * What a vehicle in a condition is worth, and its residual, as the contract computes it.
 *
 * @example
 * const { value, residual } = worthIn(terms, anchor, { observedAt, odometer, damage: 0n, restored: 0n });
 */
export function worthIn(terms: DepreciationTerms, anchor: Anchor, wear: Wear): Worth {
  return divided(terms, undamaged(terms, anchor, wear), wear.damage, wear.restored);
}

/**
 * What a report makes of a vehicle, as the contract computes it.
 *
 * @param asks Whether the policy has attestors: without any, nothing is grave.
 * @throws {ImplausibleError} Where it isn't plausible.
 * @example
 * const { value, grave } = judge(terms, anchor, wear, { kind: Kind.ACCIDENT, observedAt, odometer, severity: 2_000n }, true);
 */
export function judge(terms: DepreciationTerms, anchor: Anchor, wear: Wear, reading: Reading, asks: boolean): Verdict {
  const driven = notBelow(reading.odometer - wear.odometer, "odometer");
  const elapsed = notBelow(reading.observedAt - wear.observedAt, "moment");
  // A day begins with the report before, so that two of the same second can tell of a drive.
  const possible = (elapsed / DAY + 1n) * terms.perDay;
  if (driven > possible) throw new ImplausibleError("PolicyTooFar", driven, possible);
  if (reading.severity > WHOLE_PARTS) throw new ImplausibleError("PolicySeverity", reading.severity, WHOLE_PARTS);

  const after: Wear = {
    observedAt: reading.observedAt,
    odometer: reading.odometer,
    ...damageAfter(terms, wear, reading),
  };
  // An end weighs as the whole vehicle, since severity is the vehicle's own word.
  const weight = isEnd(reading.kind) ? WHOLE_PARTS : reading.severity;
  const grave = asks && reading.kind !== Kind.ODOMETER && weight >= terms.grave;
  return { wear: after, ...worthIn(terms, anchor, after), grave };
}

/**
 * What silence takes from what a vehicle shows, in basis points.
 *
 * @example
 * haircut(terms, now - observedAt);
 */
export function haircut({ patience, silence }: DepreciationTerms, seconds: bigint): bigint {
  if (seconds <= patience) return 0n;
  if (seconds >= silence) return WHOLE_PARTS;
  return ceilDiv((seconds - patience) * WHOLE_PARTS, silence - patience);
}

/** Damage adds up; a service restores at most what is damaged, and all of them together no more than the policy lets them. */
function damageAfter(
  { restorable }: DepreciationTerms,
  { damage, restored }: Wear,
  { kind, severity }: Reading,
): Pick<Wear, "damage" | "restored"> {
  if (kind === Kind.ACCIDENT) return { damage: least(damage + severity, WHOLE_PARTS), restored };
  if (kind === Kind.SERVICE) return { damage, restored: least(restored + severity, least(damage, restorable)) };
  if (isEnd(kind)) return { damage: WHOLE_PARTS, restored: 0n };
  return { damage, restored };
}

/** What age and distance leave. */
function undamaged(terms: DepreciationTerms, anchor: Anchor, { observedAt, odometer }: Wear): bigint {
  const age = notBelow(observedAt - anchor.appraisedAt, "moment");
  const driven = notBelow(odometer - anchor.odometer, "odometer");
  const left = (afterAge(terms, age) * afterDistance(terms, driven)) / WHOLE;
  const kept = (anchor.value * terms.floor) / WHOLE_PARTS;
  return kept + ((anchor.value - kept) * left) / WHOLE;
}

/** What damage leaves of it, and what of the rest stays in the parts. */
function divided({ residual }: DepreciationTerms, body: bigint, damage: bigint, restored: bigint): Worth {
  const value = (body * (WHOLE_PARTS - (damage - restored))) / WHOLE_PARTS;
  return { value, residual: ((body - value) * residual) / WHOLE_PARTS };
}

/** What age leaves of 10^18 parts. */
function afterAge({ perYear, lifetime }: DepreciationTerms, age: bigint): bigint {
  if (lifetime !== 0n) return age >= lifetime ? 0n : WHOLE - ceilDiv(WHOLE * age, lifetime);
  const years = age / YEAR;
  if (years >= MOST_YEARS) return 0n;
  let left = WHOLE;
  for (let i = 0n; i < years; ++i) left = (left * (WHOLE_PARTS - perYear)) / WHOLE_PARTS;
  // Within a year evenly, from one power to the next.
  return left - ceilDiv(left * perYear * (age % YEAR), WHOLE_PARTS * YEAR);
}

function afterDistance({ perDistance }: DepreciationTerms, metres: bigint): bigint {
  const taken = ceilDiv(WHOLE * metres * perDistance, WHOLE_PARTS * DISTANCE);
  return taken >= WHOLE ? 0n : WHOLE - taken;
}

/** What a contract can't subtract isn't valued here either. */
function notBelow(difference: bigint, what: string): bigint {
  if (difference < 0n) throw new RangeError(`The ${what} is before that of the anchor, or of the report before`);
  return difference;
}
