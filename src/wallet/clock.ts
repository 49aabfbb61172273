import { type Asset, MOST_OUTAGE, NEVER, type Plan, State } from "./constants.ts";

/** What has happened to a plan since it was triggered. */
export interface Course {
  /** When it was triggered, Unix seconds. */
  triggeredAt: bigint;
  /** Until when silence was known: at the trigger; of one by request, at the request. */
  seenAt: bigint;
  /** Whether silence was shown since a request, not for the whole period. */
  byRequest: boolean;
  /** The tier that has accepted, from 0; null = none. */
  accepted: bigint | null;
  /** Until when guardians hold it up. */
  pausedUntil: bigint;
  /** Whether guardians have confirmed it. */
  confirmed: boolean;
  /** Whether an asset has moved. */
  moved: boolean;
  /** Whether all that are listed have been taken up. */
  complete: boolean;
}

/** A request that nobody has ended. */
export interface AskedRequest {
  requestedAt: bigint;
  /** Until when silence was known then. */
  seenAt: bigint;
  /** Of the plan under which it was made. */
  version: bigint;
}

/** What an uptime feed says. */
export interface Uptime {
  up: boolean;
  /** Since when, Unix seconds. */
  since: bigint;
}

/** All that a plan in force is judged by. None of it changes by time alone. */
export interface Facts {
  /** Of the plan in force. */
  version: bigint;
  /** When it was registered, or announced. */
  registeredAt: bigint;
  /** The owner's last act that is known, whether the registry or the source knows it. */
  lastLife: bigint;
  /** When the source last saw the account in a state in which its life can't be known; 0 = never. */
  suspendedAt: bigint;
  /** Of the last trigger; null = there was none. */
  course: Course | null;
  /** How often guardians have paused this plan. */
  pauses: bigint;
  request: AskedRequest | null;
  /** Of the feed that the plan names; null where there is none, or where it doesn't answer. */
  uptime: Uptime | null;
}

/** A plan's clock, in Unix seconds. What isn't known yet is 0. */
export interface Status {
  state: State;
  version: bigint;
  lastLife: bigint;
  triggerableAt: bigint;
  triggeredAt: bigint;
  executableAt: bigint;
  tier: bigint;
  accepted: boolean;
  opensAt: bigint;
  closesAt: bigint;
  pausedUntil: bigint;
  pauses: bigint;
  confirmed: boolean;
}

/**
 * What a plan in force is at a moment, decided as the registry decides it, if nothing but time happens until then.
 *
 * @example
 * const inMay = statusAt(plan, await readFacts(registry, plan, provider), 1_777_593_600n);
 */
export function statusAt(plan: Plan, facts: Facts, now: bigint): Status {
  const { version, lastLife, pauses, course } = facts;
  const suspended = facts.suspendedAt !== 0n && facts.suspendedAt >= facts.registeredAt;
  const standing = course !== null && stands(plan, course, lastLife) ? course : null;
  const state = suspended ? State.SUSPENDED : stateOf(course, standing !== null);
  const base: Status = { ...NOTHING, state, version, lastLife, pauses };
  if (standing === null) return { ...base, triggerableAt: triggerableAt(plan, facts) };

  const { triggeredAt, pausedUntil, confirmed } = standing;
  const graceEnd = graceEndOf(plan, standing, facts.uptime);
  const executableAt = later(graceEnd, pausedUntil);
  return {
    ...base,
    triggeredAt,
    pausedUntil,
    confirmed,
    executableAt,
    ...tierAt(plan, standing, lastLife, graceEnd, now),
  };
}

const NOTHING: Omit<Status, "state" | "version" | "lastLife" | "pauses"> = {
  triggerableAt: 0n,
  triggeredAt: 0n,
  executableAt: 0n,
  tier: 0n,
  accepted: false,
  opensAt: 0n,
  closesAt: 0n,
  pausedUntil: 0n,
  confirmed: false,
};

/** Whether a trigger is still justified: by silence for the whole period up to what was seen, or since a request. */
function stands({ period }: Plan, { byRequest, seenAt }: Course, lastLife: bigint): boolean {
  return byRequest ? lastLife < seenAt : lastLife + period <= seenAt;
}

function stateOf(course: Course | null, standing: boolean): State {
  if (course === null || !course.moved) return standing ? State.GRACE : State.ACTIVE;
  // Assets have moved, and don't come back: after that there is no way to ACTIVE.
  if (!standing) return State.STOPPED;
  return course.complete ? State.DONE : State.EXECUTING;
}

/** First second from which silence can be shown. A request counts while the owner hasn't acted since, and under the plan that it was made for. */
function triggerableAt({ period, requestPeriod }: Plan, { lastLife, version, request }: Facts): bigint {
  const bySilence = lastLife + period;
  if (request === null || request.version !== version || lastLife >= request.seenAt) return bySilence;
  const byRequest = request.requestedAt + requestPeriod;
  return byRequest < bySilence ? byRequest : bySilence;
}

/** First second after the grace period: a whole one after the last outage, of which 30 days at most are added. Once something has moved, outages are past. */
function graceEndOf({ grace }: Plan, { triggeredAt, moved }: Course, uptime: Uptime | null): bigint {
  const end = triggeredAt + grace;
  if (uptime === null || moved) return end;
  const latest = end + MOST_OUTAGE;
  const proposed = uptime.up ? uptime.since + grace : latest;
  return later(end, proposed < latest ? proposed : latest);
}

/** The tier that receives, or that is open, or next to open. Each opens at its delay, after the grace period, and after the whole window of the one before. */
function tierAt(
  plan: Plan,
  course: Course,
  lastLife: bigint,
  graceEnd: bigint,
  now: bigint,
): Pick<Status, "tier" | "accepted" | "opensAt" | "closesAt"> {
  const spans = tierSpans(plan, course, lastLife, graceEnd);
  const last = BigInt(spans.length - 1);
  const accepted = course.accepted;
  const tier = accepted ?? BigInt(spans.findIndex(({ closesAt }) => now < closesAt));
  const span = spans[Number(tier)];
  if (span === undefined) throw new RangeError(`The plan has no tier ${tier}`);
  return { tier, accepted: accepted !== null || tier === last, ...span };
}

/** When each tier is open, `[opensAt, closesAt)`, if none accepts. */
function tierSpans(
  { tiers }: Plan,
  { byRequest }: Course,
  lastLife: bigint,
  graceEnd: bigint,
): { opensAt: bigint; closesAt: bigint }[] {
  const first = tiers[0]?.delay ?? 0n;
  let free = graceEnd;
  return tiers.map(({ delay, window }, place) => {
    // By request the first tier is open when the grace period is over, and the others as long after it as by silence.
    const opensAt = later(free, byRequest ? graceEnd + delay - first : lastLife + delay);
    free = opensAt + window;
    return { opensAt, closesAt: place === tiers.length - 1 ? NEVER : free };
  });
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** Something that becomes possible, or ends, at a moment to come. */
export interface Due {
  /** Unix seconds; the first second in which it is so. */
  at: bigint;
  what: "trigger" | "execute" | "tier opens" | "tier closes" | "pause ends";
  /** Of a tier, from 0. */
  tier?: bigint;
}

/**
 * What becomes due after a moment, if nothing but time happens, the next first: of a plan that isn't triggered the trigger, of one that is the windows of its
 * tiers and the execution. A trigger or an execution that is due already has its moment in the past, and is named all the same.
 *
 * @example
 * for (const { at, what } of dueFrom(plan, facts, now)) console.log(momentLabel(at), what);
 */
export function dueFrom(plan: Plan, facts: Facts, now: bigint): Due[] {
  const status = statusAt(plan, facts, now);
  if (status.state === State.ACTIVE) return [{ at: status.triggerableAt, what: "trigger" }];
  const { course, uptime, lastLife } = facts;
  if (course === null || (status.state !== State.GRACE && status.state !== State.EXECUTING)) return [];
  const due: Due[] = [];
  if (status.pausedUntil > now) due.push({ at: status.pausedUntil, what: "pause ends" });
  const graceEnd = graceEndOf(plan, course, uptime);
  const last = BigInt(plan.tiers.length - 1);
  const receives = course.accepted ?? last;
  for (const [place, { opensAt, closesAt }] of tierSpans(plan, course, lastLife, graceEnd).entries()) {
    const tier = BigInt(place);
    if (tier === receives) due.push({ at: later(opensAt, status.executableAt), what: "execute", tier });
    if (course.accepted !== null || tier === last) continue;
    if (closesAt <= now) continue;
    due.push({ at: opensAt, what: "tier opens", tier }, { at: closesAt, what: "tier closes", tier });
  }
  return due.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/**
 * Whether a plan can be executed at a moment, by what it is then. The source of life may still know better.
 *
 * @example
 * if (isExecutable(plan, statusAt(plan, facts, now), now)) await execute(keeper, registry, { plan });
 */
export function isExecutable({ guardians }: Plan, status: Status, now: bigint): boolean {
  const { state, executableAt, opensAt, accepted, confirmed } = status;
  const triggered = state === State.GRACE || state === State.EXECUTING || state === State.DONE;
  return triggered && now >= executableAt && now >= opensAt && accepted && (confirmed || !guardians.confirm);
}

/**
 * Which of a plan's assets have been taken up, and which not, by the bits of `executedOf`.
 *
 * @example
 * const open = openPlaces(plan, await executor.executedOf(execution));
 */
export function openPlaces({ assets }: { assets: readonly Asset[] }, executed: bigint): bigint[] {
  return assets.map((_, place) => BigInt(place)).filter((place) => ((executed >> place) & 1n) === 0n);
}
