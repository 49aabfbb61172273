import type { WatchMemory } from "./memory.ts";

/** How long something that was paid for isn't sent again at first, in seconds; twice as long each time that it was. */
const FIRST_GAP = 3_600n;

/** What was sent for a plan, of one kind. */
export interface Sent {
  /** When last, in block time. */
  at: bigint;
  /** How often, without a long rest between. */
  times: number;
}

/** What it is about: an act of a kind for a plan of a version. */
export interface Sending {
  key: string;
  period: bigint;
  now: bigint;
}

/**
 * Until when something isn't to be sent, in block time; 0 = it may be. Whoever registers a plan names its source of life and its assets, and these can make the same thing due again in each
 * block: what is due for an honest plan is due once in a while. So a hostile one costs a watcher an act of each kind in a period, and a few more at first; beyond that its account has to pay, too.
 *
 * @example
 * const until = heldBackUntil(memory, { key, period: plan.period, now });
 */
export function heldBackUntil({ sent }: Pick<WatchMemory, "sent">, { key, period, now }: Sending): bigint {
  const last = sent.get(key);
  if (last === undefined) return 0n;
  const gap = FIRST_GAP << BigInt(last.times - 1);
  const until = last.at + (gap < period ? gap : period);
  return until > now ? until : 0n;
}

/** Notes that something was paid for. */
export function noteSent({ sent }: Pick<WatchMemory, "sent">, { key, period, now }: Sending): void {
  const last = sent.get(key);
  const isRested = last === undefined || now >= last.at + 2n * period;
  sent.set(key, { at: now, times: isRested ? 1 : Math.min(last.times + 1, 64) });
}
