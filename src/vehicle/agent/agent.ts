import { setTimeout as wait } from "node:timers/promises";

import type { VehicleChain, VehicleState } from "./chain.ts";
import { deliver, type Delivery } from "./deliver.ts";
import type { AgentEvent, TellAgent } from "./event.ts";
import { OutboxError } from "./frames.ts";
import type { VehicleKey } from "./key.ts";
import type { Outbox } from "./outbox.ts";
import { type Condition, conditionHash } from "./report.ts";
import { loadState, type LocalState, saveState } from "./state.ts";
import { AGENT_TERMS, type AgentTerms, requireTerms } from "./terms.ts";

/** What an agent is made of. */
export interface AgentParts {
  key: VehicleKey;
  outbox: Outbox;
  chain: VehicleChain;
  /** Where the answered value and residual are kept; null = nowhere. */
  stateFile?: string | null;
  terms?: Partial<AgentTerms>;
  tell?: TellAgent;
}

/** Signing on could cost the stake: somebody has to look first. */
export class AgentHaltError extends Error {
  override readonly name: string = "AgentHaltError";
}

/** How an agent follows the chain. */
export interface AgentRun {
  signal: AbortSignal;
  /** Milliseconds between two looks at the chain; 12,000 unless it is named. */
  every?: number;
  /** Milliseconds until a node that failed is asked again, doubled each time; 1,000 unless it is named. */
  retryAfter?: number;
  /** The most of them; 60,000 unless it is named. */
  longestRetry?: number;
}

/**
 * The on-board unit of a vehicle: takes conditions in, and has the chain count each of them once, in order. It can lose power at any moment, and so can the node; whatever it has begun it finds
 * in its outbox and on the chain. Its clock is the chain's.
 *
 * @example
 * const agent = new VehicleAgent({ key, outbox, chain, stateFile: "vehicle.state.json" });
 * await agent.observe({ kind: Kind.SERVICE, observedAt, odometer, severity: 0n, evidence });
 * await agent.tick();
 */
export class VehicleAgent {
  readonly #outbox: Outbox;
  readonly #chain: VehicleChain;
  readonly #stateFile: string | null;
  readonly #terms: AgentTerms;
  readonly #delivery: Delivery;
  readonly #said = new Map<string, string>();
  readonly #tell: TellAgent;
  #state: LocalState | null = null;
  /** Up to where what the chain has counted was compared with the outbox. */
  #compared: bigint;
  #ticking: Promise<void> | null = null;

  constructor({ key, outbox, chain, stateFile = null, terms = {}, tell = () => undefined }: AgentParts) {
    this.#terms = { ...AGENT_TERMS, ...terms };
    requireTerms(this.#terms);
    this.#outbox = outbox;
    this.#chain = chain;
    this.#stateFile = stateFile;
    this.#tell = tell;
    this.#compared = outbox.confirmed;
    const news: TellAgent = (event) => {
      this.#news(event);
    };
    this.#delivery = { key, outbox, chain, terms: this.#terms, tell: news, refused: null, waiting: null };
  }

  /**
   * Takes a condition in; once this is done it is on the disk, and sent by a later tick.
   *
   * @returns Its sequence; one less for each one before it that is given up since it can never count.
   */
  observe(condition: Condition): Promise<bigint> {
    return this.#outbox.add(condition);
  }

  /** What the chain answered last; of an earlier run until it answers again. Null where it never did. */
  async state(): Promise<LocalState | null> {
    if (this.#state === null && this.#stateFile !== null) this.#state = await loadState(this.#stateFile);
    return this.#state;
  }

  /**
   * Looks at the chain once, and sends what is due.
   *
   * @throws {AgentHaltError} Where signing on could cost the stake.
   */
  tick(): Promise<void> {
    // Two at a time would send the same thing twice.
    this.#ticking ??= this.#look().finally(() => {
      this.#ticking = null;
    });
    return this.#ticking;
  }

  /** Ticks until it is called off, and goes on after faults of nodes. Ends with what must not be gone on after. */
  async run({ signal, every = 12_000, retryAfter = 1_000, longestRetry = 60_000 }: AgentRun): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let pause = every;
      try {
        await this.tick();
        failures = 0;
      } catch (error) {
        if (error instanceof AgentHaltError || error instanceof OutboxError) throw error;
        pause = Math.min(longestRetry, retryAfter * 2 ** failures);
        ++failures;
        const message = error instanceof Error ? error.message : String(error);
        this.#tell({ kind: "fault", at: 0n, message, retryIn: pause });
      }
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const now = await this.#chain.stateAt("latest");
    const settled = now.block.number - this.#terms.confirmations;
    const before = settled < 0 ? null : await this.#chain.stateAt(settled);
    // Another branch came between both answers: the next look sees one alone.
    if (before !== null && before.sequence > now.sequence) return;
    if (now.sequence < this.#outbox.base) {
      const reason = `the chain is at report ${now.sequence}, and the outbox begins after ${this.#outbox.base}`;
      this.#news({ kind: "waiting", at: now.block.timestamp, reason: `${reason}: is its node on the right chain?` });
      return;
    }
    this.#requireWhole(now);
    await this.#compare(now);
    await this.#noteConfirmed(now, before);
    await this.#keep(now, before);
    await deliver(this.#delivery, now, before);
  }

  /** Throws where the chain has counted what the outbox doesn't have. */
  #requireWhole({ sequence }: VehicleState): void {
    const { last } = this.#outbox;
    if (sequence <= last) return;
    throw new AgentHaltError(
      `The chain has counted report ${sequence}, and the outbox ends at ${last}: it is an old copy, or another unit has the key. ` +
        `Rotate the vehicle's key, and begin an outbox after the chain's last report`,
    );
  }

  /** Throws where the chain has counted another condition than the outbox has. */
  async #compare({ sequence }: VehicleState): Promise<void> {
    // After a reorg it may have counted something else.
    if (sequence < this.#compared) this.#compared = sequence;
    for (const { sequence: place, condition } of this.#outbox.after(this.#compared)) {
      if (place > sequence) break;
      const counted = await this.#chain.conditionAt(place);
      if (counted !== null && counted.toLowerCase() !== conditionHash(condition))
        throw new AgentHaltError(
          `The chain has counted another condition as report ${place} than the outbox has: another unit has the key. ` +
            `Rotate the vehicle's key, and begin an outbox after the chain's last report`,
        );
      this.#compared = place;
    }
  }

  async #noteConfirmed(now: VehicleState, before: VehicleState | null): Promise<void> {
    const outbox = this.#outbox;
    const { number, timestamp: at } = now.block;
    const { confirmed } = outbox;
    if (now.sequence < confirmed) {
      await outbox.confirm(now.sequence, number);
      this.#tell({ kind: "gone", at, first: now.sequence + 1n, last: confirmed });
    } else if (before !== null && before.sequence > confirmed) {
      await outbox.confirm(before.sequence, number);
      this.#tell({ kind: "confirmed", at, upTo: before.sequence, value: before.value, residual: before.residual });
    }
    const forgotten = outbox.confirmedBy(number - this.#terms.keepBlocks);
    // Each time the file is written anew: not for a report or two.
    if (forgotten - outbox.base >= MOST_OLD) await outbox.compact(forgotten);
  }

  async #keep(newest: VehicleState, confirmed: VehicleState | null): Promise<void> {
    const last = await this.state();
    const isSame = last !== null && worth(last.newest) === worth(newest) && worth(last.confirmed) === worth(confirmed);
    this.#state = { newest, confirmed };
    if (!isSame && this.#stateFile !== null) await saveState(this.#stateFile, this.#state);
  }

  /** Tells what may hold for long only once. */
  #news(event: AgentEvent): void {
    if (event.kind === "waiting" || event.kind === "refused") {
      const text = event.reason.replace(/0x[0-9a-f]+|\d+/gi, "#");
      if (this.#said.get(event.kind) === text) return;
      this.#said.set(event.kind, text);
    } else this.#said.clear();
    this.#tell(event);
  }
}

/** How many confirmed reports that needn't be kept any more are kept all the same. */
const MOST_OLD = 64n;

/** What of a state a unit shows. */
function worth(state: VehicleState | null): string {
  return state === null ? "" : `${state.sequence} ${state.value} ${state.residual} ${state.policy.hash}`;
}
