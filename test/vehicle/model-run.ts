import type { Interface } from "ethers";

import {
  conditionOf,
  Course,
  Kind,
  type ModelClaim,
  type ModelPolicy,
  type ModelReport,
  type ModelVehicle,
  State,
  VehicleModel,
} from "../models/vehicle.ts";
import { exactly, type Span, sumOf } from "../models/vehicle-worth.ts";
import { type Choices, choices } from "./model-choices.ts";
import { DAY, type Identity, type Pool, type World } from "./model-world.ts";
import type { Key } from "./signing.ts";

/** What may happen. How often, in tenths. */
export const COMMANDS = {
  report: 300,
  reportBatch: 25,
  enrol: 30,
  rotate: 15,
  announceRotation: 15,
  completeRotation: 15,
  cancelRotation: 4,
  proposePolicy: 35,
  withdrawPolicy: 6,
  appraise: 25,
  slashTampering: 8,
  slashEquivocation: 8,
  deposit: 8,
  releaseDeposit: 8,
  withdraw: 12,
  proveDuplicate: 4,
  decide: 80,
  dispute: 80,
  defend: 40,
  endDispute: 40,
  transfer: 15,
  transferIfAtLeast: 15,
  putIn: 40,
  takeOut: 12,
  lock: 35,
  unlock: 6,
  claimLocked: 20,
  declareStolen: 8,
  declareRecovered: 20,
  permit: 8,
  join: 35,
  quit: 8,
  fund: 30,
  reclaim: 8,
  claimRewards: 35,
} as const;
export type Command = keyof typeof COMMANDS;

/** What a model does, and what is sent for it. */
export interface Act {
  apply: () => void;
  from: string;
  data: string;
  value?: bigint;
}

interface SignedReport {
  report: ModelReport;
  key: Key;
  shown: string;
}

/** One run: what has been signed in it, and whose turn each key's is. */
export class Run {
  readonly model: VehicleModel;
  readonly world: World;
  readonly signed: SignedReport[] = [];
  /** What vehicles were found to show in the second of the act. */
  shown = new Map<bigint, bigint>();
  /** What people have of each pool's token. */
  readonly money = new Map<string, Map<string, Span>>();
  private readonly turns = new Map<bigint, number>();

  constructor(world: World, now: bigint) {
    this.world = world;
    this.model = new VehicleModel(world.address, (pool, time) => {
      const { anchor, length } = world.pools.find(({ id }) => id === pool)!;
      return time < anchor ? 0n : (time - anchor) / length + 1n;
    });
    this.model.now = now;
  }

  // ---- who and what ----

  identity(id: bigint): Identity {
    return this.world.identities.find((one) => one.id === id)!;
  }

  /** The signer whose key a vehicle has. */
  signer({ id, key }: ModelVehicle): Key {
    return this.identity(id).keys.find(({ bytes }) => bytes === key)!;
  }

  private nextKey(id: bigint): Key {
    const turn = (this.turns.get(id) ?? 0) + 1;
    this.turns.set(id, turn);
    const { keys } = this.identity(id);
    return keys[turn % keys.length]!;
  }

  private anyVehicle(choose: Choices, fits: (vehicle: ModelVehicle) => boolean = () => true): ModelVehicle {
    const all = [...this.model.vehicles.values()];
    const fitting = all.filter(fits);
    return choose.of(fitting.length === 0 || choose.once(8) ? all : fitting);
  }

  /** Who owns it, or sometimes anybody. A part's owner is whoever owns the vehicle that it is in. */
  private ownerOf(vehicle: ModelVehicle, choose: Choices): string {
    if (choose.once(12)) return choose.of(this.world.people);
    return this.model.holderOf(vehicle);
  }

  private deadline(choose: Choices): bigint {
    const { now } = this.model;
    return choose.once(25) ? now - 1n : now + choose.of([0n, 1n, 1_000n]);
  }

  // ---- reports ----

  private drawReport(choose: Choices): SignedReport {
    const { now } = this.model;
    const vehicle = this.anyVehicle(choose, ({ state }) => state === State.ACTIVE || state === State.STOLEN);
    const { terms } = vehicle.rules.policy;
    const kinds: [bigint, number][] = [
      [Kind.ODOMETER, 8],
      [Kind.ACCIDENT, 6],
      [Kind.SERVICE, 5],
      [Kind.TOTAL_LOSS, 0.5],
      [Kind.THEFT, 0.7],
      [Kind.SCRAPPING, 0.3],
    ];
    const kind = choose.weighted(kinds);
    const since = now > vehicle.observedAt ? now - vehicle.observedAt : 0n;
    const ago = choose.weighted<bigint>([
      [0n, 6],
      [choose.below(since + 1n), 3],
      [since, 1],
      [since + 1n, 0.3],
      [-1n, 0.3],
    ]);
    const observedAt = now - ago;
    const days = observedAt > vehicle.observedAt ? (observedAt - vehicle.observedAt) / DAY + 1n : 1n;
    const driven = choose.weighted<bigint>([
      [choose.below(100_000n), 8],
      [days * terms.perDay, 1],
      [days * terms.perDay + 1n, 0.4],
      [0n, 1],
      [-1n, vehicle.odometer === 0n ? 0 : 0.3],
    ]);
    const severity = choose.weighted<bigint>([
      [choose.below(3_000n), 8],
      [choose.below(10_001n), 2],
      [terms.grave < 10_000n ? terms.grave : 10_000n, 2],
      [terms.grave < 10_000n ? terms.grave - 1n : 9_999n, 2],
      [10_001n, 0.2],
    ]);
    const report: ModelReport = {
      vehicle: vehicle.id,
      sequence:
        vehicle.sequence +
        choose.weighted([
          [1n, 40],
          [2n, 1],
          [0n, vehicle.sequence === 0n ? 0 : 1],
        ]),
      kind,
      observedAt,
      odometer: vehicle.odometer + driven,
      severity,
      evidence: choose.hash(),
      policy: this.drawPolicy(vehicle, observedAt, choose),
      deadline: this.deadline(choose),
    };
    return this.sign(report, vehicle, choose);
  }

  private drawPolicy(vehicle: ModelVehicle, observedAt: bigint, choose: Choices): ModelPolicy {
    return choose.weighted([
      [this.model.rulesAt(vehicle, observedAt).policy, 15],
      [this.model.rulesAt(vehicle, this.model.now).policy, 15],
      [choose.of(this.world.policies), 1],
    ]);
  }

  private sign(report: ModelReport, vehicle: ModelVehicle, choose: Choices): SignedReport {
    const key = choose.once(30) ? choose.of(this.identity(vehicle.id).keys) : this.signer(vehicle);
    const shown = choose.once(30) ? choose.of(this.identity(vehicle.id).keys).bytes : this.signer(vehicle).bytes;
    const signed = { report, key, shown };
    this.signed.push(signed);
    return signed;
  }

  /** As it is written in a call. */
  private text({ policy, ...rest }: ModelReport): Record<string, unknown> {
    return { ...rest, policyHash: policy.hash };
  }

  private signatureOf({ report, key }: SignedReport): string {
    return key.sign(this.world.digest("ConditionReport", this.text(report)));
  }

  private shownKey({ shown }: SignedReport): string {
    return shown.length === 42 ? "0x" : shown;
  }

  /** A command with what it is about, by chance. */
  actOf(command: Command, seed: number): Act {
    const choose = choices(seed);
    return this[command](choose);
  }

  private encode(name: string, args: readonly unknown[]): string {
    return (this.world.stake as Interface).encodeFunctionData(name, args);
  }

  private anybody(choose: Choices): string {
    return choose.of(this.world.people);
  }

  // ---- commands: enrolment and reports ----

  /** With what a run begins: vehicles of one owner, whom everything can happen to. */
  beginning(choose: Choices): Act[] {
    const [one, other, , part] = this.world.identities as [Identity, Identity, Identity, Identity];
    return [one, other, part].map((identity) => this.enrol(choose, identity));
  }

  enrol(choose: Choices, sure?: Identity): Act {
    const { now } = this.model;
    const identity = sure ?? choose.of(this.world.identities);
    const { id, issuer, commitment, unit } = identity;
    const [key] = identity.keys as [Key];
    const signers = [issuer, key].map((signer) =>
      sure === undefined && choose.once(30) ? choose.of(this.world.attestors) : signer,
    );
    const owner = sure === undefined ? this.anybody(choose) : this.world.people[0]!;
    const policy = choose.weighted(this.world.policies.map((one, i) => [one, 4 - i] as const));
    const value = choose.weighted<bigint>([
      [30_000_000_000n + choose.below(1_000_000_000n), 8],
      [choose.below(1_000n), 1],
      [choose.below(2n ** 78n), 1],
    ]);
    const appraisedAt =
      now -
      choose.weighted([
        [choose.below(400n * DAY), 4],
        [choose.below(3n * DAY), 6],
        [-1n, sure === undefined ? 0.3 : 0],
      ]);
    const given = {
      ...{ id, issuer: issuer.bytes, owner, unit, key: key.bytes, policy, value, appraisedAt },
      ...{ odometer: choose.below(300_000_000n), deadline: sure === undefined ? this.deadline(choose) : now },
    };
    const deposit = choose.of([0n, 11n]);
    const text = { ...given, commitment, policy: policy.address, residualHolder: owner };
    const digest = this.world.digest("Enrolment", text);
    return {
      apply: () => {
        this.turns.set(id, this.turns.get(id) ?? 0);
        this.model.enrol(given, { issuer: signers[0]!.bytes, vehicle: signers[1]!.bytes }, deposit);
      },
      from: this.anybody(choose),
      data: this.encode("enrol", [text, ...signers.map((signer) => signer.sign(digest))]),
      value: deposit,
    };
  }

  report(choose: Choices): Act {
    const drawn = this.drawReport(choose);
    return {
      apply: () => {
        this.model.report(drawn.report, { shown: this.shownKey(drawn), by: drawn.key.bytes });
      },
      from: this.anybody(choose),
      data: this.encode("report", [this.text(drawn.report), this.shownKey(drawn), this.signatureOf(drawn)]),
    };
  }

  reportBatch(choose: Choices): Act {
    const drawn = [this.drawReport(choose), this.drawReport(choose), this.drawReport(choose)];
    // Two of one vehicle in one transaction.
    const [first, second] = drawn as [SignedReport, SignedReport, SignedReport];
    if (first.report.vehicle === second.report.vehicle) {
      second.report.sequence = first.report.sequence + 1n;
      second.report.odometer += 100_000n;
    }
    return {
      apply: () => {
        this.model.reportBatch(
          drawn.map((one) => ({ given: one.report, signed: { shown: this.shownKey(one), by: one.key.bytes } })),
        );
      },
      from: this.anybody(choose),
      data: this.encode("reportBatch", [
        drawn.map(({ report }) => this.text(report)),
        drawn.map((one) => this.shownKey(one)),
        drawn.map((one) => this.signatureOf(one)),
      ]),
    };
  }

  // ---- commands: care ----

  rotate(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose);
    const { id } = vehicle;
    const next = this.nextKey(id);
    const [old, by] = [this.signer(vehicle), next].map((signer) =>
      choose.once(15) ? choose.of(this.identity(id).keys) : signer,
    ) as [Key, Key];
    const shown = vehicle.key.length === 42 ? "0x" : choose.once(20) ? next.bytes : vehicle.key;
    const deadline = this.deadline(choose);
    const firstSequence = vehicle.sequence + 1n;
    const digest = this.world.digest("Rotation", { vehicle: id, key: next.bytes, firstSequence, deadline });
    return {
      apply: () => {
        this.model.rotate(id, next.bytes, deadline, { shown, by: old.bytes }, by.bytes);
      },
      from: this.anybody(choose),
      data: this.encode("rotate", [id, next.bytes, deadline, shown, old.sign(digest), by.sign(digest)]),
    };
  }

  announceRotation(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose);
    const { id } = vehicle;
    const { issuer, commitment, keys } = this.identity(id);
    const next = this.nextKey(id);
    const [one, other] = [issuer, next].map((signer) => (choose.once(15) ? choose.of(keys) : signer)) as [Key, Key];
    const deadline = this.deadline(choose);
    const firstSequence = 0n;
    const digest = this.world.digest("Rotation", { vehicle: id, key: next.bytes, firstSequence, deadline });
    const from = this.ownerOf(vehicle, choose);
    return {
      apply: () => {
        this.model.announceRotation(id, from, next.bytes, deadline, { issuer: one.bytes, key: other.bytes });
      },
      from,
      data: this.encode("announceRotation", [
        ...[id, commitment, issuer.bytes, next.bytes, deadline],
        ...[one.sign(digest), other.sign(digest)],
      ]),
    };
  }

  completeRotation(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ announced }) => announced !== undefined);
    const { id, announced } = vehicle;
    const key = announced === undefined || choose.once(10) ? choose.of(this.identity(id).keys).bytes : announced.key;
    return {
      apply: () => {
        this.model.completeRotation(id, key);
      },
      from: this.anybody(choose),
      data: this.encode("completeRotation", [id, key]),
    };
  }

  cancelRotation(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ announced }) => announced !== undefined);
    const from = this.ownerOf(vehicle, choose);
    return {
      apply: () => {
        this.model.cancelRotation(vehicle.id, from);
      },
      from,
      data: this.encode("cancelRotation", [vehicle.id]),
    };
  }

  proposePolicy(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose);
    const { id } = vehicle;
    const { issuer, commitment, keys } = this.identity(id);
    const policy = choose.of(this.world.policies);
    const since = this.model.now + choose.of([DAY, DAY, DAY + choose.below(20n * DAY), DAY - 1n]);
    const deadline = this.deadline(choose);
    const signer = choose.once(15) ? keys[0]! : issuer;
    const digest = this.world.digest("PolicyChange", { vehicle: id, policy: policy.address, since, deadline });
    const from = this.ownerOf(vehicle, choose);
    return {
      apply: () => {
        this.model.proposePolicy(id, from, policy, since, deadline, signer.bytes);
      },
      from,
      data: this.encode("proposePolicy", [
        ...[id, commitment, issuer.bytes, policy.address, since, deadline],
        signer.sign(digest),
      ]),
    };
  }

  withdrawPolicy(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ next }) => next !== undefined);
    const from = this.ownerOf(vehicle, choose);
    return {
      apply: () => {
        this.model.withdrawPolicy(vehicle.id, from);
      },
      from,
      data: this.encode("withdrawPolicy", [vehicle.id]),
    };
  }

  appraise(choose: Choices): Act {
    const { now } = this.model;
    const vehicle = this.anyVehicle(choose, ({ state }) => state === State.ACTIVE || state === State.STOLEN);
    const { id, value, observedAt } = vehicle;
    const { issuer, commitment, keys } = this.identity(id);
    const given = {
      vehicle: id,
      value: choose.weighted<bigint>([
        [(value.most * (8_000n + choose.below(4_000n))) / 10_000n, 8],
        [value.most, 1],
        [choose.below(2n ** 79n), 0.5],
        [0n, 0.3],
      ]),
      appraisedAt: choose.weighted<bigint>([
        [now, 6],
        [now > observedAt ? now - choose.below(now - observedAt + 1n) : now, 3],
        [now + 1n, 0.4],
        [observedAt - 1n, 0.4],
      ]),
      odometer: vehicle.odometer + choose.of([0n, 0n, 1_000n, 70_000n]),
      deadline: this.deadline(choose),
    };
    const signer = choose.once(15) ? keys[0]! : issuer;
    const digest = this.world.digest("Appraisal", given);
    return {
      apply: () => {
        this.model.appraise(given, signer.bytes);
      },
      from: this.anybody(choose),
      data: this.encode("appraise", [given, commitment, issuer.bytes, signer.sign(digest)]),
    };
  }

  slashTampering(choose: Choices): Act {
    const drawn = this.signed.length === 0 || choose.once(3) ? this.drawReport(choose) : choose.of(this.signed);
    const { vehicle: id, sequence } = drawn.report;
    const vehicle = this.model.vehicles.get(id)!;
    const isOld = choose.once(5);
    // Most are what a vehicle has signed in earnest; few of them would be the end of it.
    if (choose.once(4)) {
      drawn.report = {
        ...drawn.report,
        policy: choose.of(this.world.policies),
        sequence: isOld ? sequence : vehicle.firstSequence,
      };
      drawn.key = this.signer(vehicle);
    }
    const from = this.anybody(choose);
    return {
      apply: () => {
        this.model.slashTampering(drawn.report, { shown: this.shownKey(drawn), by: drawn.key.bytes }, from);
      },
      from,
      data: this.encode("slashTampering", [this.text(drawn.report), this.shownKey(drawn), this.signatureOf(drawn)]),
    };
  }

  slashEquivocation(choose: Choices): Act {
    const one = this.signed.length === 0 ? this.drawReport(choose) : choose.of(this.signed);
    const vehicle = this.model.vehicles.get(one.report.vehicle)!;
    const rivals = this.signed.filter(
      ({ report }) => report.vehicle === one.report.vehicle && report.sequence === one.report.sequence,
    );
    let other = choose.of([...rivals, ...rivals, choose.of(this.signed)]);
    if (choose.once(3)) other = { ...one, report: { ...one.report, deadline: one.report.deadline + 5n } };
    else if (choose.once(4)) other = { ...one, report: { ...one.report, odometer: one.report.odometer + 1n } };
    const shown = choose.once(10) ? this.shownKey(one) : this.shownKey({ ...one, shown: vehicle.key });
    const from = this.anybody(choose);
    return {
      apply: () => {
        this.model.slashEquivocation(
          one.report,
          other.report,
          { shown, by: one.key.bytes },
          { shown, by: other.key.bytes },
          from,
        );
      },
      from,
      data: this.encode("slashEquivocation", [
        ...[this.text(one.report), this.signatureOf(one)],
        ...[this.text(other.report), this.signatureOf(other), shown],
      ]),
    };
  }

  deposit(choose: Choices): Act {
    const { id } = this.anyVehicle(choose);
    const value = choose.of([1n, 3n, 1_000n]);
    return {
      apply: () => {
        this.model.deposit(id, value);
      },
      from: this.anybody(choose),
      data: this.encode("deposit", [id]),
      value,
    };
  }

  /** Mostly of one that has ended. */
  releaseDeposit(choose: Choices): Act {
    const over = [...this.model.vehicles.values()].filter(({ state }) => state === State.ENDED);
    const { id } = over.length === 0 || choose.once(8) ? this.anyVehicle(choose) : choose.of(over);
    return {
      apply: () => {
        this.model.releaseDeposit(id);
      },
      from: this.anybody(choose),
      data: this.encode("releaseDeposit", [id]),
    };
  }

  withdraw(choose: Choices): Act {
    const rich = [...this.model.credits.keys()];
    const from = rich.length === 0 || choose.once(10) ? this.anybody(choose) : choose.of(rich);
    return {
      apply: () => {
        this.model.withdraw(from);
      },
      from,
      data: this.encode("withdraw", [this.anybody(choose)]),
    };
  }

  proveDuplicate(choose: Choices): Act {
    const [one, , other] = this.world.identities as [Identity, Identity, Identity];
    const vin = choose.of([one.vin, one.vin, "another"]);
    return {
      apply: () => {
        this.model.proveDuplicate(one.id, other.id, vin === one.vin);
      },
      from: this.anybody(choose),
      data: this.encode("proveDuplicate", [vin, one.issuer.bytes, one.salt, other.issuer.bytes, other.salt]),
    };
  }

  // ---- commands: claims ----

  /** A claim that fits, or sometimes any. */
  private anyClaim(
    choose: Choices,
    fits: (claim: ModelClaim, state: bigint, vehicle: ModelVehicle) => boolean,
  ): { vehicle: ModelVehicle; sequence: bigint } {
    const all = [...this.model.vehicles.values()].flatMap((vehicle) =>
      [...vehicle.claims].map(([sequence, claim]) => ({ vehicle, sequence, claim })),
    );
    const fitting = all.filter(({ vehicle, sequence, claim }) =>
      fits(claim, this.model.stateOf(vehicle, sequence), vehicle),
    );
    if (fitting.length !== 0 && !choose.once(10)) return choose.of(fitting);
    return all.length === 0 || choose.once(5) ? { vehicle: this.anyVehicle(choose), sequence: 1n } : choose.of(all);
  }

  decide(choose: Choices): Act {
    const { vehicle, sequence } = this.anyClaim(
      choose,
      (_, state) => state === Course.PENDING || state === Course.DISPUTED,
    );
    const claim = vehicle.claims.get(sequence);
    const isDisputed = choose.once(12) ? choose.once(2) : claim?.state === Course.DISPUTED;
    const given = {
      vehicle: vehicle.id,
      sequence,
      holds: choose.once(2),
      disputed: isDisputed,
      deadline: this.deadline(choose),
    };
    const { attestors } = this.world;
    const policy = claim?.policy ?? this.world.policies[0]!;
    const needed = isDisputed ? policy.decisions : policy.confirmations;
    let signers = attestors.slice(choose.once(15) ? 1 : 0).slice(0, choose.once(15) ? needed - 1 : needed);
    if (choose.once(25)) signers = [...signers].reverse();
    if (choose.once(25)) signers = signers.map(() => signers[0]!);
    const condition = claim === undefined || choose.once(20) ? choose.hash() : conditionOf(claim.report);
    const digest = this.world.digest("Finding", { ...given, condition });
    const all = signers.map((signer) => ({ shown: signer.bytes, by: choose.once(30) ? attestors[0]! : signer }));
    return {
      apply: () => {
        this.model.decide(
          given,
          condition,
          all.map(({ shown, by }) => ({ shown, by: by.bytes })),
        );
      },
      from: this.anybody(choose),
      data: this.encode("decide", [
        { ...given, condition },
        all.map(({ shown }) => shown),
        all.map(({ by }) => by.sign(digest)),
      ]),
    };
  }

  dispute(choose: Choices): Act {
    const { vehicle, sequence } = this.anyClaim(
      choose,
      ({ policy, countedAt }, state) =>
        state === Course.COUNTED && policy.attestors.length !== 0 && this.model.now < countedAt + policy.disputeWindow,
    );
    const value = this.bond(vehicle, sequence, choose);
    const from = this.anybody(choose);
    return {
      apply: () => {
        this.model.dispute(vehicle.id, sequence, from, value);
      },
      from,
      data: this.encode("dispute", [vehicle.id, sequence]),
      value,
    };
  }

  private bond({ claims }: ModelVehicle, sequence: bigint, choose: Choices): bigint {
    return (claims.get(sequence)?.policy.bond ?? 5n) + (choose.once(15) ? 1n : 0n);
  }

  defend(choose: Choices): Act {
    const { vehicle, sequence } = this.anyClaim(choose, ({ state }) => state === Course.DISPUTED);
    const value = this.bond(vehicle, sequence, choose);
    const from = this.anybody(choose);
    return {
      apply: () => {
        this.model.defend(vehicle.id, sequence, from, value);
      },
      from,
      data: this.encode("defend", [vehicle.id, sequence]),
      value,
    };
  }

  endDispute(choose: Choices): Act {
    const { vehicle, sequence } = this.anyClaim(choose, ({ state }) => state === Course.DISPUTED);
    return {
      apply: () => {
        this.model.endDispute(vehicle.id, sequence);
      },
      from: this.anybody(choose),
      data: this.encode("endDispute", [vehicle.id, sequence]),
    };
  }

  // ---- commands: holders ----

  transfer(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose);
    const [from, to] = [this.ownerOf(vehicle, choose), this.anybody(choose)];
    return {
      apply: () => {
        this.model.transfer(vehicle.id, from, to);
      },
      from,
      data: this.encode("transferFrom", [vehicle.owner, to, vehicle.id]),
    };
  }

  transferIfAtLeast(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose);
    const [from, to] = [this.ownerOf(vehicle, choose), this.anybody(choose)];
    const shown = this.shown.get(vehicle.id)!;
    const least = shown + choose.of([0n, 0n, 1n, shown === 0n ? 0n : -1n]);
    return {
      apply: () => {
        this.model.transfer(vehicle.id, from, to, { least, shown });
      },
      from,
      data: this.encode("transferFromIfAtLeast", [vehicle.owner, to, vehicle.id, least]),
    };
  }

  putIn(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ inside, state }) => inside === undefined && state === State.ACTIVE);
    const part = this.anyVehicle(
      choose,
      (one) =>
        one !== vehicle && one.issuer === vehicle.issuer && one.owner === vehicle.owner && one.parts.length === 0,
    );
    const from = this.ownerOf(vehicle, choose);
    const commitments = [part, vehicle].map(({ id }) => this.identity(id).commitment);
    return {
      apply: () => {
        this.model.putIn(part.id, vehicle.id, from);
      },
      from,
      data: this.encode("putIn", [part.id, vehicle.id, vehicle.issuer, commitments[0], commitments[1]]),
    };
  }

  takeOut(choose: Choices): Act {
    const part = this.anyVehicle(choose, ({ inside }) => inside !== undefined);
    const [from, to] = [this.ownerOf(part, choose), this.anybody(choose)];
    return {
      apply: () => {
        this.model.takeOut(part.id, from, to);
      },
      from,
      data: this.encode("takeOut", [part.id, to]),
    };
  }

  lock(choose: Choices): Act {
    const { now } = this.model;
    const vehicle = this.anyVehicle(choose);
    const from = this.ownerOf(vehicle, choose);
    const shown = this.shown.get(vehicle.id)!;
    const lien = {
      lender: this.anybody(choose),
      minValue: choose.of([0n, shown / 2n, (shown * 3n) / 4n, shown, shown + 1n]),
      until: now + choose.of([-1n, 0n, 1n, 30n * DAY, 90n * DAY, 90n * DAY, 365n * DAY]),
    };
    return {
      apply: () => {
        this.model.lock(vehicle.id, from, lien, shown);
      },
      from,
      data: this.encode("lock", [vehicle.id, lien.lender, lien.minValue, lien.until]),
    };
  }

  unlock(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ lien }) => lien !== undefined);
    const from = this.lender(vehicle, choose);
    return {
      apply: () => {
        this.model.unlock(vehicle.id, from);
      },
      from,
      data: this.encode("unlock", [vehicle.id]),
    };
  }

  private lender({ lien }: ModelVehicle, choose: Choices): string {
    return lien === undefined || choose.once(10) ? this.anybody(choose) : lien.lender;
  }

  claimLocked(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ lien }) => lien !== undefined);
    const [from, to] = [this.lender(vehicle, choose), this.anybody(choose)];
    return {
      apply: () => {
        this.model.claimLocked(vehicle.id, from, to, this.shown.get(vehicle.id)!);
      },
      from,
      data: this.encode("claimLocked", [vehicle.id, to]),
    };
  }

  declareStolen(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ state }) => state === State.ACTIVE);
    const from = this.ownerOf(vehicle, choose);
    return {
      apply: () => {
        this.model.declareStolen(vehicle.id, from);
      },
      from,
      data: this.encode("declareStolen", [vehicle.id]),
    };
  }

  declareRecovered(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ state }) => state === State.STOLEN);
    const from = this.ownerOf(vehicle, choose);
    return {
      apply: () => {
        this.model.declareRecovered(vehicle.id, from);
      },
      from,
      data: this.encode("declareRecovered", [vehicle.id]),
    };
  }

  permit(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose);
    const [from, reader] = [this.ownerOf(vehicle, choose), this.anybody(choose)];
    const [scopes, until] = [choose.below(4n), this.model.now + choose.of([0n, 1n, 40n * DAY])];
    return {
      apply: () => {
        this.model.permit(vehicle.id, from, reader, scopes, until);
      },
      from,
      data: this.encode("permit", [vehicle.id, reader, scopes, until]),
    };
  }

  // ---- commands: rewards ----

  private anyPool(choose: Choices, vehicle?: ModelVehicle): Pool {
    const own = this.world.pools.find(({ id }) => id === vehicle?.pool);
    return own === undefined || choose.once(10) ? choose.of(this.world.pools) : own;
  }

  private pay(pool: Pool, who: string, span: Span): void {
    const all = this.money.get(pool.id)!;
    all.set(who, sumOf(all.get(who)!, span));
    const back = { least: -span.most, most: -span.least };
    all.set(this.world.address, sumOf(all.get(this.world.address)!, back));
  }

  join(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ pool }) => pool === undefined);
    const pool = this.anyPool(choose);
    const from = this.ownerOf(vehicle, choose);
    const { issuer, commitment, unit } = this.identity(vehicle.id);
    const fits = issuer.bytes === pool.text.issuer && unit === pool.text.unit;
    return {
      apply: () => {
        this.model.join(vehicle.id, from, pool.id, fits);
      },
      from,
      data: this.encode("join", [vehicle.id, pool.text, commitment]),
    };
  }

  quit(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, ({ pool }) => pool !== undefined);
    const [pool, from, to] = [this.anyPool(choose, vehicle), this.ownerOf(vehicle, choose), this.anybody(choose)];
    return {
      apply: () => {
        this.pay(pool, to, this.model.quit(vehicle.id, from, pool.id));
      },
      from,
      data: this.encode("quit", [vehicle.id, pool.text, to]),
    };
  }

  claimRewards(choose: Choices): Act {
    const vehicle = this.anyVehicle(choose, (one) => this.model.claimable(one).most !== 0n);
    const [pool, from, to] = [this.anyPool(choose, vehicle), this.ownerOf(vehicle, choose), this.anybody(choose)];
    return {
      apply: () => {
        this.pay(pool, to, this.model.claimRewards(vehicle.id, from, pool.id));
      },
      from,
      data: this.encode("claim", [vehicle.id, pool.text, to]),
    };
  }

  fund(choose: Choices): Act {
    const pool = this.anyPool(choose);
    const current = this.model.frameAt(pool.id, this.model.now);
    const first =
      current +
      choose.weighted([
        [0n, 5],
        [1n, 2],
        [-1n, current === 0n ? 0 : 0.5],
      ]);
    const [count, amount, from] = [choose.of([1n, 2n, 4n]), 1n + choose.below(1_000_000n), this.anybody(choose)];
    return {
      apply: () => {
        this.model.fund(pool.id, from, first, count, amount);
        this.pay(pool, from, exactly(-amount * count));
      },
      from,
      data: this.encode("fund", [pool.text, first, count, amount]),
    };
  }

  reclaim(choose: Choices): Act {
    const pool = this.anyPool(choose);
    const frames = [...(this.model.pools.get(pool.id) ?? [])].filter(([, { funds }]) => funds.size !== 0);
    const [index, frame] = frames.length === 0 ? [1n, undefined] : choose.of(frames);
    const funders = [...(frame?.funds.keys() ?? [])];
    const from = funders.length === 0 || choose.once(10) ? this.anybody(choose) : choose.of(funders);
    const to = this.anybody(choose);
    return {
      apply: () => {
        this.pay(pool, to, exactly(this.model.reclaim(pool.id, from, index)));
      },
      from,
      data: this.encode("reclaim", [pool.text, index, to]),
    };
  }
}
