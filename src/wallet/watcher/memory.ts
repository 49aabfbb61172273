import type { Asset } from "../constants.ts";
import type { ChainShape } from "./format.ts";
import type { Reminded } from "./reminders.ts";
import { noTexts, type Texts } from "./texts.ts";

/**
 * What a watcher keeps from one pass to the next. Nothing that is done rests on it, since that is read from the chain each time: one who begins without it reads more, and tells
 * again what holds at that moment, but nothing that is past.
 */
export interface WatchMemory {
  /** The newest block of the last pass that came to its end. */
  last: { number: number; hash: string } | null;
  texts: Texts;
  /** What came in, by account. */
  arrivals: Map<string, { readTo: number; assets: Asset[] }>;
  reminded: Map<string, Reminded>;
  /** What was told last, by account and topic, so that it isn't told in each block. */
  said: Map<string, string>;
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
    shape: null,
    firstBlock: null,
  };
}

/** Forgets what came from blocks that may be no more. */
export function forgetLogs(memory: WatchMemory): void {
  memory.last = null;
  memory.texts = noTexts();
  memory.arrivals.clear();
}

/** Whether something is news on its topic; it is remembered either way. */
export function isNews(memory: WatchMemory, topic: string, text: string): boolean {
  if (memory.said.get(topic) === text) return false;
  memory.said.set(topic, text);
  return true;
}
