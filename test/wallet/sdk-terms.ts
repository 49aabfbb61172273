import fc from "fast-check";

import type { GuardiansDraft, TierDraft } from "../../src/wallet/index.ts";
import { DAY, HOUR } from "./fixture.ts";

/** What a plan of the world is like. */
export interface Terms {
  period: bigint;
  grace: bigint;
  requestPeriod: bigint;
  delays: bigint[];
  windows: bigint[];
  pauses: bigint;
  pauseFor: bigint;
  confirm: boolean;
  fed: boolean;
}

/** Something that happens. `share` says how far, in hundredths. */
export interface Act {
  name:
    | "wait"
    | "waitFor"
    | "live"
    | "beat"
    | "suspend"
    | "feed"
    | "extend"
    | "trigger"
    | "request"
    | "endRequest"
    | "accept"
    | "pause"
    | "confirm"
    | "execute";
  share: bigint;
}

const between = (min: bigint, max: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min, max });

export function anyTerms(): fc.Arbitrary<Terms> {
  return fc.record({
    period: between(DAY, 3n * DAY),
    grace: between(HOUR, 2n * DAY),
    requestPeriod: fc.oneof(fc.constant(0n), between(HOUR, 2n * DAY)),
    delays: fc.array(between(0n, 6n * DAY), { minLength: 1, maxLength: 4 }),
    windows: fc.array(between(1n, 2n * DAY), { minLength: 3, maxLength: 3 }),
    pauses: fc.constantFrom(0n, 1n, 1n, 2n),
    pauseFor: between(1n, 2n * DAY),
    confirm: fc.boolean(),
    fed: fc.boolean(),
  });
}

const PLAIN: Terms = {
  period: 3n * DAY,
  grace: HOUR,
  requestPeriod: DAY,
  delays: [0n],
  windows: [],
  pauses: 0n,
  pauseFor: 1n,
  confirm: false,
  fed: false,
};
const playing = (...acts: [Act["name"], bigint][]): Act[] => acts.map(([name, share]) => ({ name, share }));

/** What chance would find too seldom: seconds and versions on which a request hangs. */
export const CASES: [Terms, Act[]][] = [
  // Life in the very second up to which silence was known at the request denies it,
  [PLAIN, playing(["request", 1n], ["live", 4n], ["endRequest", 0n])],
  // and voids a trigger that went by it; in the second before it does neither.
  [PLAIN, playing(["request", 1n], ["waitFor", 0n], ["trigger", 1n], ["live", 6n])],
  [PLAIN, playing(["request", 1n], ["live", 0n], ["waitFor", 0n], ["trigger", 1n], ["live", 0n])],
  // A request ends with its plan, though the next one was signed before it.
  [PLAIN, playing(["request", 1n], ["extend", 2n], ["trigger", 1n], ["endRequest", 0n])],
];

const NAMES: readonly [Act["name"], weight: number][] = [
  ["wait", 2],
  ["waitFor", 8],
  ["live", 1],
  ["beat", 1],
  ["suspend", 1],
  ["feed", 2],
  ["extend", 1],
  ["trigger", 6],
  ["request", 3],
  ["endRequest", 1],
  ["accept", 4],
  ["pause", 2],
  ["confirm", 3],
  ["execute", 5],
];

/** How a plan comes to be executed: what chance alone would seldom put together. */
const COURSE: readonly Act["name"][] = [
  "waitFor",
  "trigger",
  "pause",
  "waitFor",
  "accept",
  "confirm",
  "execute",
  "execute",
];
/** How a recipient asks, in vain or not. */
const ASKING: readonly (readonly Act["name"][])[] = [
  ["request", "beat", "endRequest"],
  ["request", "extend", "endRequest"],
  ["request", "live", "endRequest", "live"],
  ["request", "waitFor", "trigger", "live", "waitFor"],
];
const END: readonly Act["name"][] = ["beat", "live", "execute", "wait", "trigger"];

/** Acts in any order, and now and then in that of a plan that is executed. */
export function anyActs(most: number): fc.Arbitrary<Act[]> {
  const named = (name: Act["name"]) => between(0n, 99n).map((share): Act => ({ name, share }));
  const story = fc
    .tuple(between(5n, 8n), fc.constantFrom(...END))
    .chain(([length, end]) => fc.tuple(...[...COURSE.slice(0, Number(length)), end].map(named)));
  const asking = fc.constantFrom(...ASKING).chain((names) => fc.tuple(...names.map(named)));
  const some = fc.oneof(
    { weight: 6, arbitrary: anyAct().map((act) => [act]) },
    { weight: 1, arbitrary: story },
    { weight: 1, arbitrary: asking },
  );
  return fc.array(some, { minLength: 4, maxLength: most }).map((parts) => parts.flat());
}

function anyAct(): fc.Arbitrary<Act> {
  const name = fc.oneof(...NAMES.map(([value, weight]) => ({ weight, arbitrary: fc.constant(value) })));
  return fc.record({ name, share: between(0n, 99n) });
}

export function tiersOf({ delays, windows }: Terms, address: string): TierDraft[] {
  return [...delays]
    .sort((a, b) => Number(a - b))
    .map((delay, place) => ({
      delay,
      window: windows[place] ?? 1n,
      recipients: [{ address, share: 10_000n }],
    }));
}

export function guardiansOf({ pauses, pauseFor, confirm }: Terms, key: string): { guardians?: GuardiansDraft } {
  if (pauses === 0n && !confirm) return {};
  return { guardians: { keys: [key], threshold: 1n, confirm, pauses, pauseFor: pauses === 0n ? 0n : pauseFor } };
}
