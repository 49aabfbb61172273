import { type Appraisal, exactValue, floorOf, mostBelow, type State, type Terms } from "./vehicle-policy.ts";

/** Where a number of the contract's must lie: it may be rounded, by next to nothing, and never in anybody's favour. */
export interface Span {
  least: bigint;
  most: bigint;
}

export const exactly = (amount: bigint): Span => ({ least: amount, most: amount });
export const NOTHING = exactly(0n);
export const sumOf = (...spans: Span[]): Span => ({
  least: spans.reduce((sum, { least }) => sum + least, 0n),
  most: spans.reduce((sum, { most }) => sum + most, 0n),
});
export const lesserOf = (a: Span, b: Span): Span => ({
  least: a.least < b.least ? a.least : b.least,
  most: a.most < b.most ? a.most : b.most,
});
export const holds = ({ least, most }: Span, amount: bigint): boolean => least <= amount && amount <= most;
export const isExact = ({ least, most }: Span): boolean => least === most;

const PARTS = 10_000n;

/** An appraisal whose value is known as far as a span says. */
export type Anchor = Omit<Appraisal, "value"> & { value: Span };

export interface Worth {
  value: Span;
  residual: Span;
}

/** What a vehicle is worth in a condition, and what of its losses by damage stays in its parts. */
export function worthOf(terms: Terms, anchor: Anchor, state: State): Worth {
  const lowest = { ...anchor, value: anchor.value.least };
  const highest = { ...anchor, value: anchor.value.most };
  const slack = mostBelow(highest, state);
  const down = (amount: bigint): bigint => (amount > slack ? amount - slack : 0n);
  const whole = { ...state, damage: 0n, restored: 0n };
  const lost = state.damage - state.restored;
  const { least, most } = { least: exactValue(terms, lowest, whole), most: exactValue(terms, highest, whole) };
  const rest = lost * terms.residual;
  return {
    value: {
      least: down(floorOf(exactValue(terms, lowest, state))),
      most: floorOf(exactValue(terms, highest, state)),
    },
    residual: {
      least: down((least.over * rest) / (least.under * PARTS * PARTS)),
      // What the value is rounded down by counts as damage.
      most:
        lost === 0n ? 0n : ((most.over * lost + most.under * PARTS) * terms.residual) / (most.under * PARTS * PARTS),
    },
  };
}

/** What silence takes, in basis points. */
export function haircutOf({ patience, silence }: Terms, seconds: bigint): bigint {
  if (seconds <= patience) return 0n;
  if (seconds >= silence) return PARTS;
  return ((seconds - patience) * PARTS + silence - patience - 1n) / (silence - patience);
}

/** What is left of it then. */
export const cutBy = ({ least, most }: Span, parts: bigint): Span => ({
  least: (least * (PARTS - parts)) / PARTS,
  most: (most * (PARTS - parts)) / PARTS,
});
