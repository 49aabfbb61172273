import { getAddress } from "ethers";

import { vehicleLabel } from "../ids.ts";
import { OutboxError } from "./frames.ts";
import { FileJournal, type Journal } from "./journal.ts";
import { type Lock, lockFile } from "./lock.ts";
import {
  type OutboxOwner,
  type OutboxRecord,
  type OutboxReport,
  type Parcel,
  recordOf,
  recordText,
  type Signing,
} from "./outbox-records.ts";
import { OutboxState } from "./outbox-state.ts";
import { type Condition, requireCondition } from "./report.ts";

/**
 * The reports of a vehicle, on the disk before anything is done with them: a condition before it is signed, a signature before it is given away, a parcel before it is sent. Once it was signed a report has its
 * sequence for ever with its condition; only the signature can become another one.
 *
 * @example
 * const outbox = await Outbox.open("vehicle.outbox", { chainId: 1n, contract, vehicle });
 * const sequence = await outbox.add(condition);
 */
export class Outbox {
  readonly #journal: Journal;
  readonly #state: OutboxState;
  readonly #lock: Lock | null;
  /** What is written one after another, whoever asks for it meanwhile. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(journal: Journal, state: OutboxState, lock: Lock | null) {
    this.#journal = journal;
    this.#state = state;
    this.#lock = lock;
  }

  /**
   * Begins the outbox of a vehicle. Never in the place of one that is lost: what that had signed can still be sent, and a second condition under its sequence costs the stake. Rotate the
   * key first.
   *
   * @param counted The sequence of the last report that the chain has counted; 0 after the enrolment.
   */
  static async create(path: string, owner: OutboxOwner, counted = 0n): Promise<Outbox> {
    return locked(path, () => FileJournal.create(path, beginning(owner, counted)));
  }

  /**
   * Opens the outbox of a vehicle, after whatever happened to it.
   *
   * @throws {OutboxError} Where it is damaged, or another vehicle's.
   * @throws {LockedError} While another process has it.
   */
  static async open(path: string, owner: OutboxOwner): Promise<Outbox> {
    const outbox = await locked(path, () => FileJournal.open(path));
    try {
      outbox.#requireOwner(owner);
      return outbox;
    } catch (error) {
      await outbox.close();
      throw error;
    }
  }

  /** The outbox in a journal of any kind, which nobody else has. */
  static over(journal: Journal, lock: Lock | null = null): Outbox {
    const state = new OutboxState();
    for (const { offset, text } of journal.opened) {
      try {
        state.apply(recordOf(text));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const remedy = "take the version that wrote it, or the outbox from a copy";
        throw new OutboxError(journal.name, offset, `the record doesn't belong there, since ${why}: ${remedy}`, {
          cause: error,
        });
      }
    }
    return new Outbox(journal, state, lock);
  }

  /** Whose it is. */
  get owner(): OutboxOwner {
    return this.#state.owner;
  }

  /** The sequence before the first report that is kept. */
  get base(): bigint {
    return this.#state.base;
  }

  /** The sequence of the last report. */
  get last(): bigint {
    return this.#state.last;
  }

  /** The last condition that was taken in, also where its report isn't kept any more, or was given up; null = none yet. */
  get latest(): Condition | null {
    return this.#state.latest;
  }

  /** Up to where reports were confirmed. */
  get confirmed(): bigint {
    return this.#state.confirmed;
  }

  /** What was sent last; null = nothing yet. */
  get parcel(): Parcel | null {
    return this.#state.parcel;
  }

  /** The reports after a sequence, in order. */
  after(sequence: bigint, most = Number.MAX_SAFE_INTEGER): OutboxReport[] {
    return this.#state.after(sequence, most);
  }

  /** A report; undefined for one that isn't there, or isn't kept any more. */
  report(sequence: bigint): OutboxReport | undefined {
    return this.#state.report(sequence);
  }

  /**
   * Takes a condition in. Once this is done it has its sequence, and moves up only where one before it is given up.
   *
   * @throws {RangeError} For one that no report can have, or that falls behind the one before.
   */
  async add(condition: Condition): Promise<bigint> {
    requireCondition(condition);
    const taken = { ...condition };
    let sequence = 0n;
    await this.#inTurn(() => {
      sequence = this.last + 1n;
      return this.#write({ what: "condition", sequence, condition: taken });
    });
    return sequence;
  }

  /** Keeps how a report was signed. */
  async sign(sequence: bigint, signing: Signing): Promise<void> {
    await this.#inTurn(() => this.#write({ what: "signed", sequence, signing }));
  }

  /**
   * Gives a report up that can never count. Those after it move up, and so none of them may have been signed: a second condition under one sequence costs the stake.
   *
   * @throws {RangeError} Where one was.
   */
  async giveUp(sequence: bigint, reason: string): Promise<void> {
    await this.#inTurn(() => this.#write({ what: "given up", sequence, reason }));
  }

  /** Keeps what is about to be sent. */
  async pack(parcel: Parcel): Promise<void> {
    await this.#inTurn(() => this.#write({ what: "parcel", parcel }));
  }

  /** Keeps up to where the chain has counted reports for good; less than before where it took that back. */
  async confirm(upTo: bigint, block: number): Promise<void> {
    await this.#inTurn(() => this.#write({ what: "confirmed", upTo, block }));
  }

  /** Up to where reports were confirmed by a block and ever since. */
  confirmedBy(block: number): bigint {
    return this.#state.confirmedBy(block);
  }

  /** Forgets reports up to one, which must be confirmed; their conditions are in the chain's events for ever. */
  async compact(upTo: bigint): Promise<void> {
    await this.#inTurn(async () => {
      await this.#journal.replace(this.#state.compacted(upTo).map(recordText));
      this.#state.forget(upTo);
    });
  }

  /** Ends the use of the file. */
  async close(): Promise<void> {
    await this.#turn;
    try {
      await this.#journal.close();
    } finally {
      await this.#lock?.release();
    }
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #write(record: OutboxRecord): Promise<void> {
    // What wouldn't be read again isn't written.
    this.#state.check(record);
    await this.#journal.append(recordText(record));
    this.#state.apply(record);
  }

  #requireOwner({ chainId, contract, vehicle }: OutboxOwner): void {
    const own = this.owner;
    if (own.chainId === chainId && own.vehicle === vehicle && getAddress(own.contract) === getAddress(contract)) return;
    const whose = `vehicle ${vehicleLabel(own.vehicle)} of ${own.contract} on chain ${own.chainId}`;
    throw new OutboxError(this.#journal.name, null, `it is the outbox of ${whose}: name that of this vehicle`);
  }
}

/** What the file of a new outbox begins with. */
export function beginning({ chainId, contract, vehicle }: OutboxOwner, counted: bigint): string[] {
  return [recordText({ what: "outbox", chainId, contract: getAddress(contract), vehicle, base: counted, last: null })];
}

async function locked(path: string, opening: () => Promise<Journal>): Promise<Outbox> {
  const lock = await lockFile(path);
  let journal: Journal | null = null;
  try {
    journal = await opening();
    return Outbox.over(journal, lock);
  } catch (error) {
    await journal?.close();
    await lock.release();
    throw error;
  }
}
