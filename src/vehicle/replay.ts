import { claimStateOf, ClaimState, Kind, kindOf, State, stateOf } from "./constants.ts";
import { numberIn, structIn, textIn, type VehicleEvent } from "./events.ts";
import type { VehicleStep } from "./history.ts";
import type { Reading } from "./policy.ts";
import type { Books } from "./read.ts";
import { decided, hang, isEnd, type Life } from "./replay-claims.ts";
import { hasTurned, reported, shownAt, type Standing, takenOver, type Valuers, worthBy } from "./worth.ts";

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const minus = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);

/** A vehicle that lives again, by its events and the rules of its policies alone. */
export class Replay {
  readonly #life: Life;

  constructor(valuers: Valuers) {
    const settled = { upTo: 0n, appraisedAt: 0n };
    this.#life = { standing: NOTHING, slashed: 0n, era: 0, endedBy: 0n, settled, changes: new Map(), valuers };
  }

  /** What it is after the events so far. */
  get state(): State {
    return this.#life.standing.state;
  }

  /** What is booked after them. */
  get books(): Books {
    const { standing, slashed } = this.#life;
    const { value, residual, credited } = standing.books;
    return { value, residual, slashed, credited, consumed: credited - value - residual - slashed };
  }

  /** What it shows by itself in a second after them, and before the next one. */
  shownAt(time: bigint): Promise<bigint> {
    return shownAt(this.#life.standing, this.#life.valuers, time);
  }

  /** Lives through an event. */
  async take(step: VehicleStep): Promise<void> {
    const number = (name: string): bigint => numberIn(step, name);
    switch (step.name) {
      case "VehicleEnrolled":
        return this.#enrol(step);
      case "VehiclePolicyProposed":
        return this.#propose({ policy: textIn(step, "policy"), since: number("since") }, step.timestamp);
      case "VehiclePolicyWithdrawn":
        this.#stand({ next: null });
        return;
      case "VehicleStateChanged":
        this.#turn(stateOf(number("state")));
        return;
      case "VehicleClaimed":
        return decided(this.#life, number("sequence"), claimStateOf(number("state")));
      case "VehicleAppraised":
        return this.#appraise(step);
      case "ConditionReported":
        return this.#report(step);
    }
  }

  async #enrol(event: VehicleEvent): Promise<void> {
    const part = (name: string): bigint => numberIn(event, name);
    const [value, appraisedAt, odometer] = [part("value"), part("appraisedAt"), part("odometer")];
    const anchor = { value, appraisedAt, odometer };
    const wear = { observedAt: appraisedAt, odometer, damage: 0n, restored: 0n };
    const policy = textIn(event, "policy");
    const worth = await worthBy(await this.#life.valuers(policy), anchor, wear);
    this.#life.standing = { ...NOTHING, state: State.ACTIVE, anchor, wear, policy };
    this.#book(worth.value, worth.residual, value);
  }

  #stand(changed: Partial<Standing>): void {
    this.#life.standing = { ...this.#life.standing, ...changed };
  }

  #book(value: bigint, residual: bigint, credited: bigint): void {
    this.#stand({ books: { value, residual, credited } });
  }

  async #takeOver(time: bigint): Promise<void> {
    const { standing, valuers } = this.#life;
    if (!hasTurned(standing, time)) return;
    this.#life.standing = await takenOver(standing, valuers, time);
    this.#life.era += 1;
  }

  async #propose(next: NonNullable<Standing["next"]>, now: bigint): Promise<void> {
    if (hasTurned(this.#life.standing, now)) {
      await this.#takeOver(now);
      const { anchor, keptResidual, books } = this.#life.standing;
      this.#book(anchor.value, keptResidual, books.credited);
    }
    this.#stand({ next });
  }

  #turn(state: State): void {
    if (state === State.SLASHED) {
      const { value, residual, credited } = this.#life.standing.books;
      this.#life.slashed = value;
      this.#book(0n, residual, credited);
    }
    this.#stand({ state });
  }

  async #appraise(event: VehicleStep): Promise<void> {
    const part = (name: string): bigint => numberIn(event, name);
    const anchor = { value: part("value"), appraisedAt: part("appraisedAt"), odometer: part("odometer") };
    await this.#takeOver(least(anchor.appraisedAt, event.timestamp));
    const { wear, policy, sequence, books } = this.#life.standing;
    const found = { observedAt: anchor.appraisedAt, odometer: anchor.odometer, damage: 0n, restored: 0n };
    const worth = await worthBy(await this.#life.valuers(policy), anchor, found);
    this.#life.settled = { upTo: sequence, appraisedAt: anchor.appraisedAt };
    const undamaged = { ...wear, damage: 0n, restored: 0n };
    this.#stand({ anchor, keptResidual: books.residual, wear: undamaged, open: NOTHING.open });
    this.#book(worth.value, books.residual, books.credited + minus(anchor.value, books.value));
  }

  async #report(event: VehicleEvent): Promise<void> {
    const given = { name: event.name, args: structIn(event, "report") };
    const part = (name: string): bigint => numberIn(given, name);
    const [observedAt, odometer, severity] = [part("observedAt"), part("odometer"), part("severity")];
    const sequence = part("sequence");
    await this.#takeOver(observedAt);
    const life = this.#life;
    // What an appraisal has settled counts for distance only.
    const isSettled = observedAt < life.standing.anchor.appraisedAt && observedAt < life.settled.appraisedAt;
    const signed = kindOf(part("kind"));
    const kind = isSettled ? Kind.ODOMETER : signed;
    const reading: Reading = { kind, observedAt, odometer, severity };
    const { before, verdict, booked } = await reported(life.standing, life.valuers, reading, signed);
    const { damage, restored } = verdict.grave ? before.wear : verdict.wear;
    life.standing = { ...before, sequence, wear: { observedAt, odometer, damage, restored } };
    this.#book(booked.value, booked.residual, before.books.credited);
    if (kind === Kind.ODOMETER) return;
    const mended = minus(verdict.wear.restored, before.wear.restored);
    const change = {
      kind,
      state: verdict.grave ? ClaimState.PENDING : ClaimState.COUNTED,
      damaged: minus(verdict.wear.damage, before.wear.damage),
      restored: kind === Kind.SERVICE ? mended : before.wear.restored,
      era: life.era,
    };
    life.changes.set(sequence, change);
    hang(life, sequence, change, 1n);
    if (!verdict.grave && isEnd(kind)) life.endedBy = sequence;
  }
}

const NOTHING: Standing = {
  state: State.NONE,
  sequence: 0n,
  anchor: { value: 0n, appraisedAt: 0n, odometer: 0n },
  wear: { observedAt: 0n, odometer: 0n, damage: 0n, restored: 0n },
  keptResidual: 0n,
  policy: "",
  next: null,
  haircut: 0n,
  open: { damage: 0n, restored: 0n, count: 0n, ends: 0n },
  books: { value: 0n, residual: 0n, credited: 0n },
};
