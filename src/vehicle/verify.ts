import type { ContractRunner } from "ethers";

import type { StakeLike } from "./connect.ts";
import { claimStateOf, ClaimState, Kind, kindOf, State, stateOf, WHOLE_PARTS } from "./constants.ts";
import { numberIn, structIn, textIn, type VehicleEvent } from "./events.ts";
import { type EventRange, readHistory, type VehicleStep } from "./history.ts";
import { readValuer, type Reading, type Wear } from "./policy.ts";
import { type Books, readBooks } from "./read.ts";
import { cachedValuers, hasTurned, reported, rulesAt, type Standing, takenOver, type Valuers } from "./worth.ts";

/** Something that was booked, as the chain told it and as it follows from all that was told before. */
export interface VerifiedStep {
  /** The event that told it. */
  event: string;
  /** Of a report; null for any other act. */
  sequence: bigint | null;
  block: number;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  /** In the smallest unit of the vehicle's unit of account, as the computed ones. */
  told: { value: bigint; residual: bigint };
  computed: { value: bigint; residual: bigint };
  agrees: boolean;
}

/** A vehicle's whole value history, recomputed. */
export interface Verification {
  steps: VerifiedStep[];
  /** The books as they follow from all events, and as the chain has them now. */
  computed: Books;
  books: Books;
  /** Whether all of it agrees. */
  agrees: boolean;
}

/**
 * Recomputes all that was ever booked for a vehicle, from its events and the rules of its policies alone, and compares it with what the chain told, step by step, and with its books now.
 *
 * @param range How many blocks a request asks for; all since the contract's creation are read.
 * @example
 * const { agrees, steps } = await verifyVehicle(stake, vehicle, provider);
 */
export async function verifyVehicle(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: Pick<EventRange, "pageSize"> = {},
): Promise<Verification> {
  const [history, books] = await Promise.all([
    readHistory(stake, vehicle, runner, range),
    readBooks(stake, vehicle, runner),
  ]);
  const replay = new Replay(cachedValuers((policy) => readValuer(policy, runner)));
  const steps: VerifiedStep[] = [];
  for (const step of history) {
    const checked = await replay.take(step);
    if (checked !== null) steps.push(checked);
  }
  const computed = replay.books;
  const same = (["value", "residual", "consumed", "slashed", "credited"] as const).every(
    (name) => computed[name] === books[name],
  );
  return { steps, computed, books, agrees: same && steps.every(({ agrees }) => agrees) };
}

/** A report of more than distance, as it changed the vehicle. */
interface Change {
  kind: Kind;
  state: ClaimState;
  damaged: bigint;
  restored: bigint;
  /** Under which anchor that was. */
  era: number;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const minus = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);
const isEnd = (kind: Kind): boolean => kind === Kind.TOTAL_LOSS || kind === Kind.SCRAPPING;

/** A vehicle that lives again, by its events. */
class Replay {
  readonly #valuers: Valuers;
  #standing: Standing = NOTHING;
  #slashed = 0n;
  #era = 0;
  #endedBy = 0n;
  /** Up to which report an appraisal has settled all, and of when that was. */
  #settled = { upTo: 0n, appraisedAt: 0n };
  readonly #changes = new Map<bigint, Change>();

  constructor(valuers: Valuers) {
    this.#valuers = valuers;
  }

  get books(): Books {
    const { value, residual, credited } = this.#standing.books;
    const slashed = this.#slashed;
    return { value, residual, slashed, credited, consumed: credited - value - residual - slashed };
  }

  /** Lives through an event; what follows from it where that was booked. */
  async take(step: VehicleStep): Promise<VerifiedStep | null> {
    const number = (name: string): bigint => numberIn(step, name);
    switch (step.name) {
      case "VehicleEnrolled":
        this.#enrol(step);
        return null;
      case "VehiclePolicyProposed":
        await this.#propose({ policy: textIn(step, "policy"), since: number("since") }, step.timestamp);
        return null;
      case "VehiclePolicyWithdrawn":
        this.#standing = { ...this.#standing, next: null };
        return null;
      case "VehicleStateChanged":
        this.#turn(stateOf(number("state")));
        return null;
      case "VehicleClaimed":
        await this.#decide(number("sequence"), claimStateOf(number("state")));
        return null;
      case "VehicleAppraised":
        await this.#appraise(step);
        return null;
      case "ConditionReported":
        await this.#report(step);
        return this.#compare(step, number("sequence"));
      case "VehicleBooked":
        return this.#compare(step, null);
      default:
        return null;
    }
  }

  #compare(step: VehicleStep, sequence: bigint | null): VerifiedStep {
    const { name: event, block, timestamp } = step;
    const told = { value: numberIn(step, "value"), residual: numberIn(step, "residual") };
    const { value, residual } = this.#standing.books;
    const agrees = told.value === value && told.residual === residual;
    return { event, sequence, block, timestamp, told, computed: { value, residual }, agrees };
  }

  #enrol(event: VehicleEvent): void {
    const part = (name: string): bigint => numberIn(event, name);
    const value = part("value");
    const [appraisedAt, odometer] = [part("appraisedAt"), part("odometer")];
    this.#standing = {
      ...NOTHING,
      state: State.ACTIVE,
      anchor: { value, appraisedAt, odometer },
      wear: { observedAt: appraisedAt, odometer, damage: 0n, restored: 0n },
      policy: textIn(event, "policy"),
      books: { value, residual: 0n, credited: value },
    };
  }

  async #takeOver(time: bigint): Promise<void> {
    if (!hasTurned(this.#standing, time)) return;
    this.#standing = await takenOver(this.#standing, this.#valuers, time);
    this.#era += 1;
  }

  async #propose(next: NonNullable<Standing["next"]>, now: bigint): Promise<void> {
    if (hasTurned(this.#standing, now)) {
      await this.#takeOver(now);
      const { anchor, keptResidual, books } = this.#standing;
      this.#book(anchor.value, keptResidual, books.credited);
    }
    this.#standing = { ...this.#standing, next };
  }

  #turn(state: State): void {
    if (state === State.SLASHED) {
      const { value, residual, credited } = this.#standing.books;
      this.#slashed = value;
      this.#book(0n, residual, credited);
    }
    this.#standing = { ...this.#standing, state };
  }

  #book(value: bigint, residual: bigint, credited: bigint): void {
    this.#standing = { ...this.#standing, books: { value, residual, credited } };
  }

  async #appraise(event: VehicleStep): Promise<void> {
    const part = (name: string): bigint => numberIn(event, name);
    const anchor = { value: part("value"), appraisedAt: part("appraisedAt"), odometer: part("odometer") };
    await this.#takeOver(least(anchor.appraisedAt, event.timestamp));
    const { wear, policy, sequence } = this.#standing;
    const { value, residual, credited } = this.#standing.books;
    const found = { observedAt: anchor.appraisedAt, odometer: anchor.odometer, damage: 0n, restored: 0n };
    const worth = await (await this.#valuers(policy)).worthIn(anchor, found);
    this.#settled = { upTo: sequence, appraisedAt: anchor.appraisedAt };
    this.#standing = {
      ...this.#standing,
      anchor,
      keptResidual: residual,
      wear: { ...wear, damage: 0n, restored: 0n },
      open: NOTHING.open,
    };
    this.#book(least(worth.value, anchor.value), residual, credited + minus(anchor.value, value));
  }

  async #report(event: VehicleEvent): Promise<void> {
    const given = { name: event.name, args: structIn(event, "report") };
    const part = (name: string): bigint => numberIn(given, name);
    const [observedAt, odometer, severity] = [part("observedAt"), part("odometer"), part("severity")];
    const sequence = part("sequence");
    await this.#takeOver(observedAt);
    // What an appraisal has settled counts for distance only.
    const isSettled = observedAt < this.#standing.anchor.appraisedAt && observedAt < this.#settled.appraisedAt;
    const kind = isSettled ? Kind.ODOMETER : kindOf(part("kind"));
    const reading: Reading = { kind, observedAt, odometer, severity };
    const { before, verdict, booked } = await reported(this.#standing, this.#valuers, reading);
    const old = before.wear;
    const after = verdict.wear;
    const state = verdict.grave ? ClaimState.PENDING : ClaimState.COUNTED;
    if (kind !== Kind.ODOMETER) {
      const restored = kind === Kind.SERVICE ? minus(after.restored, old.restored) : old.restored;
      const damaged = minus(after.damage, old.damage);
      this.#changes.set(sequence, { kind, state, damaged, restored, era: this.#era });
      if (!verdict.grave && isEnd(kind)) this.#endedBy = sequence;
    }
    const { damage, restored } = verdict.grave ? old : after;
    const { credited } = before.books;
    this.#standing = { ...before, sequence, wear: { observedAt, odometer, damage, restored } };
    this.#book(booked.value, booked.residual, credited);
  }

  /** What becomes of a report after it was reported. */
  async #decide(sequence: bigint, to: ClaimState): Promise<void> {
    const change = this.#changes.get(sequence);
    // Of a report that is told of next.
    if (change === undefined) return;
    const from = change.state;
    change.state = to;
    const isOpen = sequence > this.#settled.upTo && change.era === this.#era && change.kind === Kind.SERVICE;
    if (isOpen && to === ClaimState.DISPUTED) this.#hang(change.restored);
    if (isOpen && from === ClaimState.DISPUTED) this.#hang(-change.restored);
    if (from === ClaimState.PENDING && to === ClaimState.COUNTED) await this.#count(sequence, change);
    if (from === ClaimState.DISPUTED && to === ClaimState.UNDONE) this.#undo(change);
    // Only what takes a loss back, or makes one good, has it be worth more, whatever a policy says.
    const isUndone = from === ClaimState.DISPUTED && to === ClaimState.UNDONE;
    const isMended = from === ClaimState.PENDING && to === ClaimState.COUNTED && change.kind === Kind.SERVICE;
    await this.#bookAgain(isUndone || isMended);
  }

  #hang(restored: bigint): void {
    const { open } = this.#standing;
    this.#standing = { ...this.#standing, open: { ...open, restored: open.restored + restored } };
  }

  async #count(sequence: bigint, change: Change): Promise<void> {
    const { damage, restored } = this.#condition();
    change.era = this.#era;
    if (isEnd(change.kind)) {
      [change.damaged, change.restored] = [WHOLE_PARTS - damage, restored];
      this.#endedBy = sequence;
      this.#wear({ damage: WHOLE_PARTS, restored: 0n });
      this.#standing = { ...this.#standing, state: State.ENDED };
      return;
    }
    const damaged = least(damage + change.damaged, WHOLE_PARTS);
    const mended =
      change.kind === Kind.SERVICE ? await this.#mended(change.restored, { damage: damaged, restored }) : restored;
    change.damaged = damaged - damage;
    change.restored = change.kind === Kind.SERVICE ? mended - restored : restored;
    this.#setCondition(damaged, mended);
  }

  /** What a service restores, as the policy lets it. */
  async #mended(by: bigint, { damage, restored }: Pick<Wear, "damage" | "restored">): Promise<bigint> {
    const { policy, anchor, wear } = await this.#rules();
    const { observedAt, odometer } = wear;
    const reading: Reading = { kind: Kind.SERVICE, observedAt, odometer, severity: by };
    const { wear: after } = await (await this.#valuers(policy)).judge(anchor, { ...wear, damage, restored }, reading);
    return most(restored, least(least(restored + by, damage), after.restored));
  }

  #undo(change: Change): void {
    if (isEnd(change.kind)) {
      this.#wear({ damage: this.#standing.wear.damage - change.damaged, restored: change.restored });
      // Whether it was stolen before, the next event says.
      this.#standing = { ...this.#standing, state: State.ACTIVE };
      return;
    }
    const { damage, restored } = this.#condition();
    const isService = change.kind === Kind.SERVICE;
    const rest = minus(restored, isService ? change.restored : change.damaged);
    const left = isService ? rest : most(rest, least(restored, change.restored));
    const undamaged = isService ? damage : minus(damage, change.damaged);
    this.#setCondition(undamaged, least(left, undamaged));
  }

  /** Damage and what is restored of it, of one that has ended as they were before. */
  #condition(): Pick<Wear, "damage" | "restored"> {
    const { state, wear } = this.#standing;
    const end = this.#changes.get(this.#endedBy);
    return state === State.ENDED && end !== undefined
      ? { damage: wear.damage - end.damaged, restored: end.restored }
      : wear;
  }

  #setCondition(damage: bigint, restored: bigint): void {
    const { state, wear } = this.#standing;
    const end = this.#changes.get(this.#endedBy);
    if (state === State.ENDED && end !== undefined) [end.damaged, end.restored] = [wear.damage - damage, restored];
    else this.#wear({ damage, restored });
  }

  #wear(changed: Pick<Wear, "damage" | "restored">): void {
    this.#standing = { ...this.#standing, wear: { ...this.#standing.wear, ...changed } };
  }

  #rules(): ReturnType<typeof rulesAt> {
    return rulesAt(this.#standing, this.#valuers, this.#standing.wear.observedAt);
  }

  async #bookAgain(mayRise: boolean): Promise<void> {
    const { policy, anchor, wear, keptResidual } = await this.#rules();
    const worth = await (await this.#valuers(policy)).worthIn(anchor, wear);
    const value = least(worth.value, anchor.value);
    const booked = this.#standing.state === State.ENDED ? 0n : value;
    const residual = keptResidual + least(worth.residual, anchor.value - value);
    const { state, books } = this.#standing;
    if (state === State.SLASHED) this.#book(books.value, least(books.residual, residual), books.credited);
    else this.#book(mayRise ? booked : least(booked, books.value), residual, books.credited);
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
