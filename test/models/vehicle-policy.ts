/** What a vehicle is worth, in exact rational arithmetic and in the words of the specification; the contract may round down, and no further than the model says. */

/** A fraction that isn't shortened: numbers of any length are what bigint is for. */
export interface Fraction {
  over: bigint;
  under: bigint;
}

const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});
const whole = (over: bigint): Fraction => ({ over, under: 1n });
const NONE = whole(0n);

export const floorOf = ({ over, under }: Fraction): bigint => over / under;
export const ceilOf = ({ over, under }: Fraction): bigint => (over + under - 1n) / under;

export const YEAR = 31_556_952n;
const PARTS = 10_000n;
const DISTANCE = 10_000_000n;
const MOST_YEARS = 100n;

export interface Terms {
  perYear: bigint;
  lifetime: bigint;
  perDistance: bigint;
  floor: bigint;
  residual: bigint;
  restorable: bigint;
  grave: bigint;
  perDay: bigint;
  patience: bigint;
  silence: bigint;
}

export interface Appraisal {
  value: bigint;
  appraisedAt: bigint;
  odometer: bigint;
}

export interface State {
  observedAt: bigint;
  odometer: bigint;
  damage: bigint;
  restored: bigint;
}

/** What of a vehicle age leaves. */
function afterAge({ perYear, lifetime }: Terms, age: bigint): Fraction {
  if (lifetime !== 0n) return age >= lifetime ? NONE : { over: lifetime - age, under: lifetime };
  const years = age / YEAR;
  if (years >= MOST_YEARS) return NONE;
  const powers = { over: (PARTS - perYear) ** years, under: PARTS ** years };
  const within = { over: PARTS * YEAR - perYear * (age % YEAR), under: PARTS * YEAR };
  return times(powers, within);
}

function afterDistance({ perDistance }: Terms, metres: bigint): Fraction {
  const taken = perDistance * metres;
  return taken >= PARTS * DISTANCE ? NONE : { over: PARTS * DISTANCE - taken, under: PARTS * DISTANCE };
}

/** What age and distance leave of a vehicle, without any rounding. */
function exactBody(terms: Terms, anchor: Appraisal, { observedAt, odometer }: State): Fraction {
  const left = times(
    afterAge(terms, observedAt - anchor.appraisedAt),
    afterDistance(terms, odometer - anchor.odometer),
  );
  const kept = { over: anchor.value * terms.floor, under: PARTS };
  const rest = { over: anchor.value * (PARTS - terms.floor), under: PARTS };
  return plus(kept, times(rest, left));
}

/** The value of a vehicle, without any rounding. */
export function exactValue(terms: Terms, anchor: Appraisal, state: State): Fraction {
  const whole = PARTS - (state.damage - state.restored);
  return times(exactBody(terms, anchor, state), { over: whole, under: PARTS });
}

/** What of its loss by damage stays in its parts, without any rounding. */
export function exactResidual(terms: Terms, anchor: Appraisal, state: State): Fraction {
  const lost = times(exactBody(terms, anchor, state), { over: state.damage - state.restored, under: PARTS });
  return times(lost, { over: terms.residual, under: PARTS });
}

/** By how much a contract's value may be below the exact one, in units; its residual may also be above by one, since the value that is rounded down takes less from it. */
export function mostBelow(anchor: Appraisal, { observedAt }: State): bigint {
  const years = (observedAt - anchor.appraisedAt) / YEAR;
  return ceilOf({ over: anchor.value * ((years < MOST_YEARS ? years : MOST_YEARS) + 4n), under: 10n ** 18n }) + 3n;
}
