import { expect } from "chai";
import { type ParamType, type Result, ZeroAddress } from "ethers";

import { conditionOf, Course, type ModelClaim, type ModelVehicle, State } from "../models/vehicle.ts";
import { exactly, holds, isExact, type Span } from "../models/vehicle-worth.ts";
import type { Run } from "./model-run.ts";

interface Books {
  value: bigint;
  residual: bigint;
  consumed: bigint;
  slashed: bigint;
  credited: bigint;
}

interface SeenVehicle {
  owner: string;
  shown: bigint;
  books: Books;
  known: {
    state: bigint;
    sequence: bigint;
    anchor: { value: bigint; appraisedAt: bigint; odometer: bigint };
    condition: { observedAt: bigint; odometer: bigint; damage: bigint; restored: bigint };
    unit: string;
    policy: string;
    nextPolicy: string;
    nextSince: bigint;
    key: string;
    longKey: boolean;
    firstSequence: bigint;
    deposit: bigint;
    pending: boolean;
    policySince: bigint;
    formerPolicy: string;
    haircut: bigint;
  };
  announced: string;
  announcedFrom: bigint;
  finalFrom: bigint;
  open: [bigint, bigint, bigint];
  lien: { lender: string; minValue: bigint; until: bigint };
  parts: bigint[];
  inside: bigint;
  pool: string;
  claimable: bigint;
  claims: {
    claim: {
      condition: string;
      kind: bigint;
      state: bigint;
      damaged: bigint;
      restored: bigint;
      countedAt: bigint;
      policy: string;
      era: bigint;
    };
    dispute: { challenger: string; defender: string; bond: bigint; decideBy: bigint };
  }[];
  scopes: bigint[];
}

export interface Seen {
  vehicles: SeenVehicle[];
  credits: bigint[];
  frames: { funded: bigint; weight: bigint }[][];
  money: bigint[][];
  balance: bigint;
}

/** What is asked of a run's vehicles, claims, pools and frames. */
export function questionOf({ world, model }: Run) {
  const vehicles = [...model.vehicles.values()];
  return {
    vehicles: vehicles.map(({ id }) => id),
    sequences: vehicles.map(({ claims }) => [...claims.keys()]),
    people: world.people,
    pools: world.pools.map(({ text }) => text),
    frames: world.pools.map(({ id }) => [...(model.pools.get(id)?.keys() ?? [])]),
  };
}

/** Plain objects, with lists as lists, and addresses and bytes in lower case. */
export function plain({ arrayChildren, components }: ParamType, value: unknown): unknown {
  if (typeof value === "string") return value.toLowerCase();
  if (arrayChildren !== null) return [...(value as Result)].map((item: unknown) => plain(arrayChildren, item));
  if (components === null) return value;
  return Object.fromEntries(components.map((one, i) => [one.name, plain(one, (value as Result)[i])]));
}

function inside(span: Span, amount: bigint, what: string): void {
  expect(holds(span, amount), `${what}: ${amount} isn't from ${span.least} to ${span.most}`).to.equal(true);
}

/** Compares all that there is to see with the model, and takes over what the contract has booked inside the model's spans. */
export function compare(run: Run, seen: Seen): void {
  const vehicles = [...run.model.vehicles.values()];
  for (const [i, vehicle] of vehicles.entries()) {
    compareBooks(run, vehicle, seen.vehicles[i]!);
    compareKnown(run, vehicle, seen.vehicles[i]!);
    for (const [j, [sequence, claim]] of [...vehicle.claims].entries())
      compareClaim(claim, run.model.stateOf(vehicle, sequence), seen.vehicles[i]!.claims[j]!);
  }
  comparePools(run, seen);
  for (const [i, vehicle] of vehicles.entries()) {
    inside(run.model.claimable(vehicle), seen.vehicles[i]!.claimable, "claimable");
    inside(run.model.shown(vehicle.id, run.model.now), seen.vehicles[i]!.shown, "shown");
  }
  const credits = run.world.people.map((who) => run.model.credits.get(who) ?? 0n);
  expect(seen.credits, "credits").to.deep.equal(credits);
  expect(seen.balance, "ether").to.equal(run.model.ether());
}

function compareBooks(run: Run, vehicle: ModelVehicle, { books, known }: SeenVehicle): void {
  const { value, residual, consumed, slashed, credited } = books;
  // Law 1.
  expect(value + residual + consumed + slashed, "law 1").to.equal(credited);
  inside(vehicle.value, value, "value");
  inside(vehicle.residual, residual, "residual");
  inside(vehicle.slashed, slashed, "slashed");
  inside(vehicle.credited, credited, "credited");
  if (vehicle.state !== State.SLASHED) {
    const { rules } = vehicle;
    expect(known.anchor.appraisedAt, "anchor").to.equal(rules.anchor.appraisedAt);
    inside(rules.anchor.value, known.anchor.value, "anchor's value");
    expect(value + residual <= rules.frozen.most + run.model.wholeOf(vehicle), "more than there is").to.equal(true);
    Object.assign(rules.anchor.value, exactly(known.anchor.value));
  }
  // In place: a weight that is the booked value is known now, too.
  Object.assign(vehicle.value, exactly(value));
  Object.assign(vehicle.residual, exactly(residual));
  Object.assign(vehicle.slashed, exactly(slashed));
  Object.assign(vehicle.credited, exactly(credited));
}

function compareKnown({ model, world }: Run, vehicle: ModelVehicle, seen: SeenVehicle): void {
  const { known } = seen;
  const { condition } = known;
  const plainly: Partial<typeof known> = { ...known };
  delete plainly.anchor;
  delete plainly.condition;
  const rules = model.rulesAt(vehicle, model.now);
  const next = vehicle.next !== undefined && model.now < vehicle.next.since ? vehicle.next : undefined;
  expect(plainly).to.deep.equal({
    ...{ state: vehicle.state, sequence: vehicle.sequence, unit: vehicle.unit, policy: rules.policy.address },
    ...{ policySince: rules.anchor.appraisedAt },
    formerPolicy: rules === vehicle.rules ? ZeroAddress : vehicle.rules.policy.address,
    ...{ nextPolicy: next?.policy.address ?? ZeroAddress, nextSince: next?.since ?? 0n },
    ...{ key: model.keyId(vehicle.key), longKey: vehicle.key.length !== 42, firstSequence: vehicle.firstSequence },
    haircut: vehicle.rules.cut,
    ...{ deposit: vehicle.deposit, pending: model.open(vehicle).count !== 0n },
  });
  const { damage, restored } = vehicle.rules;
  expect([condition.damage, condition.restored], "damage").to.deep.equal([damage, restored]);
  const { observedAt, odometer } = vehicle;
  expect([condition.observedAt, condition.odometer], "seen").to.deep.equal([observedAt, odometer]);
  expect([seen.owner, seen.inside, seen.parts, seen.pool]).to.deep.equal([
    ...[vehicle.owner, vehicle.inside ?? 0n, vehicle.parts],
    vehicle.pool ?? `0x${"00".repeat(32)}`,
  ]);
  const announced = model.announcedOf(vehicle);
  expect([seen.announced, seen.announcedFrom], "announced").to.deep.equal(
    announced === undefined ? [ZeroAddress, 0n] : [model.keyId(announced.key), announced.from],
  );
  const open = model.open(vehicle);
  expect(seen.open, "open claims").to.deep.equal([open.damage, open.restored, open.count]);
  if (vehicle.eased !== undefined) {
    inside(vehicle.eased, seen.lien.minValue, "what its lender wants");
    vehicle.lien!.minValue = seen.lien.minValue;
    vehicle.eased = undefined;
  }
  expect(seen.lien, "lien").to.deep.equal(model.lienOf(vehicle) ?? { lender: ZeroAddress, minValue: 0n, until: 0n });
  expect(seen.finalFrom, "final from").to.equal(model.finalFrom(vehicle));
  const scopes = world.people.map((reader) => model.permissionOf(vehicle, reader).scopes);
  expect(seen.scopes, "permissions").to.deep.equal(scopes);
}

function compareClaim(model: ModelClaim, state: bigint, { claim, dispute }: SeenVehicle["claims"][number]): void {
  expect(claim).to.deep.equal({
    ...{ condition: conditionOf(model.report), kind: model.report.kind, state, era: model.era % 256n },
    ...{ damaged: model.damaged, restored: model.restored, countedAt: model.countedAt },
    policy: model.policy.address,
  });
  const open = model.state === Course.DISPUTED ? model.dispute : undefined;
  if (open === undefined) return;
  expect(dispute).to.deep.equal({
    ...{ challenger: open.challenger, defender: open.defender ?? ZeroAddress },
    ...{ bond: model.policy.bond, decideBy: open.decideBy },
  });
}

function comparePools(run: Run, seen: Seen): void {
  const { model, world } = run;
  for (const [i, { id }] of world.pools.entries()) {
    for (const [j, frame] of [...(model.pools.get(id)?.values() ?? [])].entries()) {
      const { funded, weight } = seen.frames[i]![j]!;
      expect(funded, "funded").to.equal(model.fundedIn(frame));
      inside(model.weightIn(frame), weight, "all weights of a frame");
      // Where one weight alone isn't known to the unit, it is the rest.
      const rough = [...frame.weights].filter(([, span]) => !isExact(span));
      if (rough.length !== 1) continue;
      const others = [...frame.weights.values()].filter(isExact).reduce((sum, { most }) => sum + most, 0n);
      frame.weights.set(rough[0]![0], exactly(weight - others));
    }
    const all = run.money.get(id)!;
    for (const [j, who] of [...world.people, world.address].entries()) {
      const amount = seen.money[i]![j]!;
      inside(all.get(who)!, amount, `money of ${who}`);
      all.set(who, exactly(amount));
    }
  }
}
