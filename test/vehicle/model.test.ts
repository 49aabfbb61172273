import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";

import { Course, Objections, State, Undecided } from "../models/vehicle.ts";
import { exactly } from "../models/vehicle-worth.ts";
import { choices } from "./model-choices.ts";
import { compare, plain, questionOf, type Seen } from "./model-compare.ts";
import { type Act, type Command, COMMANDS, Run } from "./model-run.ts";
import { DAY, deployWorld, readError, START, type World } from "./model-world.ts";

/** Runs and length of a run. All but the long profile have a fixed seed: a failure on one machine is the same on the next. */
const SEED = 0x76656869;
const profiles = {
  short: { numRuns: 10, length: 100, seed: SEED, endOnFailure: true, timeout: 240_000 },
  long: { numRuns: 600, length: 120, endOnFailure: true, timeout: 3_600_000 },
  mutation: { numRuns: 4, length: 100, seed: SEED, endOnFailure: true, timeout: 120_000 },
};
const { timeout, length, ...parameters } = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

// A chain of its own, on which several steps can share one second.
const { ethers, provider, networkHelpers } = await network.create({
  network: "default",
  override: { allowBlocksWithSameTimestamp: true },
});

const anyCommand = fc.oneof(
  ...Object.entries(COMMANDS).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name as Command) })),
);
const seconds = { soon: [0n, 2n], days: [1n, 8n * DAY], bound: [-1n, 1n], years: [0n, 2n * 365n * DAY] } as const;
const anyMoment = (kind: keyof typeof seconds, weight: number) => {
  const [least, most] = seconds[kind];
  return {
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), which: fc.nat(9), seconds: fc.bigInt(least, most) }),
  };
};
const when = fc.oneof(anyMoment("soon", 90), anyMoment("days", 20), anyMoment("bound", 30), anyMoment("years", 1));
type When = typeof when extends fc.Arbitrary<infer T> ? T : never;

/** The seconds in which something changes by itself. */
function bounds({ model, world }: Run): bigint[] {
  const all: bigint[] = [];
  for (const { next, announced, lien, claims, permissions, observedAt, rules } of model.vehicles.values()) {
    all.push(next?.since ?? 0n, announced?.from ?? 0n, lien?.until ?? 0n);
    for (const { state, dispute, countedAt, policy } of claims.values()) {
      if (state === Course.DISPUTED) all.push(dispute!.decideBy);
      if (state === Course.COUNTED) all.push(countedAt + policy.disputeWindow);
    }
    for (const { until } of permissions.values()) all.push(until);
    const { patience, silence } = rules.policy.terms;
    all.push(observedAt + patience, observedAt + silence);
  }
  for (const { id, anchor, length } of world.pools) all.push(anchor + model.frameAt(id, model.now) * length);
  return all.filter((bound) => bound > model.now && bound < model.now + 400n * DAY).sort((a, b) => (a < b ? -1 : 1));
}

function momentOf(at: When, run: Run): bigint {
  const { now } = run.model;
  if (at.kind !== "bound") return now + at.seconds;
  const ahead = bounds(run);
  const bound = ahead.length === 0 ? now : ahead[at.which % ahead.length]!;
  const moment = bound + at.seconds;
  return moment < now ? now : moment;
}

/** Asks the contract that looks at everything. */
async function ask(world: World, name: "look" | "valuesAt", args: unknown[]): Promise<unknown> {
  const data = world.sight.encodeFunctionData(name as "look", args as never);
  const call = { to: world.sightAddress, data, gas: "0xf00000" };
  const answer = (await provider.request({ method: "eth_call", params: [call, "latest"] })) as string;
  const { outputs } = world.sight.getFunction(name);
  return plain(outputs[0]!, world.sight.decodeFunctionResult(name as "look", answer)[0]);
}

/** Sends it in a block of a certain second; how it went, as a model writes it. */
async function send({ from, data, value = 0n }: Act, world: World, now: bigint) {
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${now.toString(16)}`] });
  const call = { from, to: world.address, data, value: `0x${value.toString(16)}`, gas: "0xf00000" };
  try {
    await provider.request({ method: "eth_sendTransaction", params: [call] });
    return null;
  } catch (error) {
    const { data: answer } = error as { data?: { data?: string } | string };
    const reason = typeof answer === "string" ? answer : answer?.data;
    if (reason === undefined) throw error;
    return readError(reason);
  }
}

/** Lets contract and model act in the same second, and compares all there is to see. */
async function step(run: Run, at: When, command: Command, seed: number): Promise<void> {
  run.model.now = momentOf(at, run);
  await foresee(run);
  await perform(run, run.actOf(command, seed), command);
}

/** Without an act, what vehicles show is what the model says, and no more than they showed before. */
async function foresee(run: Run): Promise<void> {
  const { model, world } = run;
  const ids = [...model.vehicles.keys()];
  const values = (await ask(world, "valuesAt", [ids, model.now])) as bigint[];
  for (const [i, id] of ids.entries()) {
    const { least, most } = model.shown(id, model.now);
    const value = values[i]!;
    expect(least <= value && value <= most, `shows ${value}, and not ${least} to ${most}`).to.equal(true);
    // Law 4.
    expect(value <= (run.shown.get(id) ?? value), `${value} is more than before`).to.equal(true);
    run.shown.set(id, value);
  }
}

async function perform(run: Run, act: Act, command: string): Promise<void> {
  const { model, world } = run;
  let objections: Objections | null = null;
  try {
    act.apply();
  } catch (error) {
    if (error instanceof Undecided) return;
    if (!(error instanceof Objections)) throw error;
    objections = error;
  }
  const outcome = await send(act, world, model.now);
  const told = `${command}: ${outcome?.join(", ") ?? "done"}, and not ${objections?.message ?? "done"}`;
  expect(objections === null ? outcome === null : outcome !== null && objections.include(outcome), told).to.equal(true);
  const seen = (await ask(world, "look", [questionOf(run)])) as Seen;
  compare(run, seen);
  for (const [i, id] of [...model.vehicles.keys()].entries()) run.shown.set(id, seen.vehicles[i]!.shown);
}

describe("vehicles, given any sequence of commands and moments", () => {
  it("are what the model says", async function () {
    this.timeout(timeout);
    await networkHelpers.time.increaseTo(START);
    const world = await deployWorld(ethers);
    const start = BigInt(await networkHelpers.time.latest());
    let snapshot = await networkHelpers.takeSnapshot();
    const reached = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.tuple(when, anyCommand, fc.nat()), { minLength: length / 2, maxLength: length, size: "max" }),
        async (seed, steps) => {
          await snapshot.restore();
          snapshot = await networkHelpers.takeSnapshot();
          const run = new Run(world, start);
          for (const { id } of world.pools) {
            const all = world.people.map((who) => [who, exactly(10n ** 24n)] as const);
            run.money.set(id, new Map([...all, [world.address, exactly(0n)]]));
          }
          for (const [i, act] of run.beginning(choices(seed)).entries()) await perform(run, act, `enrol ${i}`);
          for (const [at, command, seed] of steps) {
            await step(run, at, command, seed);
            for (const { state, claims } of run.model.vehicles.values())
              for (const what of [`vehicle ${state}`, ...[...claims.values()].map((claim) => `claim ${claim.state}`)])
                reached.set(what, (reached.get(what) ?? 0) + 1);
          }
        },
      ),
      parameters,
    );
    // A run that never got anywhere would agree about nothing. A few runs, as mutants are tried with, need not get everywhere.
    if (parameters.numRuns < profiles.short.numRuns) return;
    for (const state of [State.ACTIVE, State.STOLEN, State.ENDED, State.SLASHED])
      expect(reached.get(`vehicle ${state}`) ?? 0, `vehicle ${state}`).to.be.greaterThan(0);
    for (const state of [Course.COUNTED, Course.PENDING, Course.DISPUTED, Course.UNDONE, Course.UPHELD])
      expect(reached.get(`claim ${state}`) ?? 0, `claim ${state}`).to.be.greaterThan(0);
  });
});
