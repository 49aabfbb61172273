import { AbiCoder, keccak256 } from "ethers";

import type { Value } from "./support.ts";
import type { Terms } from "./vehicle-policy.ts";
import {
  type Anchor,
  cutBy,
  exactly,
  haircutOf,
  holds,
  isExact,
  lesserOf,
  NOTHING,
  type Span,
  sumOf,
  type Worth,
  worthOf,
} from "./vehicle-worth.ts";

export const State = { NONE: 0n, ACTIVE: 1n, STOLEN: 2n, ENDED: 3n, SLASHED: 4n } as const;
export const Kind = { ODOMETER: 0n, ACCIDENT: 1n, SERVICE: 2n, TOTAL_LOSS: 3n, THEFT: 4n, SCRAPPING: 5n } as const;
export const Course = {
  NONE: 0n,
  COUNTED: 1n,
  PENDING: 2n,
  DISPUTED: 3n,
  UNDONE: 4n,
  UPHELD: 5n,
  SETTLED: 6n,
} as const;

const PARTS = 10_000n;
const DAY = 86_400n;
const MOST_VALUE = 2n ** 80n - 1n;
export const FOREVER = 2n ** 48n - 1n;
const MOST_PARTS = 16;
const ZERO = `0x${"00".repeat(20)}`;
const ROTATION_DELAY = 7n * DAY;

const greaterOf = (a: number, b: number): number => (a > b ? a : b);
const NO_HASH = `0x${"00".repeat(32)}`;
const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const lessBy = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);

/** A policy: its terms, and whom it asks. */
export interface ModelPolicy {
  address: string;
  /** How a report names it. */
  hash: string;
  terms: Terms;
  attestors: string[];
  confirmations: number;
  decisions: number;
  disputeWindow: bigint;
  decideWithin: bigint;
  bond: bigint;
}

export interface ModelReport {
  vehicle: bigint;
  sequence: bigint;
  kind: bigint;
  observedAt: bigint;
  odometer: bigint;
  severity: bigint;
  evidence: string;
  policy: ModelPolicy;
  deadline: bigint;
}

/** By what a vehicle is valued, since it was appraised or another policy came into force. */
interface Rules {
  policy: ModelPolicy;
  anchor: Anchor;
  /** The residual of what came before. */
  frozen: Span;
  damage: bigint;
  restored: bigint;
  /** What silence took under the policy before, which only a report gives back; basis points. */
  cut: bigint;
}

export interface ModelClaim {
  report: ModelReport;
  state: bigint;
  damaged: bigint;
  restored: bigint;
  countedAt: bigint;
  /** Under how manieth policy of the vehicle it counted. */
  era: bigint;
  /** Whom it concerns: under which it was reported, or that was in force when it was confirmed. */
  policy: ModelPolicy;
  dispute?: { challenger: string; defender?: string; decideBy: bigint };
}

export interface ModelVehicle {
  id: bigint;
  issuer: string;
  owner: string;
  unit: string;
  state: bigint;
  key: string;
  firstSequence: bigint;
  announced: { key: string; from: bigint; by: string } | undefined;
  sequence: bigint;
  /** The last report's, or the appraisal's at the beginning. */
  observedAt: bigint;
  odometer: bigint;
  rules: Rules;
  /** How many policies have taken over. */
  era: bigint;
  next: { policy: ModelPolicy; since: bigint } | undefined;
  known: Set<ModelPolicy>;
  value: Span;
  residual: Span;
  slashed: Span;
  slashedAt: bigint;
  credited: Span;
  deposit: bigint;
  claims: Map<bigint, ModelClaim>;
  /** Claims up to this sequence were settled by an appraisal. */
  settledUpTo: bigint;
  /** What was observed before it: the issuer has seen what came of that. */
  settledBefore: bigint;
  /** By which report it ended, and what it would be again if that were undone. */
  end: { by: bigint; state: bigint; damage: bigint; restored: bigint } | undefined;
  parts: bigint[];
  inside: bigint | undefined;
  lien: { lender: string; minValue: bigint; until: bigint } | undefined;
  /** Where its least value must lie since a dispute, cut short by another policy, has lowered it. */
  eased: Span | undefined;
  permissions: Map<string, { scopes: bigint; until: bigint }>;
  duplicates: Set<bigint>;
  pool: string | undefined;
}

/** A frame of a pool. */
interface Frame {
  funds: Map<string, bigint>;
  /** What each vehicle weighs that has reported in it. */
  weights: Map<bigint, Span>;
  /** Who has had his share. */
  paid: Set<bigint>;
}

/** An error with its arguments; null = anything. */
export type Objection = (Value | null)[];

/** Something that is signed: whose key is shown with it, where that is longer than an address, and who really signed it. */
export interface Signed {
  shown: string;
  by: string;
}

/** What the contract must refuse: by any of these errors, since nobody says which comes first. */
export class Objections extends Error {
  readonly all: Objection[];

  constructor(all: Objection[]) {
    super(all.map(([name, ...args]) => `${String(name)}(${args.join(", ")})`).join(" or "));
    this.all = all;
  }

  /** Whether an error is one of them. */
  include(error: Value[]): boolean {
    return this.all.some(
      (each) => each.length === error.length && each.every((value, i) => value === null || value === error[i]),
    );
  }
}

function refuseIf(objections: Objection[]): void {
  if (objections.length !== 0) throw new Objections(objections);
}

/** What two reports of one sequence must not differ in. */
export const conditionOf = (report: ModelReport): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["uint8", "uint48", "uint40", "uint16", "bytes32"],
      [report.kind, report.observedAt, report.odometer, report.severity, report.evidence],
    ),
  );

/** What the contract rounds decides it, and the model doesn't know that. */
export class Undecided extends Error {}

const isEnd = (kind: bigint): boolean => kind === Kind.TOTAL_LOSS || kind === Kind.SCRAPPING;
const showsNothing = (kind: bigint): boolean => isEnd(kind) || kind === Kind.THEFT;

const isLong = (key: string): boolean => key.length > 42;

/** What is wrong with what a vehicle's key should have signed. */
function objectionsTo({ shown, by }: Signed, key: string, vehicle: bigint): Objection[] {
  if (isLong(key) && shown !== key) return [["VehicleKey", vehicle, shown]];
  return by === key ? [] : [["VehicleSignature", key]];
}

/** The damage of a vehicle after a report, and what of it is restored. */
function afterwards({ damage, restored, policy }: Rules, { kind, severity }: ModelReport) {
  if (kind === Kind.ACCIDENT) return { damage: lesser(damage + severity, PARTS), restored };
  if (kind === Kind.SERVICE)
    return { damage, restored: lesser(restored + severity, lesser(damage, policy.terms.restorable)) };
  return isEnd(kind) ? { damage: PARTS, restored: 0n } : { damage, restored };
}

/** What is wrong with those who answer a question about a claim. */
function quorumObjections(
  { policy }: ModelClaim,
  isDispute: boolean,
  signers: { shown: string; by: string }[],
): Objection[] {
  const { attestors, decisions, confirmations } = policy;
  const needed = isDispute ? decisions : confirmations;
  const objections: Objection[] = [];
  if (signers.length < needed) objections.push(["VehicleQuorum", BigInt(signers.length), BigInt(needed)]);
  let last = -1;
  for (const { shown, by } of signers) {
    const place = attestors.indexOf(shown);
    if (place <= last || shown !== by) objections.push(["VehicleSignature", shown]);
    last = greaterOf(last, place);
  }
  return objections;
}

/** What the policy finds wrong with a report. */
function implausible(vehicle: ModelVehicle, { policy, anchor }: Rules, given: ModelReport): Objection[] {
  // What is older than the anchor counts as of its second, and of the way to its odometer the issuer knew.
  const since = lessBy(greater(given.observedAt, anchor.appraisedAt), vehicle.observedAt);
  const driven = lessBy(given.odometer, greater(vehicle.odometer, anchor.odometer));
  const possible = (since / DAY + 1n) * policy.terms.perDay;
  const objections: Objection[] = [];
  if (driven > possible) objections.push(["PolicyTooFar", driven, possible]);
  if (given.severity > PARTS) objections.push(["PolicySeverity", given.severity, PARTS]);
  return objections;
}

/**
 * All vehicles, said in plain words: what was reported, appraised, decided and announced is kept as it is, and what a vehicle is worth is worked out from it in exact fractions whenever it is
 * asked for. Where the contract rounds, it must stay inside a span; what it was found to have booked is taken over from there ({@link VehicleModel.pin}), so that spans don't grow.
 */
export class VehicleModel {
  now = 0n;
  readonly vehicles = new Map<bigint, ModelVehicle>();
  readonly credits = new Map<string, bigint>();
  readonly pools = new Map<string, Map<bigint, Frame>>();
  readonly frameAt: (pool: string, time: bigint) => bigint;
  readonly stake: string;

  constructor(stake: string, frameAt: (pool: string, time: bigint) => bigint) {
    this.stake = stake;
    this.frameAt = frameAt;
  }

  // ---- what there is ----

  private get(id: bigint, objections: Objection[], ...states: bigint[]): ModelVehicle {
    const vehicle = this.vehicles.get(id);
    if (vehicle === undefined) throw new Objections([...objections, ["VehicleUnfit", id, State.NONE]]);
    if (states.length !== 0 && !states.includes(vehicle.state)) objections.push(["VehicleUnfit", id, vehicle.state]);
    return vehicle;
  }

  /** How a claim stands: what was counted before an appraisal or another policy is a part of the vehicle's value since. */
  stateOf(vehicle: ModelVehicle, sequence: bigint): bigint {
    const claim = vehicle.claims.get(sequence);
    if (claim === undefined) return Course.NONE;
    const { state } = claim;
    if (state === Course.UNDONE || state === Course.UPHELD || state === Course.SETTLED) return state;
    const isFolded = state !== Course.PENDING && claim.era !== vehicle.era;
    return isFolded || sequence <= vehicle.settledUpTo ? Course.SETTLED : state;
  }

  /** What claims that are open would change. */
  open(vehicle: ModelVehicle): { damage: bigint; restored: bigint; count: bigint; ends: boolean } {
    const all = [...vehicle.claims].filter(([sequence]) => sequence > vehicle.settledUpTo).map(([, claim]) => claim);
    const pending = all.filter(({ state }) => state === Course.PENDING);
    const disputed = all.filter(({ state }) => state === Course.DISPUTED);
    const services = disputed.filter(({ report, era }) => report.kind === Kind.SERVICE && era === vehicle.era);
    return {
      damage: pending.reduce((sum, { damaged }) => sum + damaged, 0n),
      restored: services.reduce((sum, { restored }) => sum + restored, 0n),
      count: BigInt(pending.length + disputed.length),
      ends: pending.some(({ report }) => showsNothing(report.kind)),
    };
  }

  // ---- what it is worth ----

  /** By these rules, in a condition; what is older than the anchor was seen when that was made. */
  private worth({ policy, anchor, damage, restored }: Rules, observedAt: bigint, odometer: bigint): Worth {
    return worthOf(policy.terms, anchor, {
      observedAt: greater(observedAt, anchor.appraisedAt),
      odometer: greater(odometer, anchor.odometer),
      damage,
      restored,
    });
  }

  /** The rules of a moment. A policy that has come into force values a vehicle from what it was worth in that second by the one before. */
  rulesAt(vehicle: ModelVehicle, time: bigint, rules = vehicle.rules): Rules {
    const { next, observedAt, odometer } = vehicle;
    if (next === undefined || time < next.since) return rules;
    const { value, residual } = this.worth(rules, next.since, odometer);
    return {
      policy: next.policy,
      anchor: { value, appraisedAt: next.since, odometer: greater(odometer, rules.anchor.odometer) },
      frozen: sumOf(rules.frozen, residual),
      damage: 0n,
      restored: 0n,
      cut: greater(rules.cut, haircutOf(rules.policy.terms, next.since - observedAt)),
    };
  }

  /** What it is worth in a second if all that is open comes out for the worse. */
  private worst(vehicle: ModelVehicle, time: bigint, isUndisputed = false): Span {
    const open = this.open(vehicle);
    if (open.ends) return NOTHING;
    const { rules, odometer } = vehicle;
    const damage = lesser(rules.damage + open.damage, PARTS);
    const restored = lessBy(rules.restored, isUndisputed ? 0n : open.restored);
    return this.worth(this.rulesAt(vehicle, time, { ...rules, damage, restored }), time, odometer).value;
  }

  /** What a vehicle by itself shows in a second to come, if nobody does anything. */
  private shownAlone(vehicle: ModelVehicle, time: bigint, isUndisputed: boolean): Span {
    if (vehicle.state !== State.ACTIVE) return NOTHING;
    const rules = this.rulesAt(vehicle, time);
    const value = lesserOf(this.worth(rules, time, vehicle.odometer).value, this.worst(vehicle, time, isUndisputed));
    return cutBy(value, greater(haircutOf(rules.policy.terms, time - vehicle.observedAt), rules.cut));
  }

  /** What a vehicle shows with its parts; `isUndisputed` = to a lender who claims it: nobody gets a vehicle by disputing its services. */
  shown(id: bigint, time: bigint, isUndisputed = false): Span {
    const vehicle = this.vehicles.get(id)!;
    if (vehicle.state !== State.ACTIVE) return NOTHING;
    const all = [vehicle, ...vehicle.parts.map((part) => this.vehicles.get(part)!)];
    return sumOf(...all.map((one) => this.shownAlone(one, time, isUndisputed)));
  }

  /** What a vehicle would be worth without damage: value and residual together are no more. */
  wholeOf({ rules, observedAt, odometer }: ModelVehicle): bigint {
    return this.worth({ ...rules, damage: 0n, restored: 0n }, observedAt, odometer).value.most;
  }

  // ---- books ----

  /** What a vehicle weighs in the frame that it is in. */
  private weight(vehicle: ModelVehicle): Span {
    if (vehicle.state !== State.ACTIVE && vehicle.state !== State.STOLEN) return NOTHING;
    if (this.open(vehicle).count === 0n) return vehicle.value;
    return lesserOf(vehicle.value, this.worst(vehicle, vehicle.observedAt));
  }

  /** Has its weight follow its books. A report alone gives weight in a frame. */
  private weigh(vehicle: ModelVehicle, isReport: boolean): void {
    if (vehicle.pool === undefined) return;
    const { weights } = this.frame(vehicle.pool, this.frameAt(vehicle.pool, this.now));
    if (isReport || weights.has(vehicle.id)) weights.set(vehicle.id, this.weight(vehicle));
  }

  /** Books what it is worth by its rules, in its condition. Of a slashed one the residual can only fall. */
  private book(vehicle: ModelVehicle, isReport = false): void {
    const { value, residual } = this.worth(vehicle.rules, vehicle.observedAt, vehicle.odometer);
    const all = sumOf(vehicle.rules.frozen, residual);
    if (vehicle.state === State.SLASHED) vehicle.residual = lesserOf(vehicle.residual, all);
    else [vehicle.value, vehicle.residual] = [vehicle.state === State.ENDED ? NOTHING : value, all];
    this.weigh(vehicle, isReport);
  }

  // ---- reports ----

  report(given: ModelReport, signed: Signed): void {
    const { now } = this;
    const objections: Objection[] = [];
    const vehicle = this.get(given.vehicle, objections, State.ACTIVE, State.STOLEN);
    if (given.deadline < now) objections.push(["VehicleExpired", given.deadline, now]);
    if (given.sequence !== vehicle.sequence + 1n)
      objections.push(["VehicleSequence", given.sequence, vehicle.sequence + 1n]);
    if (given.observedAt < vehicle.observedAt || given.observedAt > now)
      objections.push(["VehicleObservedAt", given.observedAt, vehicle.observedAt, now]);
    if (given.odometer < vehicle.odometer) objections.push(["VehicleOdometer", given.odometer, vehicle.odometer]);
    objections.push(...objectionsTo(signed, vehicle.key, given.vehicle));
    // What counts is the policy that was in force when it was seen.
    const rules = this.rulesAt(vehicle, given.observedAt);
    if (rules.policy !== given.policy) objections.push(["VehiclePolicy", given.policy.hash, rules.policy.hash]);
    else objections.push(...implausible(vehicle, rules, given));
    refuseIf(objections);
    this.count(vehicle, rules, given);
  }

  /** What is refused of them stops no other. */
  reportBatch(all: { given: ModelReport; signed: Signed }[]): void {
    for (const { given, signed } of all) {
      try {
        this.report(given, signed);
      } catch (error) {
        if (!(error instanceof Objections)) throw error;
      }
    }
  }

  private count(vehicle: ModelVehicle, rules: Rules, signed: ModelReport): void {
    this.takeOver(vehicle, rules);
    const isSettled = signed.observedAt < vehicle.settledBefore;
    const given = isSettled ? { ...signed, kind: Kind.ODOMETER } : signed;
    const { kind, severity, sequence, observedAt, odometer } = given;
    const { damage, restored } = afterwards(vehicle.rules, given);
    const { terms, attestors } = vehicle.rules.policy;
    const weight = isEnd(kind) ? PARTS : severity;
    const isGrave = kind !== Kind.ODOMETER && attestors.length !== 0 && weight >= terms.grave;
    if (kind !== Kind.ODOMETER) {
      vehicle.claims.set(sequence, {
        report: given,
        state: isGrave ? Course.PENDING : Course.COUNTED,
        damaged: damage - vehicle.rules.damage,
        // Of all but services, what was restored before.
        restored: kind === Kind.SERVICE ? restored - vehicle.rules.restored : vehicle.rules.restored,
        countedAt: this.now,
        era: vehicle.era,
        policy: vehicle.rules.policy,
      });
    }
    if (!isGrave) this.turnState(vehicle, given);
    Object.assign(vehicle, { sequence, observedAt, odometer });
    vehicle.rules = { ...vehicle.rules, cut: 0n, ...(isGrave ? {} : { damage, restored }) };
    this.book(vehicle, true);
  }

  private turnState(vehicle: ModelVehicle, { kind, sequence }: ModelReport): void {
    const { damage, restored } = vehicle.rules;
    if (isEnd(kind)) vehicle.end = { by: sequence, state: vehicle.state, damage, restored };
    if (isEnd(kind)) vehicle.state = State.ENDED;
    else if (kind === Kind.THEFT) vehicle.state = State.STOLEN;
  }

  /** From now on these are its rules, as far as they are others. */
  private takeOver(vehicle: ModelVehicle, rules: Rules): void {
    if (rules === vehicle.rules) return;
    const { next } = vehicle;
    // What a disputed service restored doesn't come along: nobody could take it back later.
    const disputed = this.open(vehicle).restored;
    const restored = lessBy(vehicle.rules.restored, disputed);
    const undisputed = this.rulesAt(vehicle, next!.since).anchor.value;
    vehicle.rules = this.rulesAt(vehicle, next!.since, { ...vehicle.rules, restored });
    if (disputed !== 0n) this.ease(vehicle, undisputed, vehicle.rules.anchor.value);
    vehicle.next = undefined;
    vehicle.era += 1n;
  }

  /** Nobody comes by a vehicle by disputing its services: what its lender wants falls by what is lost so. */
  private ease({ id, inside }: ModelVehicle, before: Span, after: Span): void {
    const whole = this.vehicles.get(inside ?? id)!;
    const lien = this.lienOf(whole);
    if (lien === undefined) return;
    const lowered = (lost: bigint): bigint => greater(lessBy(lien.minValue, lost), 1n);
    whole.eased = {
      least: lowered(lessBy(before.most, after.least)),
      most: lowered(lessBy(before.least, after.most)),
    };
  }

  // ---- enrolment ----

  enrol(
    given: Pick<ModelVehicle, "id" | "issuer" | "owner" | "unit" | "key"> & {
      policy: ModelPolicy;
      value: bigint;
      appraisedAt: bigint;
      odometer: bigint;
      deadline: bigint;
    },
    signers: { issuer: string; vehicle: string },
    deposit: bigint,
  ): void {
    const { id, issuer, owner, unit, key, policy, value, appraisedAt, odometer, deadline } = given;
    const objections: Objection[] = [];
    if (deadline < this.now) objections.push(["VehicleExpired", deadline, this.now]);
    if (appraisedAt > this.now) objections.push(["VehicleObservedAt", appraisedAt, 0n, this.now]);
    if (this.vehicles.has(id)) objections.push(["VehicleEnrolledBefore", id]);
    if (signers.issuer !== issuer) objections.push(["VehicleSignature", issuer]);
    if (signers.vehicle !== key) objections.push(["VehicleSignature", key]);
    refuseIf(objections);
    this.vehicles.set(id, {
      ...{ id, issuer, owner, unit, key, deposit },
      ...{ state: State.ACTIVE, firstSequence: 1n, sequence: 0n, announced: undefined, next: undefined },
      ...{ observedAt: appraisedAt, odometer, era: 0n },
      rules: {
        policy,
        anchor: { value: exactly(value), appraisedAt, odometer },
        ...{ frozen: NOTHING, damage: 0n, restored: 0n, cut: 0n },
      },
      known: new Set([policy]),
      ...{ value: exactly(value), residual: NOTHING, slashed: NOTHING, slashedAt: 0n, credited: exactly(value) },
      ...{
        claims: new Map(),
        settledUpTo: 0n,
        settledBefore: 0n,
        end: undefined,
        parts: [],
        inside: undefined,
        ...{ lien: undefined, eased: undefined },
      },
      ...{ permissions: new Map(), duplicates: new Set(), pool: undefined },
    });
  }

  // ---- care ----

  rotate(id: bigint, key: string, deadline: bigint, old: Signed, newSigner: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE, State.STOLEN);
    if (deadline < this.now) objections.push(["VehicleExpired", deadline, this.now]);
    objections.push(...objectionsTo(old, vehicle.key, id));
    if (newSigner !== key) objections.push(["VehicleSignature", key]);
    if (vehicle.key === key) objections.push(["VehicleSameKey", id, key]);
    refuseIf(objections);
    this.turnKey(vehicle, key);
  }

  private turnKey(vehicle: ModelVehicle, key: string): void {
    vehicle.key = key;
    if (vehicle.announced?.key === key) vehicle.announced = undefined;
    vehicle.firstSequence = vehicle.sequence + 1n;
  }

  announceRotation(
    id: bigint,
    by: string,
    key: string,
    deadline: bigint,
    signers: { issuer: string; key: string },
  ): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE, State.STOLEN);
    objections.push(...this.objectionsTo(vehicle, by));
    if (deadline < this.now) objections.push(["VehicleExpired", deadline, this.now]);
    if (signers.issuer !== vehicle.issuer) objections.push(["VehicleSignature", vehicle.issuer]);
    if (signers.key !== key) objections.push(["VehicleSignature", key]);
    if (vehicle.key === key) objections.push(["VehicleSameKey", id, key]);
    refuseIf(objections);
    vehicle.announced = { key, from: this.now + ROTATION_DELAY, by };
  }

  /** The key that its owner has announced; what another one had is void. */
  announcedOf(vehicle: ModelVehicle): ModelVehicle["announced"] {
    return vehicle.announced?.by === this.holderOf(vehicle) ? vehicle.announced : undefined;
  }

  completeRotation(id: bigint, key: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE, State.STOLEN);
    const announced = this.announcedOf(vehicle);
    if (announced === undefined) objections.push(["VehicleNothingProposed", id]);
    else {
      if (announced.key !== key) objections.push(["VehicleKey", id, key]);
      if (this.now < announced.from) objections.push(["VehicleTooEarly", announced.from, this.now]);
    }
    refuseIf(objections);
    this.turnKey(vehicle, key);
  }

  cancelRotation(id: bigint, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections);
    objections.push(...this.objectionsTo(vehicle, by));
    if (this.announcedOf(vehicle) === undefined) objections.push(["VehicleNothingProposed", id]);
    refuseIf(objections);
    vehicle.announced = undefined;
  }

  proposePolicy(
    id: bigint,
    by: string,
    policy: ModelPolicy,
    since: bigint,
    deadline: bigint,
    issuerSigner: string,
  ): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE, State.STOLEN);
    objections.push(...this.objectionsTo(vehicle, by));
    if (deadline < this.now) objections.push(["VehicleExpired", deadline, this.now]);
    if (since < this.now + DAY) objections.push(["VehicleTooEarly", this.now + DAY, since]);
    if (issuerSigner !== vehicle.issuer) objections.push(["VehicleSignature", vehicle.issuer]);
    const rules = this.rulesAt(vehicle, this.now);
    if (rules.policy === policy) objections.push(["VehicleSamePolicy", policy.address]);
    refuseIf(objections);
    if (rules !== vehicle.rules) {
      this.takeOver(vehicle, rules);
      this.book(vehicle);
    }
    vehicle.next = { policy, since };
    vehicle.known.add(policy);
  }

  withdrawPolicy(id: bigint, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections);
    objections.push(...this.objectionsTo(vehicle, by));
    const { next } = vehicle;
    if (next === undefined) objections.push(["VehicleNothingProposed", id]);
    else if (next.since <= this.now) objections.push(["VehicleTooLate", next.since, this.now]);
    refuseIf(objections);
    vehicle.next = undefined;
  }

  appraise(
    given: { vehicle: bigint; value: bigint; appraisedAt: bigint; odometer: bigint; deadline: bigint },
    issuerSigner: string,
  ): void {
    const { value, appraisedAt, odometer, deadline } = given;
    const objections: Objection[] = [];
    const vehicle = this.get(given.vehicle, objections, State.ACTIVE, State.STOLEN);
    if (deadline < this.now) objections.push(["VehicleExpired", deadline, this.now]);
    if (issuerSigner !== vehicle.issuer) objections.push(["VehicleSignature", vehicle.issuer]);
    const rules = this.rulesAt(vehicle, lesser(appraisedAt, this.now));
    const earliest = greater(rules.anchor.appraisedAt + 1n, vehicle.observedAt);
    const least = greater(rules.anchor.odometer, vehicle.odometer);
    if (appraisedAt > this.now) objections.push(["VehicleObservedAt", appraisedAt, earliest, this.now]);
    if (appraisedAt < earliest || odometer < least)
      objections.push(["VehicleAppraisalOld", appraisedAt, earliest, odometer, least]);
    // Of what is worth more than was booked, the rest.
    const rise = { least: lessBy(value, vehicle.value.most), most: lessBy(value, vehicle.value.least) };
    const credited = sumOf(vehicle.credited, rise);
    if (credited.most > MOST_VALUE) objections.push(["VehicleCreditedTooMuch", credited.most, MOST_VALUE]);
    refuseIf(objections);
    this.takeOver(vehicle, rules);
    vehicle.credited = credited;
    vehicle.settledUpTo = vehicle.sequence;
    vehicle.settledBefore = appraisedAt;
    vehicle.rules = {
      policy: vehicle.rules.policy,
      anchor: { value: exactly(value), appraisedAt, odometer },
      ...{ frozen: vehicle.residual, damage: 0n, restored: 0n, cut: vehicle.rules.cut },
    };
    this.book(vehicle);
  }

  slashTampering(given: ModelReport, signed: Signed, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(given.vehicle, objections, State.ACTIVE, State.STOLEN);
    if (given.sequence < vehicle.firstSequence)
      objections.push(["VehicleOldKey", given.sequence, vehicle.firstSequence]);
    if (vehicle.known.has(given.policy)) objections.push(["VehicleKnownPolicy", given.policy.hash]);
    objections.push(...objectionsTo(signed, vehicle.key, given.vehicle));
    refuseIf(objections);
    this.slash(vehicle, by);
  }

  slashEquivocation(one: ModelReport, other: ModelReport, signed: Signed, otherSigned: Signed, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(one.vehicle, objections, State.ACTIVE, State.STOLEN);
    if (one.sequence < vehicle.firstSequence) objections.push(["VehicleOldKey", one.sequence, vehicle.firstSequence]);
    if (one.vehicle !== other.vehicle || one.sequence !== other.sequence || conditionOf(one) === conditionOf(other))
      objections.push(["VehicleNoContradiction"]);
    for (const each of [signed, otherSigned]) objections.push(...objectionsTo(each, vehicle.key, one.vehicle));
    refuseIf(objections);
    this.slash(vehicle, by);
  }

  private slash(vehicle: ModelVehicle, by: string): void {
    vehicle.state = State.SLASHED;
    vehicle.slashedAt = this.now;
    vehicle.slashed = vehicle.value;
    vehicle.value = NOTHING;
    this.weigh(vehicle, false);
    this.credit(by, vehicle.deposit);
    vehicle.deposit = 0n;
  }

  private credit(who: string, amount: bigint): void {
    if (amount !== 0n) this.credits.set(who, (this.credits.get(who) ?? 0n) + amount);
  }

  /** What is held for all of them: credit, deposits and the bonds of open disputes. */
  ether(): bigint {
    let sum = [...this.credits.values()].reduce((all, credit) => all + credit, 0n);
    for (const { deposit, claims } of this.vehicles.values()) {
      sum += deposit;
      for (const { state, dispute, policy } of claims.values())
        if (state === Course.DISPUTED) sum += policy.bond * (dispute!.defender === undefined ? 1n : 2n);
    }
    return sum;
  }

  /** What is kept of a key. */
  keyId(key: string): string {
    return isLong(key) ? `0x${keccak256(key).slice(-40)}` : key;
  }

  deposit(id: bigint, amount: bigint): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE, State.STOLEN);
    refuseIf(objections);
    vehicle.deposit += amount;
  }

  releaseDeposit(id: bigint): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ENDED);
    const final = this.finalFrom(vehicle);
    if (this.now < final) objections.push(["VehicleTooEarly", final, this.now]);
    if (vehicle.deposit === 0n) objections.push(["VehicleNothing"]);
    refuseIf(objections);
    this.credit(this.holderOf(vehicle), vehicle.deposit);
    vehicle.deposit = 0n;
  }

  proveDuplicate(one: bigint, other: bigint, isSame: boolean): void {
    const objections: Objection[] = [];
    if (!isSame) throw new Objections([["VehicleUnfit", null, State.NONE]]);
    const [vehicle] = [one, other].map((id) => this.get(id, objections)) as [ModelVehicle];
    if (vehicle.duplicates.has(other)) throw new Objections([["VehicleLinkedBefore", one, other]]);
    vehicle.duplicates.add(other);
  }

  withdraw(by: string): void {
    if (!this.credits.has(by)) refuseIf([["VehicleNothing"]]);
    this.credits.delete(by);
  }

  // ---- claims ----

  private claim(vehicle: ModelVehicle, sequence: bigint, objections: Objection[], needed: bigint): ModelClaim {
    const state = this.stateOf(vehicle, sequence);
    if (state !== needed) throw new Objections([...objections, ["VehicleClaim", vehicle.id, sequence, state]]);
    return vehicle.claims.get(sequence)!;
  }

  /** Attestors answer a question about a report: `signers` as they were shown, in their order. */
  decide(
    given: { vehicle: bigint; sequence: bigint; holds: boolean; disputed: boolean; deadline: bigint },
    condition: string,
    signers: { shown: string; by: string }[],
  ): void {
    const objections: Objection[] = [];
    const vehicle = this.vehicles.get(given.vehicle)!;
    if (given.deadline < this.now) objections.push(["VehicleExpired", given.deadline, this.now]);
    const needed = given.disputed ? Course.DISPUTED : Course.PENDING;
    const known = vehicle.claims.get(given.sequence);
    const reported = known === undefined ? NO_HASH : conditionOf(known.report);
    if (condition !== reported) objections.push(["VehicleFinding", condition, reported]);
    const claim = this.claim(vehicle, given.sequence, objections, needed);
    objections.push(...quorumObjections(claim, given.disputed, signers));
    const { state } = vehicle;
    const decideBy = claim.dispute?.decideBy;
    if (given.disputed && decideBy! <= this.now) objections.push(["VehicleTooLate", decideBy!, this.now]);
    if (!given.disputed && state === State.SLASHED) objections.push(["VehicleUnfit", vehicle.id, state]);
    const isTwice = given.holds && showsNothing(claim.report.kind) && state === State.ENDED;
    if (!given.disputed && isTwice) objections.push(["VehicleUnfit", vehicle.id, state]);
    refuseIf(objections);
    if (given.disputed) this.endDisputed(vehicle, claim, given.holds);
    else if (given.holds) this.confirm(vehicle, claim);
    else claim.state = Course.UNDONE;
    this.book(vehicle);
  }

  /** The damage that counts, and what of it is restored; of a vehicle that has ended, as they would be if that were undone. */
  private conditionOf({ state, rules, end }: ModelVehicle): { damage: bigint; restored: bigint } {
    return state === State.ENDED ? end! : rules;
  }

  private setCondition(vehicle: ModelVehicle, damage: bigint, restored: bigint): void {
    const { end, claims, rules } = vehicle;
    if (vehicle.state !== State.ENDED) vehicle.rules = { ...rules, damage, restored };
    else {
      Object.assign(end!, { damage, restored });
      Object.assign(claims.get(end!.by)!, { damaged: PARTS - damage, restored });
    }
  }

  private confirm(vehicle: ModelVehicle, claim: ModelClaim): void {
    const { damage, restored } = this.conditionOf(vehicle);
    const { kind } = claim.report;
    claim.state = Course.COUNTED;
    claim.countedAt = this.now;
    claim.era = vehicle.era;
    claim.policy = vehicle.rules.policy;
    if (isEnd(kind)) {
      Object.assign(claim, { damaged: PARTS - damage, restored });
      this.turnState(vehicle, claim.report);
      vehicle.rules = { ...vehicle.rules, damage: PARTS, restored: 0n };
      return;
    }
    const after = lesser(damage + claim.damaged, PARTS);
    const most = lesser(after, this.rulesAt(vehicle, vehicle.observedAt).policy.terms.restorable);
    const mended = kind === Kind.SERVICE ? greater(restored, lesser(restored + claim.restored, most)) : restored;
    Object.assign(claim, { damaged: after - damage, restored: kind === Kind.SERVICE ? mended - restored : restored });
    this.setCondition(vehicle, after, mended);
    this.turnState(vehicle, claim.report);
  }

  /** Takes back what a claim changed. */
  private undo(vehicle: ModelVehicle, claim: ModelClaim): void {
    if (isEnd(claim.report.kind)) {
      const { state, damage, restored } = vehicle.end!;
      vehicle.state = state;
      vehicle.rules = { ...vehicle.rules, damage, restored };
      vehicle.end = undefined;
      return;
    }
    const { damage, restored } = this.conditionOf(vehicle);
    if (claim.report.kind === Kind.SERVICE) {
      this.setCondition(vehicle, damage, lessBy(restored, claim.restored));
      return;
    }
    // What was restored since may have been this damage: it doesn't make good another.
    const left = lessBy(damage, claim.damaged);
    const kept = greater(lessBy(restored, claim.damaged), lesser(restored, claim.restored));
    this.setCondition(vehicle, left, lesser(kept, left));
  }

  private endDisputed(vehicle: ModelVehicle, claim: ModelClaim, holds: boolean): void {
    const { challenger, defender } = claim.dispute!;
    const { bond } = claim.policy;
    const all = defender === undefined ? bond : 2n * bond;
    if (!holds) this.credit(challenger, all);
    else if (defender !== undefined) this.credit(defender, all);
    else if (vehicle.state === State.ACTIVE || vehicle.state === State.STOLEN) vehicle.deposit += all;
    // Nobody could ever win it as a bounty.
    else this.credit(this.holderOf(vehicle), all);
    claim.state = holds ? Course.UPHELD : Course.UNDONE;
    if (!holds) this.undo(vehicle, claim);
  }

  /** From when on what is left of a vehicle can't change any more. */
  finalFrom(vehicle: ModelVehicle): bigint {
    const { state, end, rules } = vehicle;
    if (state === State.SLASHED) {
      // What had counted can be disputed still, and takes residual back that is none.
      const isDisputed = [...vehicle.claims].some(
        ([sequence, claim]) => sequence > vehicle.settledUpTo && claim.state === Course.DISPUTED,
      );
      return isDisputed ? FOREVER : vehicle.slashedAt + rules.policy.disputeWindow;
    }
    if (state !== State.ENDED) return FOREVER;
    const course = this.stateOf(vehicle, end!.by);
    if (course === Course.UPHELD) return 0n;
    if (course !== Course.COUNTED) return FOREVER;
    const { policy, countedAt } = vehicle.claims.get(end!.by)!;
    return policy.attestors.length === 0 ? 0n : countedAt + policy.disputeWindow;
  }

  dispute(id: bigint, sequence: bigint, by: string, bond: bigint): void {
    const objections: Objection[] = [];
    const vehicle = this.vehicles.get(id)!;
    const claim = this.claim(vehicle, sequence, objections, Course.COUNTED);
    const { attestors, disputeWindow, decideWithin, bond: wanted } = claim.policy;
    const until = claim.countedAt + disputeWindow;
    if (attestors.length === 0) objections.push(["VehicleQuorum", 0n, 0n]);
    if (this.now >= until) objections.push(["VehicleTooLate", until, this.now]);
    if (bond !== wanted) objections.push(["VehicleBond", bond, wanted]);
    refuseIf(objections);
    claim.state = Course.DISPUTED;
    claim.dispute = { challenger: by, decideBy: this.now + decideWithin };
    this.book(vehicle);
  }

  defend(id: bigint, sequence: bigint, by: string, bond: bigint): void {
    const objections: Objection[] = [];
    const vehicle = this.vehicles.get(id)!;
    const { dispute, policy } = this.claim(vehicle, sequence, objections, Course.DISPUTED);
    const { decideBy, challenger, defender } = dispute!;
    const holder = this.holderOf(vehicle);
    if (this.now >= decideBy) objections.push(["VehicleTooLate", decideBy, this.now]);
    if (by === challenger) objections.push(["VehicleNotAllowed", by, id]);
    if (defender !== undefined && (by !== holder || defender === holder))
      objections.push(["VehicleClaim", id, sequence, Course.DISPUTED]);
    if (bond !== policy.bond) objections.push(["VehicleBond", bond, policy.bond]);
    refuseIf(objections);
    if (defender !== undefined) this.credit(defender, bond);
    dispute!.defender = by;
  }

  endDispute(id: bigint, sequence: bigint): void {
    const vehicle = this.vehicles.get(id)!;
    const claim = vehicle.claims.get(sequence);
    const state = this.stateOf(vehicle, sequence);
    if (claim?.state !== Course.DISPUTED) throw new Objections([["VehicleClaim", id, sequence, state]]);
    const { decideBy, challenger, defender } = claim.dispute!;
    const isSettled = state === Course.SETTLED;
    if (!isSettled && this.now < decideBy) throw new Objections([["VehicleTooEarly", decideBy, this.now]]);
    if (isSettled) {
      const { bond } = claim.policy;
      this.credit(challenger, bond);
      if (defender !== undefined) this.credit(defender, bond);
      claim.state = Course.SETTLED;
    } else this.endDisputed(vehicle, claim, true);
    this.book(vehicle);
  }

  // ---- holders ----

  /** The lien that is in force. */
  lienOf(vehicle: ModelVehicle): ModelVehicle["lien"] {
    return vehicle.lien !== undefined && this.now < vehicle.lien.until ? vehicle.lien : undefined;
  }

  /** Whose it is: a part's token is held by the contract, and its owner is the vehicle's. */
  holderOf({ owner, inside }: ModelVehicle): string {
    return inside === undefined ? owner : this.vehicles.get(inside)!.owner;
  }

  private objectionsTo(vehicle: ModelVehicle, by: string): Objection[] {
    return this.holderOf(vehicle) === by ? [] : [["VehicleNotAllowed", by, vehicle.id]];
  }

  private objectionsToHold(vehicle: ModelVehicle): Objection[] {
    const lien = this.lienOf(vehicle);
    return lien === undefined ? [] : [["VehicleLocked", vehicle.id, lien.lender, lien.until]];
  }

  private objectionsToPart({ id, inside }: ModelVehicle): Objection[] {
    return inside === undefined ? [] : [["VehiclePart", id, inside]];
  }

  private move(vehicle: ModelVehicle, to: string): void {
    vehicle.owner = to;
    vehicle.permissions.clear();
  }

  /** @param guard What the buyer wants it to show at least, and what the contract was found to show in this second. */
  transfer(id: bigint, by: string, to: string, guard?: { least: bigint; shown: bigint }): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections);
    if (vehicle.owner !== by) objections.push(["ERC721InsufficientApproval", by, id]);
    if (guard !== undefined && guard.shown < guard.least) objections.push(["VehicleBelow", guard.shown, guard.least]);
    objections.push(...this.objectionsToHold(vehicle));
    if (vehicle.state === State.STOLEN || vehicle.state === State.ENDED)
      objections.push(["VehicleUnfit", id, vehicle.state]);
    refuseIf(objections);
    this.move(vehicle, to);
  }

  putIn(part: bigint, id: bigint, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE);
    const one = this.get(part, objections, State.ACTIVE);
    objections.push(...this.objectionsTo(one, by), ...this.objectionsTo(vehicle, by), ...this.objectionsToHold(one));
    const isNested = one.parts.length !== 0 || one.inside !== undefined || vehicle.inside !== undefined;
    const isAlike = one.unit === vehicle.unit && one.issuer === vehicle.issuer;
    if (part === id || isNested || !isAlike || vehicle.parts.length === MOST_PARTS)
      objections.push(["VehiclePart", part, id]);
    refuseIf(objections);
    this.move(one, this.stake);
    one.lien = undefined;
    one.inside = id;
    vehicle.parts.push(part);
  }

  takeOut(part: bigint, by: string, to: string): void {
    const one = this.vehicles.get(part)!;
    if (one.inside === undefined) throw new Objections([["VehiclePart", part, 0n]]);
    const vehicle = this.vehicles.get(one.inside)!;
    const objections = [...this.objectionsTo(vehicle, by), ...this.objectionsToHold(vehicle)];
    for (const { id, state } of [one, vehicle])
      if (state === State.STOLEN) objections.push(["VehicleUnfit", id, state]);
    refuseIf(objections);
    this.move(one, to);
    one.inside = undefined;
    vehicle.parts = vehicle.parts.filter((other) => other !== part);
  }

  /** @param shown What the contract was found to show in this second. */
  lock(id: bigint, by: string, lien: NonNullable<ModelVehicle["lien"]>, shown: bigint): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE);
    objections.push(...this.objectionsTo(vehicle, by), ...this.objectionsToHold(vehicle));
    objections.push(...this.objectionsToPart(vehicle));
    const { lender, minValue, until } = lien;
    if (until <= this.now || minValue === 0n || minValue > shown)
      objections.push(["VehicleLienTerms", lender, minValue, shown, until]);
    refuseIf(objections);
    vehicle.lien = lien;
  }

  unlock(id: bigint, by: string): void {
    const vehicle = this.vehicles.get(id)!;
    const { lien } = vehicle;
    if (lien === undefined) throw new Objections([["VehicleLien", id, ZERO, 0n, 0n]]);
    if (by !== lien.lender && this.now < lien.until) throw new Objections([["VehicleNotAllowed", by, id]]);
    vehicle.lien = undefined;
  }

  /** @param shown What the contract was found to show in this second. */
  claimLocked(id: bigint, by: string, to: string, shown: bigint): void {
    const vehicle = this.vehicles.get(id)!;
    const { lien } = vehicle;
    if (lien?.lender !== by) throw new Objections([["VehicleNotAllowed", by, id]]);
    const all = [vehicle, ...vehicle.parts.map((part) => this.vehicles.get(part)!)];
    const isDisputed = all.some((one) => this.open(one).restored !== 0n);
    const value = isDisputed ? this.shown(id, this.now, true) : exactly(shown);
    if (holds(value, lien.minValue) && !isExact(value)) throw new Undecided();
    if (this.now >= lien.until || value.least >= lien.minValue)
      throw new Objections([["VehicleLien", id, by, null, lien.minValue]]);
    vehicle.lien = undefined;
    this.move(vehicle, to);
  }

  declareStolen(id: bigint, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE);
    refuseIf([...objections, ...this.objectionsTo(vehicle, by)]);
    vehicle.state = State.STOLEN;
  }

  declareRecovered(id: bigint, by: string): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.STOLEN);
    refuseIf([...objections, ...this.objectionsTo(vehicle, by)]);
    vehicle.state = State.ACTIVE;
  }

  permit(id: bigint, by: string, reader: string, scopes: bigint, until: bigint): void {
    const vehicle = this.vehicles.get(id)!;
    const objections = [...this.objectionsTo(vehicle, by), ...this.objectionsToPart(vehicle)];
    if (scopes !== 0n && until <= this.now) objections.push(["VehicleTooLate", until, this.now]);
    refuseIf(objections);
    vehicle.permissions.set(reader, { scopes, until });
  }

  /** What somebody may read: of a part, what he may read of the vehicle. */
  permissionOf(vehicle: ModelVehicle, reader: string): { scopes: bigint; until: bigint } {
    if (vehicle.inside !== undefined) return this.permissionOf(this.vehicles.get(vehicle.inside)!, reader);
    const permission = vehicle.permissions.get(reader);
    return permission !== undefined && this.now < permission.until ? permission : { scopes: 0n, until: 0n };
  }

  // ---- rewards ----

  frame(pool: string, index: bigint): Frame {
    const frames = this.pools.get(pool) ?? new Map<bigint, Frame>();
    this.pools.set(pool, frames);
    const frame = frames.get(index) ?? { funds: new Map(), weights: new Map(), paid: new Set() };
    frames.set(index, frame);
    return frame;
  }

  fundedIn = ({ funds }: Frame): bigint => [...funds.values()].reduce((sum, amount) => sum + amount, 0n);
  weightIn = ({ weights }: Frame): Span => sumOf(...weights.values());

  join(id: bigint, by: string, pool: string, fits: boolean): void {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections, State.ACTIVE, State.STOLEN);
    objections.push(...this.objectionsTo(vehicle, by));
    if (!fits || vehicle.pool !== undefined) objections.push(["VehiclePool", id, pool]);
    refuseIf(objections);
    vehicle.pool = pool;
  }

  /** What is due to a vehicle of all frames that have ended. */
  claimable({ id, pool }: ModelVehicle): Span {
    if (pool === undefined) return NOTHING;
    const current = this.frameAt(pool, this.now);
    const ended = [...(this.pools.get(pool) ?? [])].filter(([index, { paid }]) => index < current && !paid.has(id));
    return sumOf(...ended.map(([, frame]) => this.shareOf(frame, id)));
  }

  private shareOf(frame: Frame, id: bigint): Span {
    const weight = frame.weights.get(id) ?? NOTHING;
    const all = this.weightIn(frame);
    const funded = this.fundedIn(frame);
    return {
      least: all.most === 0n ? 0n : (funded * weight.least) / all.most,
      most: all.least === 0n ? 0n : (funded * weight.most) / all.least,
    };
  }

  /** Pays what is due. */
  claimRewards(id: bigint, by: string, pool: string): Span {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections);
    objections.push(...this.objectionsTo(vehicle, by));
    if (vehicle.pool !== pool) objections.push(["VehiclePool", id, pool]);
    const due = this.claimable(vehicle);
    if (due.most === 0n) objections.push(["VehicleNothing"]);
    refuseIf(objections);
    this.pay(vehicle);
    return due;
  }

  private pay({ id, pool }: ModelVehicle): void {
    const current = this.frameAt(pool!, this.now);
    for (const [index, { paid }] of this.pools.get(pool!) ?? []) if (index < current) paid.add(id);
  }

  quit(id: bigint, by: string, pool: string): Span {
    const objections: Objection[] = [];
    const vehicle = this.get(id, objections);
    objections.push(...this.objectionsTo(vehicle, by));
    if (vehicle.pool !== pool) objections.push(["VehiclePool", id, pool]);
    refuseIf(objections);
    const due = this.claimable(vehicle);
    this.pay(vehicle);
    this.frame(pool, this.frameAt(pool, this.now)).weights.delete(id);
    vehicle.pool = undefined;
    return due;
  }

  fund(pool: string, by: string, first: bigint, count: bigint, amount: bigint): void {
    const current = this.frameAt(pool, this.now);
    if (first < current) throw new Objections([["VehicleFrame", first, current]]);
    for (let index = first; index < first + count; ++index) {
      const { funds } = this.frame(pool, index);
      funds.set(by, (funds.get(by) ?? 0n) + amount);
    }
  }

  /** @returns What goes back. */
  reclaim(pool: string, by: string, index: bigint): bigint {
    const current = this.frameAt(pool, this.now);
    if (index >= current) throw new Objections([["VehicleFrame", index, current]]);
    const frame = this.frame(pool, index);
    const amount = frame.funds.get(by) ?? 0n;
    if (this.weightIn(frame).most !== 0n || amount === 0n) throw new Objections([["VehicleNothing"]]);
    frame.funds.delete(by);
    return amount;
  }
}
