import { Kind, State, WHOLE_PARTS } from "./constants.ts";
import { type Anchor, partOf, type Reading, type Valuer, type Verdict, type Wear, type Worth } from "./policy.ts";

/** What open claims of a vehicle would change, in basis points. */
export interface OpenClaims {
  /** What pending reports would add to the damage. */
  damage: bigint;
  /** What disputed services would take from what is restored. */
  restored: bigint;
  /** How many claims are open. */
  count: bigint;
  /** How many of them are pending and would leave nothing to show: an end, a theft. */
  ends: bigint;
}

/** All that a vehicle's own value follows from, as the contracts keep it after its last report. */
export interface Standing {
  state: State;
  /** The sequence of the last report; 0 = none yet. */
  sequence: bigint;
  anchor: Anchor;
  wear: Wear;
  /** The residual of what came before the anchor, which stays. */
  keptResidual: bigint;
  policy: string;
  /** The policy that was proposed, and from when on it is in force, also where that has begun and no act has made it last; null = none. */
  next: { policy: string; since: bigint } | null;
  /** At least so much its silence takes until the next report, in basis points: what it had taken when an act made a policy last. */
  haircut: bigint;
  open: OpenClaims;
  /** What is booked, and what was credited in all. */
  books: Worth & { credited: bigint };
}

/** Policies by their addresses. */
export type Valuers = (policy: string) => Promise<Valuer>;

/** By what a vehicle is valued in a second. */
export interface Rules {
  policy: string;
  anchor: Anchor;
  wear: Wear;
  keptResidual: bigint;
  /** At least so much its silence takes, in basis points: a policy that came into force doesn't take back what silence took under the one before. */
  haircut: bigint;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const minus = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);

/**
 * Whether a policy that was proposed is in force by a second.
 *
 * @example
 * if (hasTurned(standing, now)) console.log("its new policy is in force");
 */
export function hasTurned({ next }: Pick<Standing, "next">, time: bigint): boolean {
  return next !== null && next.since <= time;
}

/**
 * The rules of a second, with the condition after the last report: the contracts' `_rulesAt`.
 *
 * @example
 * const { policy, anchor } = await rulesAt(standing, valuers, now);
 */
export async function rulesAt(standing: Standing, valuers: Valuers, time: bigint): Promise<Rules> {
  const { anchor, wear, next, policy, keptResidual, haircut: taken } = standing;
  const seen = seenFrom(anchor, wear);
  if (next === null || next.since > time) return { policy, anchor, wear: seen, keptResidual, haircut: taken };
  const valuer = await valuers(policy);
  const haircut = most(taken, await valuer.haircut(next.since - wear.observedAt));
  const turned: Wear = { ...seen, observedAt: next.since };
  const { value, residual } = await worthBy(valuer, anchor, turned);
  return {
    policy: next.policy,
    anchor: { value, appraisedAt: next.since, odometer: turned.odometer },
    wear: { ...turned, damage: 0n, restored: 0n },
    keptResidual: keptResidual + residual,
    haircut,
  };
}

/**
 * What a vehicle is worth by a policy, and the residual that it leaves of this: together no more than the anchor, whatever the policy says.
 *
 * @example
 * const { value, residual } = await worthBy(valuer, anchor, wear);
 */
export async function worthBy(valuer: Pick<Valuer, "worthIn">, anchor: Anchor, wear: Wear): Promise<Worth> {
  const said = await valuer.worthIn(anchor, wear);
  const value = least(said.value, anchor.value);
  return { value, residual: least(said.residual, anchor.value - value) };
}

/**
 * A condition as its anchor has it: an appraisal, or a policy that has taken over, may be of a later second than the last report, and of an odometer that is ahead of it.
 *
 * @example
 * const { value } = await worthBy(valuer, anchor, seenFrom(anchor, wear));
 */
export function seenFrom(anchor: Anchor, wear: Wear): Wear {
  return {
    ...wear,
    observedAt: most(wear.observedAt, anchor.appraisedAt),
    odometer: most(wear.odometer, anchor.odometer),
  };
}

/**
 * A standing after a policy that is in force by a second has taken over for good: the contracts' `_takeOver`.
 *
 * @example
 * const after = await takenOver(standing, valuers, observedAt);
 */
export async function takenOver(standing: Standing, valuers: Valuers, time: bigint): Promise<Standing> {
  const { next, wear, open, books } = standing;
  if (next === null || next.since > time) return standing;
  // What a disputed service restored doesn't come along: nobody could take it back later.
  const coming = { ...standing, wear: { ...wear, restored: minus(wear.restored, open.restored) } };
  const { policy, anchor, keptResidual, haircut } = await rulesAt(coming, valuers, next.since);
  return {
    ...standing,
    policy,
    // No more than is booked, whatever the policies say.
    anchor: { ...anchor, value: least(anchor.value, books.value) },
    keptResidual,
    haircut: least(haircut, WHOLE_PARTS),
    next: null,
    wear: { ...wear, damage: 0n, restored: 0n },
    open: { ...open, restored: 0n },
  };
}

/** What a vehicle is worth by its rules in a second, or in that of its condition if that is later. */
async function worthAt(standing: Standing, valuers: Valuers, time: bigint): Promise<bigint> {
  const { policy, anchor, wear } = await rulesAt(standing, valuers, time);
  const seen: Wear = { ...wear, observedAt: most(wear.observedAt, time) };
  const { value } = await worthBy(await valuers(policy), anchor, seen);
  return value;
}

/** A standing in which all open claims have come out for the worse. */
function atWorst(standing: Standing): Standing {
  const { wear, open } = standing;
  const damage = least(wear.damage + open.damage, WHOLE_PARTS);
  return { ...standing, wear: { ...wear, damage, restored: minus(wear.restored, open.restored) } };
}

/**
 * What a vehicle by itself shows in a second from its last report on, if nobody does anything: exactly as the contracts do.
 *
 * @example
 * const value = await shownAt(standing, valuers, now + 86_400n);
 */
export async function shownAt(standing: Standing, valuers: Valuers, time: bigint): Promise<bigint> {
  if (standing.state !== State.ACTIVE) return 0n;
  const { open, wear } = standing;
  const rules = await rulesAt(standing, valuers, time);
  const cut = most(await (await valuers(rules.policy)).haircut(time - wear.observedAt), rules.haircut);
  // Whatever a policy says, no more is shown than was booked.
  let value = least(await worthAt(standing, valuers, time), standing.books.value);
  if (open.ends !== 0n) value = 0n;
  else if (open.count !== 0n) value = least(value, await worthAt(atWorst(standing), valuers, time));
  return partOf(value, WHOLE_PARTS - least(cut, WHOLE_PARTS));
}

/** What a report comes to. */
export interface Reported {
  /** Under which policy it is judged, after it has taken over where it is new. */
  before: Standing;
  verdict: Verdict;
  /** What is booked: of a grave report without its damage, and with what stays from before the anchor. */
  booked: Worth;
}

/**
 * What a report makes of a vehicle, as the contracts do. It isn't judged whether it is the next one, and of a moment that can be.
 *
 * @param signed The kind that the vehicle signed, where the reading has another: what an appraisal has settled counts for distance only.
 * @throws {ImplausibleError} Where its policy refuses it.
 * @example
 * const { booked, verdict } = await reported(standing, valuers, reading);
 */
export async function reported(
  standing: Standing,
  valuers: Valuers,
  reading: Reading,
  signed: Kind = reading.kind,
): Promise<Reported> {
  // It ends the silence.
  const before = { ...(await takenOver(standing, valuers, reading.observedAt)), haircut: 0n };
  const { anchor, wear, keptResidual, books } = before;
  const valuer = await valuers(before.policy);
  // What an appraisal, or a policy that has taken over, is ahead of counts as if it were of then.
  const seen: Reading = {
    ...reading,
    observedAt: most(reading.observedAt, anchor.appraisedAt),
    odometer: most(reading.odometer, anchor.odometer),
  };
  const verdict = await valuer.judge(anchor, { ...wear, odometer: most(wear.odometer, anchor.odometer) }, seen);
  const { damage, restored } = wear;
  const counted = verdict.grave ? await valuer.worthIn(anchor, { ...verdict.wear, damage, restored }) : verdict;
  const isEnd = reading.kind === Kind.TOTAL_LOSS || reading.kind === Kind.SCRAPPING;
  // No more is booked than was credited, and nothing rises but by a service, whatever a policy says.
  const cap = signed === Kind.SERVICE ? books.credited : books.value;
  const value = isEnd && !verdict.grave ? 0n : least(counted.value, cap);
  const room = books.credited - value;
  return { before, verdict, booked: { value, residual: least(keptResidual + least(counted.residual, room), room) } };
}

/**
 * Policies that are read once each.
 *
 * @example
 * const valuers = cachedValuers((policy) => readValuer(policy, provider));
 */
export function cachedValuers(read: Valuers): Valuers {
  const known = new Map<string, Promise<Valuer>>();
  return (policy) => {
    const key = policy.toLowerCase();
    const found = known.get(key) ?? read(policy);
    known.set(key, found);
    // What failed is asked again.
    found.catch(() => known.delete(key));
    return found;
  };
}
