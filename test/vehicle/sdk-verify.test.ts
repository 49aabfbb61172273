import { expect } from "chai";
import type { Log, Provider } from "ethers";

import { STAKE_CODEC } from "../../src/vehicle/events.ts";
import { State, type Verification, verifyVehicle } from "../../src/vehicle/index.ts";
import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import { appraises, confirm, dispute, endDispute, judge, policyOf, proposes, tells } from "./claims.ts";
import {
  type Car,
  DAY,
  enrolled,
  ethers,
  Kind,
  load,
  moveTo,
  now,
  PANEL,
  pass,
  report,
  VALUE,
  type World,
} from "./fixture.ts";
import { putIn, slash } from "./holding.ts";

/** What is computed from a vehicle's events, by a node that may lie. */
const verified = async (world: World, car: Car, provider: Provider = ethers.provider): Promise<Verification> =>
  verifyVehicle(await world.stake.getAddress(), car.id, provider);

/** All of it agrees, and comes to what the contract has, of which law 1 holds. */
async function requireWhole(world: World, car: Car): Promise<Verification> {
  const found = await verified(world, car);
  for (const { event, sequence, told, computed, agrees } of found.steps) {
    expect(computed, `${event} ${sequence ?? ""}`).to.deep.equal(told);
    expect(agrees).to.equal(true);
  }
  const { value, residual, consumed, slashed, credited } = await world.stake.bookOf(car.id);
  expect(found.books).to.deep.equal({ value, residual, consumed, slashed, credited });
  expect(found.computed).to.deep.equal(found.books);
  expect(value + residual + consumed + slashed).to.equal(credited);
  expect(found.agrees).to.equal(true);
  return found;
}

/** A node that tells of something else than the chain has: one event has other values. */
function lying(name: string, change: (values: unknown[]) => void): Provider {
  const event = STAKE_CODEC.getEvent(name)!;
  const retold = (log: Log): Log => {
    if (log.topics[0] !== event.topicHash) return log;
    const values = [...STAKE_CODEC.decodeEventLog(event, log.data, log.topics)] as unknown[];
    change(values);
    const { data, topics } = STAKE_CODEC.encodeEventLog(event, values);
    return Object.assign(Object.create(Object.getPrototypeOf(log) as object) as Log, log, { data, topics });
  };
  return new Proxy(ethers.provider, {
    get(target, key, proxy: unknown) {
      if (key === "provider") return proxy;
      const own: unknown = Reflect.get(target, key, target);
      if (key !== "getLogs") return typeof own === "function" ? (own.bind(target) as unknown) : own;
      return async (filter: Parameters<Provider["getLogs"]>[0]) => (await target.getLogs(filter)).map(retold);
    },
  });
}

describe("a vehicle's value history, computed again from its events and rules alone", () => {
  it("is that of the chain for one that was never heard of", async () => {
    const world = await load();
    const car = await enrolled(world);
    await pass(500n * DAY);
    const { steps, computed } = await requireWhole(world, car);
    expect(steps).to.deep.equal([]);
    expect(computed).to.include({ value: VALUE, credited: VALUE });
  });

  it("follows grave reports that are confirmed, and rejected", async () => {
    const world = await load();
    const car = await enrolled(world);
    await pass(100n * DAY);
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    await tells(world, car, Kind.ACCIDENT, 3_500n);
    await confirm(world, car, 2n, false);
    await pass(DAY);
    await confirm(world, car, 1n);
    await tells(world, car, Kind.SERVICE, 1_000n);
    const { steps } = await requireWhole(world, car);
    expect(steps.map(({ event, sequence }) => [event, sequence])).to.deep.equal([
      ["ConditionReported", 1n],
      ["ConditionReported", 2n],
      ["VehicleBooked", null],
      ["VehicleBooked", null],
      ["ConditionReported", 3n],
    ]);
  });

  it("follows disputes that undo, uphold, and end without an answer", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const [kind, severity] of [
      [Kind.ACCIDENT, 2_000n],
      [Kind.SERVICE, 500n],
      [Kind.ACCIDENT, 1_000n],
      [Kind.SERVICE, 700n],
    ] as const)
      await tells(world, car, kind, severity);
    for (const sequence of [1n, 2n, 3n, 4n]) await dispute(world, car, sequence);
    await judge(world, car, 1n, false);
    await requireWhole(world, car);
    await judge(world, car, 2n, true);
    await judge(world, car, 4n, false);
    await requireWhole(world, car);
    await pass(PANEL.disputeWindow + PANEL.decideWithin);
    await endDispute(world, car, 3n);
    await report(world, car);
    await requireWhole(world, car);
  });

  it("follows an appraisal, which settles what was open, and another policy, which freezes what is left", async () => {
    const world = await load();
    const car = await enrolled(world);
    await pass(200n * DAY);
    await tells(world, car, Kind.ACCIDENT, 1_500n);
    await tells(world, car, Kind.ACCIDENT, 6_000n);
    await pass(DAY);
    await appraises(world, car, VALUE / 2n);
    await requireWhole(world, car);
    const harsher = await policyOf(world, { perYear: 2_500n, residual: 1_000n });
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, await harsher.getAddress(), since);
    await tells(world, car, Kind.ACCIDENT, 500n);
    await moveTo(since + 40n * DAY);
    await requireWhole(world, car);
    await tells(world, car, Kind.ACCIDENT, 800n);
    await requireWhole(world, car);
    await appraises(world, car, VALUE);
    expect((await requireWhole(world, car)).books.credited > VALUE).to.equal(true);
  });

  it("follows a service from before an appraisal, which may raise what is booked where its policy says so", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(VALUE / 2n, 0n, false);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    const { odometer } = (await world.stake.vehicle(car.id)).condition;
    await policy.say(VALUE / 2n - odometer, 0n, false);
    await policy.rise(1n);
    await report(world, car, { odometer });
    const serviced = await now();
    await pass(DAY);
    await appraises(world, car, VALUE / 2n);
    await report(world, car, { kind: Kind.SERVICE, observedAt: serviced, odometer: odometer + 7n });
    const { books } = await requireWhole(world, car);
    expect(books.value).to.equal(VALUE / 2n + 7n);
  });

  it("follows a total loss to its end, and back where attestors undo it", async () => {
    const world = await load();
    const [lost, found] = [await enrolled(world), await enrolled(world)];
    for (const car of [lost, found]) {
      await tells(world, car, Kind.ACCIDENT, 1_000n);
      await tells(world, car, Kind.TOTAL_LOSS, 9_000n);
      await requireWhole(world, car);
      await confirm(world, car, 2n);
      expect((await requireWhole(world, car)).books.value).to.equal(0n);
    }
    await dispute(world, found, 2n);
    await judge(world, found, 2n, false);
    await report(world, found);
    expect((await requireWhole(world, found)).books.value > 0n).to.equal(true);
    expect((await world.stake.vehicle(lost.id)).state).to.equal(State.ENDED);
  });

  it("follows an end that is undone and comes again, and is undone again", async () => {
    const world = await load();
    const car = await enrolled(world);
    await tells(world, car, Kind.ACCIDENT, 1_000n);
    for (const sequence of [2n, 3n]) {
      await tells(world, car, Kind.TOTAL_LOSS);
      await confirm(world, car, sequence);
      await dispute(world, car, sequence);
      await judge(world, car, sequence, false);
      expect((await requireWhole(world, car)).books.value > 0n).to.equal(true);
    }
    await tells(world, car, Kind.ACCIDENT, 500n);
    await requireWhole(world, car);
  });

  it("follows a slash, which takes the value and leaves the residual", async () => {
    const world = await load();
    const car = await enrolled(world);
    await tells(world, car, Kind.ACCIDENT, 2_000n);
    await slash(world, car);
    const { computed } = await requireWhole(world, car);
    expect(computed.value).to.equal(0n);
    expect(computed.slashed > 0n && computed.residual > 0n).to.equal(true);
  });

  it("has a vehicle's own books, not those of its parts", async () => {
    const world = await load();
    const [car, part] = [await enrolled(world), await enrolled(world, { value: VALUE / 4n })];
    await putIn(world, part, car);
    await report(world, part);
    await report(world, car);
    expect((await requireWhole(world, car)).computed.credited).to.equal(VALUE);
    expect((await requireWhole(world, part)).computed.credited).to.equal(VALUE / 4n);
  });

  it("shows where a node tells of more than follows, and of books that aren't", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car);
    await tells(world, car, Kind.ACCIDENT, 2_000n);
    const { inputs } = STAKE_CODEC.getEvent("ConditionReported")!;
    const place = (name: string): number => inputs.findIndex((input) => input.name === name);
    const better = lying("ConditionReported", (values) => {
      values[place("value")] = (values[place("value")] as bigint) + 1n;
    });
    const found = await verified(world, car, better);
    expect(found.agrees).to.equal(false);
    expect(found.steps.map(({ agrees }) => agrees)).to.deep.equal([false, false]);
    for (const { told, computed } of found.steps) expect(told.value - computed.value).to.equal(1n);
    expect(found.computed).to.deep.equal(found.books);

    // An odometer that drove less than it did: each figure follows from the lie, and none from the chain's.
    const kinder = lying("ConditionReported", (values) => {
      const told = [...(values[place("report")] as unknown[])];
      const odometer = STAKE_CODEC.getEvent("ConditionReported")!.inputs[place("report")]!.components!.findIndex(
        ({ name }) => name === "odometer",
      );
      told[odometer] = 12_000_000n;
      values[place("report")] = told;
    });
    const other = await verified(world, car, kinder);
    expect(other.agrees).to.equal(false);
    for (const { told, computed } of other.steps) expect(computed.value > told.value).to.equal(true);
    expect(other.computed).not.to.deep.equal(other.books);
    await requireWhole(world, car);
  });
});
