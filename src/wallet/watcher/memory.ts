import type { Asset } from "../constants.ts";
import type { ChainShape } from "./format.ts";
import { noTexts, type Texts } from "../texts.ts";
import type { Reminded } from "./reminders.ts";
import type { Sent } from "./restraint.ts";
import type { Stuck } from "./sender.ts";

/** What contracts say that an account received. */
export interface Arrivals {
  readTo: number;
  assets: Asset[];
  /** What of it the account held when something came in last; null = that wasn't looked at. */
  held: Asset[] | null;
}

/**
 * What a watcher keeps from one pass to the next. Nothing that is done rests on it, since that is read from the chain each time: one who begins without it reads more, and tells
 * again what holds at that moment, but nothing that is past.
 */
export interface WatchMemory {
  /** The newest block of the last pass that came to its end. */
  last: { number: number; hash: string } | null;
  texts: Texts;
  /** What came in, by account. */
  arrivals: Map<string, Arrivals>;
  reminded: Map<string, Reminded>;
  /** What was told last, by account and topic, so that it isn't told in each block. */
  said: Map<string, string>;
  /** What was paid for, by account, version and act. */
  sent: Map<string, Sent>;
  /** When places that were taken up before were looked at last, by account. */
  late: Map<string, bigint>;
  /** A transaction of the sender that wasn't mined while it was waited for. */
  stuck: Stuck | null;
  shape: { shape: ChainShape; at: bigint } | null;
  /** The registry's first block; null = it wasn't looked for. */
  firstBlock: number | null;
}

/**
 * The memory of a watcher that has seen nothing.
 *
 * @example
 * await tick(watch, newMemory(), (event) => console.log(lineOf(event)));
 */
export function newMemory(): WatchMemory {
  return {
    last: null,
    texts: noTexts(),
    arrivals: new Map(),
    reminded: new Map(),
    said: new Map(),
    sent: new Map(),
    late: new Map(),
    stuck: null,
    shape: null,
    firstBlock: null,
  };
}

/** Forgets what came from blocks that may be no more. */
export function forgetLogs(memory: WatchMemory): void {
  memory.last = null;
  memory.texts = noTexts();
  memory.arrivals.clear();
  memory.sent.clear();
  memory.late.clear();
}

/** Whether something is news on its topic; it is remembered either way. */
export function isNews(memory: WatchMemory, topic: string, text: string): boolean {
  if (memory.said.get(topic) === text) return false;
  memory.said.set(topic, text);
  return true;
}

/** Whether a reason is news, whatever numbers are in it: a block's, or a moment, are others each time. */
export function isNewReason(memory: WatchMemory, topic: string, reason: string): boolean {
  return isNews(memory, topic, reason.replace(/0x[0-9a-f]+|\d+/gi, "#"));
}
