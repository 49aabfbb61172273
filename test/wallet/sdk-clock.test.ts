import { expect } from "chai";
import fc from "fast-check";

import {
  dueFrom,
  type Facts,
  isExecutable,
  NEVER,
  openPlaces,
  type Plan,
  readFacts,
  readStatus,
  State,
  statusAt,
} from "../../src/wallet/index.ts";
import { DAY, HOUR, load, moveTo, now, START } from "./fixture.ts";
import { anyActs, anyTerms, CASES, type Terms } from "./sdk-terms.ts";
import { World } from "./sdk-world.ts";

const SEED = 0x6c61707365;
const profiles = {
  short: { numRuns: 30, seed: SEED },
  long: { numRuns: 1_000 },
  mutation: { numRuns: 25, seed: SEED, endOnFailure: true },
};
const profile = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

/** What the model says of the world now, and what the registry says. */
async function expectSame({ plan, facts, registry }: World): Promise<void> {
  const at = await now();
  expect(statusAt(plan, facts, at)).to.deep.equal(await readStatus(registry, plan, registry.runner!));
}

describe("the clock of the SDK", () => {
  it("says what the registry says, whatever happens to a plan, and refuses what it refuses", async function () {
    this.timeout(3_600_000);
    const seen = new Set<bigint>();
    let byRequest = false;
    const done = new Map<string, Set<boolean>>();
    await fc.assert(
      fc.asyncProperty(anyTerms(), anyActs(20), async (terms, acts) => {
        const world = await World.begin(await load(), terms);
        await expectSame(world);
        for (const act of acts) {
          const outcome = await world.play(act);
          if (outcome !== null) done.set(act.name, (done.get(act.name) ?? new Set()).add(outcome));
          await expectSame(world);
          seen.add(statusAt(world.plan, world.facts, await now()).state);
          byRequest ||= world.facts.course?.byRequest === true;
        }
      }),
      { ...profile, examples: CASES },
    );
    if (profile.numRuns < profiles.short.numRuns) return;
    // What was never reached, or always refused, would show nothing.
    expect(byRequest).to.equal(true);
    for (const state of [State.ACTIVE, State.GRACE, State.EXECUTING, State.STOPPED, State.SUSPENDED])
      expect([...seen]).to.include(state);
    for (const [name, outcomes] of done) expect([...outcomes], name).to.have.members([true, false]);
    expect([...done.keys()]).to.have.members([
      "trigger",
      "request",
      "endRequest",
      "accept",
      "pause",
      "confirm",
      "execute",
    ]);
  });

  it("reads from a chain what later moments follow from", async function () {
    this.timeout(3_600_000);
    await fc.assert(
      fc.asyncProperty(
        anyTerms(),
        anyActs(12),
        fc.array(fc.bigInt({ min: 0n, max: 20n * DAY }), { minLength: 1, maxLength: 4 }),
        async (terms, acts, waits) => {
          const world = await World.begin(await load(), terms);
          for (const act of acts) await world.play(act);
          const { plan, registry } = world;
          const facts = await readFacts(registry, plan, registry.runner!);
          for (const wait of [0n, ...waits]) {
            await moveTo((await now()) + wait + 1n);
            expect(statusAt(plan, facts, await now())).to.deep.equal(
              await readStatus(registry, plan, registry.runner!),
            );
          }
        },
      ),
      profile,
    );
  });

  it("reads nothing of a text that isn't in force", async () => {
    const world = await World.begin(await load(), (fc.sample(anyTerms(), 1) as [Terms])[0]);
    const other: Plan = { ...world.plan, bond: world.plan.bond + 1n };
    const error = await readFacts(world.registry, other, world.registry.runner!).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property("name", "PlanNotInForceError");
  });
});

describe("what becomes due", () => {
  const tier = (delay: bigint, window: bigint) => ({ delay, window, recipients: [] });
  const plan: Plan = {
    account: "0x",
    source: "0x",
    period: 90n * DAY,
    grace: 7n * DAY,
    changeDelay: 0n,
    requestPeriod: 14n * DAY,
    bond: 0n,
    bounty: 0n,
    feed: "0x",
    fallbackRecipient: "0x",
    everything: false,
    assets: [],
    tiers: [tier(90n * DAY, 30n * DAY), tier(180n * DAY, 30n * DAY), tier(365n * DAY, 0n)],
    guardians: { keys: [], threshold: 0n, confirm: false, pauseFor: 0n, pauses: 0n },
  };
  const facts: Facts = {
    version: 1n,
    registeredAt: START,
    lastLife: START,
    suspendedAt: 0n,
    course: null,
    pauses: 0n,
    request: null,
    uptime: null,
  };
  const triggeredAt = START + 90n * DAY;
  const course = {
    triggeredAt,
    seenAt: triggeredAt,
    byRequest: false,
    accepted: null,
    pausedUntil: 0n,
    confirmed: false,
    moved: false,
    complete: false,
  };

  it("is the trigger, while the owner is thought to live, and earlier after a request", () => {
    expect(dueFrom(plan, facts, START)).to.deep.equal([{ at: triggeredAt, what: "trigger" }]);
    const request = { requestedAt: START + DAY, seenAt: START + DAY, version: 1n };
    expect(dueFrom(plan, { ...facts, request }, START)).to.deep.equal([{ at: START + 15n * DAY, what: "trigger" }]);
    // An act after it denies it.
    const denied = { ...facts, request, lastLife: START + DAY };
    expect(dueFrom(plan, denied, START)).to.deep.equal([{ at: START + 91n * DAY, what: "trigger" }]);
  });

  it("is each tier's window, and the execution of the last, once it is triggered", () => {
    expect(dueFrom(plan, { ...facts, course }, triggeredAt)).to.deep.equal([
      { at: START + 97n * DAY, what: "tier opens", tier: 0n },
      { at: START + 127n * DAY, what: "tier closes", tier: 0n },
      { at: START + 180n * DAY, what: "tier opens", tier: 1n },
      { at: START + 210n * DAY, what: "tier closes", tier: 1n },
      { at: START + 365n * DAY, what: "execute", tier: 2n },
    ]);
  });

  it("is the execution alone, once a tier has accepted, not before guardians' pause is over", () => {
    const accepted = { ...course, accepted: 0n };
    const opens = START + 97n * DAY;
    expect(dueFrom(plan, { ...facts, course: accepted }, opens)).to.deep.equal([
      { at: opens, what: "execute", tier: 0n },
    ]);
    const pausedUntil = opens + 5n * DAY;
    expect(dueFrom(plan, { ...facts, course: { ...accepted, pausedUntil } }, opens)).to.deep.equal([
      { at: pausedUntil, what: "pause ends" },
      { at: pausedUntil, what: "execute", tier: 0n },
    ]);
  });

  it("is nothing, where the plan is suspended, stopped or done", () => {
    expect(dueFrom(plan, { ...facts, suspendedAt: START }, START)).to.deep.equal([]);
    const moved = { ...course, accepted: 0n, moved: true };
    expect(dueFrom(plan, { ...facts, course: moved, lastLife: triggeredAt }, triggeredAt)).to.deep.equal([]);
    expect(dueFrom(plan, { ...facts, course: { ...moved, complete: true } }, triggeredAt)).to.deep.equal([]);
  });

  it("changes what can be done in that second, and not in the one before", () => {
    const days = (most: bigint) => fc.bigInt({ min: 0n, max: most * DAY });
    fc.assert(
      fc.property(
        fc.record({
          delays: fc.array(days(400n), { minLength: 1, maxLength: 5 }),
          window: fc.bigInt({ min: 1n, max: 40n * DAY }),
          grace: fc.bigInt({ min: HOUR, max: 40n * DAY }),
          late: days(400n),
          paused: days(40n),
          byRequest: fc.boolean(),
          outage: fc.option(fc.record({ up: fc.boolean(), since: days(500n) })),
        }),
        ({ delays, window, grace, late, paused, byRequest, outage }) => {
          const ordered = [...delays].sort((a, b) => Number(a - b));
          const tiers = ordered.map((delay, place) => tier(delay, place === ordered.length - 1 ? 0n : window));
          const some = { ...plan, grace, tiers };
          const at = triggeredAt + late;
          const known: Facts = {
            ...facts,
            uptime: outage === null ? null : { up: outage.up, since: START + outage.since },
            course: {
              ...course,
              triggeredAt: at,
              seenAt: at,
              byRequest,
              pausedUntil: paused === 0n ? 0n : at + paused,
            },
          };
          for (const due of dueFrom(some, known, at)) {
            const [before, then] = [due.at - 1n, due.at].map((moment) => statusAt(some, known, moment));
            if (before === undefined || then === undefined) throw new Error("two moments");
            if (due.what === "execute") {
              expect(isExecutable(some, before, due.at - 1n)).to.equal(false);
              expect(isExecutable(some, then, due.at)).to.equal(true);
            }
            if (due.what === "tier opens") expect(then).to.deep.include({ tier: due.tier, opensAt: due.at });
            if (due.what === "tier closes") {
              expect(before).to.deep.include({ tier: due.tier, closesAt: due.at });
              expect(then.tier > (due.tier ?? NEVER)).to.equal(true);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leaves those assets that haven't been taken up", () => {
    const assets = Array.from({ length: 256 }, () => ({}) as Plan["assets"][number]);
    expect(openPlaces({ assets: assets.slice(0, 4) }, 0b0101n)).to.deep.equal([1n, 3n]);
    expect(openPlaces({ assets }, (1n << 255n) - 1n)).to.deep.equal([255n]);
    expect(openPlaces({ assets }, (1n << 256n) - 1n)).to.deep.equal([]);
  });
});
