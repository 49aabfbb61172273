import type { Tell } from "./event.ts";
import { failureText } from "./failure.ts";
import { newMemory, type WatchMemory } from "./memory.ts";
import { isAborted, pause } from "./pause.ts";
import { tick } from "./tick.ts";
import { confirmationsOf, type Watch } from "./watch.ts";

/** How a watcher follows the chain. */
export interface Following {
  onEvent: Tell;
  /** Ends it: at once where it waits, otherwise at the next step. Whatever was sent until then is found on the chain by the next one. */
  signal?: AbortSignal;
  /** Milliseconds between two looks at the chain; 4,000 unless it is named. */
  every?: number;
  /** Milliseconds until a node that failed is asked again, doubled each time; 1,000 unless it is named. */
  retryAfter?: number;
  /** The most of them; 60,000 unless it is named. */
  longestRetry?: number;
  /** What an earlier run has kept; nothing is missed without it. */
  memory?: WatchMemory;
}

/**
 * Follows the plans of a registry until it is called off: looks at each new block (a node that is slow may skip some), does what is due, and goes on after faults of the node. It can be killed at
 * any moment and started again, and several can run side by side.
 *
 * @example
 * const stop = new AbortController();
 * process.once("SIGINT", () => stop.abort());
 * await follow({ node, registry, signer }, { signal: stop.signal, onEvent: (event) => console.log(lineOf(event)) });
 */
export async function follow(watch: Watch, following: Following): Promise<void> {
  const { onEvent, every = 4_000, retryAfter = 1_000, longestRetry = 60_000 } = following;
  const { signal = new AbortController().signal, memory = newMemory() } = following;
  confirmationsOf(watch);
  let failures = 0;
  while (!signal.aborted) {
    let wait = every;
    try {
      await tick(watch, memory, onEvent, signal);
      failures = 0;
    } catch (error) {
      // It may have been called off meanwhile, which is no fault.
      if (isAborted(signal)) return;
      wait = Math.min(longestRetry, retryAfter * 2 ** failures);
      ++failures;
      onEvent({ kind: "node", at: 0n, message: failureText(error), retryIn: wait });
    }
    await pause(wait, signal);
  }
}
