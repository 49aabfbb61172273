import { ClaimState, Kind, State, WHOLE_PARTS } from "./constants.ts";
import type { Reading, Wear } from "./policy.ts";
import { rulesAt, type Standing, type Valuers, worthBy } from "./worth.ts";

/** A report of more than distance, as it changed the vehicle. */
export interface Change {
  kind: Kind;
  state: ClaimState;
  damaged: bigint;
  restored: bigint;
  /** Under which anchor that was. */
  era: number;
}

/** A vehicle as its events so far have made it. */
export interface Life {
  standing: Standing;
  slashed: bigint;
  /** How many policies have taken over. */
  era: number;
  endedBy: bigint;
  /** Up to which report an appraisal has settled all, and of when that was. */
  settled: { upTo: bigint; appraisedAt: bigint };
  readonly changes: Map<bigint, Change>;
  readonly valuers: Valuers;
}

type Damage = Pick<Wear, "damage" | "restored">;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const minus = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);

/** Whether such a report leaves nothing but the residual. */
export const isEnd = (kind: Kind): boolean => kind === Kind.TOTAL_LOSS || kind === Kind.SCRAPPING;
/** Whether a vehicle that it counts for shows nothing. */
const showsNothing = (kind: Kind): boolean => isEnd(kind) || kind === Kind.THEFT;

/** Has a claim hang in the balance from now on (1), or no more (-1), if it is pending or disputed. */
export function hang(life: Life, sequence: bigint, change: Change, by: 1n | -1n): void {
  const { kind, state, damaged, restored, era } = change;
  const isPending = state === ClaimState.PENDING;
  // An appraisal has taken down all that hung before it.
  if (sequence <= life.settled.upTo || (!isPending && state !== ClaimState.DISPUTED)) return;
  // A policy that has taken over has taken down what services had hung.
  const isService = !isPending && kind === Kind.SERVICE && era === life.era;
  const { open } = life.standing;
  life.standing = {
    ...life.standing,
    open: {
      damage: open.damage + (isPending ? by * damaged : 0n),
      restored: open.restored + (isService ? by * restored : 0n),
      count: open.count + by,
      ends: open.ends + (isPending && showsNothing(kind) ? by : 0n),
    },
  };
}

/** What becomes of a report after it was reported. What that makes of the vehicle's state an event before has told. */
export async function decided(life: Life, sequence: bigint, to: ClaimState): Promise<void> {
  const change = life.changes.get(sequence);
  // Of a report that is told of next.
  if (change === undefined) return;
  const from = change.state;
  hang(life, sequence, change, -1n);
  change.state = to;
  hang(life, sequence, change, 1n);
  const isConfirmed = from === ClaimState.PENDING && to === ClaimState.COUNTED;
  const isUndone = from === ClaimState.DISPUTED && to === ClaimState.UNDONE;
  if (isConfirmed) await count(life, sequence, change);
  if (isUndone) undo(life, change);
  // Only what takes a loss back, or makes one good, has it be worth more, whatever a policy says.
  await bookAgain(life, isUndone || (isConfirmed && change.kind === Kind.SERVICE));
}

async function count(life: Life, sequence: bigint, change: Change): Promise<void> {
  change.era = life.era;
  if (isEnd(change.kind)) {
    const { damage, restored } = life.standing.wear;
    [change.damaged, change.restored] = [WHOLE_PARTS - damage, restored];
    life.endedBy = sequence;
    setWear(life, { damage: WHOLE_PARTS, restored: 0n });
    return;
  }
  const { damage, restored } = conditionOf(life);
  const isService = change.kind === Kind.SERVICE;
  const damaged = least(damage + change.damaged, WHOLE_PARTS);
  const mended = isService ? await mendedBy(life, change.restored, { damage: damaged, restored }) : restored;
  change.damaged = damaged - damage;
  change.restored = isService ? mended - restored : restored;
  setCondition(life, damaged, mended);
}

/** What a service leaves restored, as the policy lets it. */
async function mendedBy(life: Life, by: bigint, { damage, restored }: Damage): Promise<bigint> {
  const { policy, anchor, wear } = await rulesOf(life);
  const { observedAt, odometer } = wear;
  const reading: Reading = { kind: Kind.SERVICE, observedAt, odometer, severity: by };
  const valuer = await life.valuers(policy);
  const { wear: after } = await valuer.judge(anchor, { ...wear, damage, restored }, reading);
  return most(restored, least(least(restored + by, damage), after.restored));
}

function undo(life: Life, change: Change): void {
  if (isEnd(change.kind)) {
    setWear(life, { damage: life.standing.wear.damage - change.damaged, restored: change.restored });
    return;
  }
  const { damage, restored } = conditionOf(life);
  const isService = change.kind === Kind.SERVICE;
  const rest = minus(restored, isService ? change.restored : change.damaged);
  const left = isService ? rest : most(rest, least(restored, change.restored));
  const undamaged = isService ? damage : minus(damage, change.damaged);
  setCondition(life, undamaged, least(left, undamaged));
}

/** What has ended it; null while it hasn't. */
function endOf({ standing, changes, endedBy }: Life): Change | null {
  return standing.state === State.ENDED ? (changes.get(endedBy) ?? null) : null;
}

/** Damage and what is restored of it, of one that has ended as they were before. */
function conditionOf(life: Life): Damage {
  const { wear } = life.standing;
  const end = endOf(life);
  return end === null ? wear : { damage: wear.damage - end.damaged, restored: end.restored };
}

function setCondition(life: Life, damage: bigint, restored: bigint): void {
  const end = endOf(life);
  if (end === null) setWear(life, { damage, restored });
  else [end.damaged, end.restored] = [life.standing.wear.damage - damage, restored];
}

function setWear(life: Life, changed: Damage): void {
  life.standing = { ...life.standing, wear: { ...life.standing.wear, ...changed } };
}

function rulesOf({ standing, valuers }: Life): ReturnType<typeof rulesAt> {
  return rulesAt(standing, valuers, standing.wear.observedAt);
}

async function bookAgain(life: Life, mayRise: boolean): Promise<void> {
  const { policy, anchor, wear, keptResidual } = await rulesOf(life);
  const worth = await worthBy(await life.valuers(policy), anchor, wear);
  const { state, books } = life.standing;
  const value = state === State.ENDED ? 0n : worth.value;
  const residual = keptResidual + worth.residual;
  const booked =
    state === State.SLASHED
      ? { ...books, residual: least(books.residual, residual) }
      : { ...books, value: mayRise ? value : least(value, books.value), residual };
  life.standing = { ...life.standing, books: booked };
}
