import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { keccak256, type Result, ZeroAddress, ZeroHash } from "ethers";
import fc from "fast-check";
import { network } from "hardhat";

import { DenyListAsset__factory, StagedLife__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { deployRegistry } from "./deploy-registry.ts";
import { Refusal } from "../models/support.ts";
import { type ModelPlan, State, WalletModel } from "../models/wallet.ts";
import { CALM, DAY, NO_EVIDENCE, NO_GUARDIANS, SHARED, START, who } from "./fixture.ts";
import { signConfirmation, signHeartbeat, signPause } from "./signing.ts";

/** Runs and length of a run. All but the long profile have a fixed seed: a failure on one machine is the same on the next. */
const SEED = 0x77616c6c;
const profiles = {
  short: { numRuns: 40, length: 40, seed: SEED, timeout: 300_000 },
  long: { numRuns: 1_000, length: 60, timeout: 3_600_000 },
  mutation: { numRuns: 10, length: 40, seed: SEED, endOnFailure: true, timeout: 120_000 },
};
const { timeout, length, ...parameters } = profiles[(process.env["LAPSE_PROFILE"] ?? "short") as keyof typeof profiles];

// A chain of its own, on which several steps can share one second.
const { ethers, provider, networkHelpers } = await network.create({
  network: "default",
  override: { allowBlocksWithSameTimestamp: true },
});

async function deploy() {
  const signers = (await ethers.getSigners()).slice(0, 9);
  const [owner, second, spouse, child, keeper, fallback, ...guardians] = signers as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
    ...HardhatEthersSigner[],
  ];
  const { registry, executor } = await deployRegistry(owner);
  const life = await new StagedLife__factory(owner).deploy();
  const tokens = await Promise.all([0, 1].map(() => new DenyListAsset__factory(owner).deploy()));
  tokens.sort((a, b) => (BigInt(a.target as string) < BigInt(b.target as string) ? -1 : 1));
  for (const token of tokens) await token.approve(await executor.getAddress(), 2n ** 256n - 1n);
  await networkHelpers.time.increaseTo(START);
  guardians.sort((a, b) => (BigInt(keccak256(a.address)) < BigInt(keccak256(b.address)) ? -1 : 1));
  const people = { owner, second, spouse, child, keeper, fallback };
  return { ...people, guardians, registry, executor, life, source: await life.getAddress(), tokens };
}
type World = Awaited<ReturnType<typeof deploy>>;

/** Plans of every kind; the second lists one asset more than the first, and is no different otherwise. */
function variants({ second, spouse, child, fallback, tokens }: World): ModelPlan[] {
  const [one, two] = tokens.map(({ target }) => target as string) as [string, string];
  const sole = (person: HardhatEthersSigner) => [{ who: person.address, share: 10_000n }];
  const family = [
    { who: spouse.address, share: 3_334n },
    { who: child.address, share: 6_666n },
  ];
  const plain: ModelPlan = {
    period: 30n * DAY,
    grace: 7n * DAY,
    changeDelay: 10n * DAY,
    requestPeriod: 0n,
    bond: 0n,
    bounty: 5n,
    assets: [{ token: one }],
    tiers: [{ delay: 0n, window: 0n, recipients: family }],
    confirm: false,
    pauseFor: 0n,
    pauses: 0,
  };
  const both = [{ token: one }, { token: two }];
  return [
    plain,
    { ...plain, assets: both },
    {
      ...plain,
      changeDelay: 0n,
      requestPeriod: 5n * DAY,
      bond: 7n,
      assets: [{ token: one, heir: 1 }, { token: two }],
      tiers: [
        { delay: 30n * DAY, window: 20n * DAY, recipients: sole(second) },
        { delay: 60n * DAY, window: 0n, recipients: family },
      ],
      fallback: fallback.address,
    },
    {
      ...plain,
      period: 20n * DAY,
      requestPeriod: 10n * DAY,
      bond: 5n,
      assets: both,
      tiers: [
        { delay: 0n, window: 5n * DAY, recipients: sole(second) },
        { delay: 25n * DAY, window: 10n * DAY, recipients: sole(spouse) },
        { delay: 90n * DAY, window: 0n, recipients: family },
      ],
      pauseFor: 9n * DAY,
      pauses: 2,
      fallback: fallback.address,
    },
    { ...plain, assets: both, confirm: true, pauseFor: 3n * DAY, pauses: 1, fallback: fallback.address },
  ];
}

function textOf(world: World, plan: ModelPlan): PlanStruct {
  const keys = world.guardians.map(({ address }) => address);
  return {
    ...plan,
    account: world.owner.address,
    source: world.source,
    feed: ZeroAddress,
    fallbackRecipient: plan.fallback ?? ZeroAddress,
    everything: false,
    assets: plan.assets.map(({ token, heir }) => ({ kind: 1n, token, id: 0n, heir: heir ?? SHARED })),
    tiers: plan.tiers.map((tier) => ({
      ...tier,
      recipients: tier.recipients.map((one) => ({ who: who(one.who), share: one.share })),
    })),
    guardians:
      plan.confirm || plan.pauses !== 0
        ? { keys, threshold: 2n, confirm: plan.confirm, pauseFor: plan.pauseFor, pauses: plan.pauses }
        : NO_GUARDIANS,
  };
}

/** What may happen next. Numbers choose among what there is. */
const commands = [
  "register",
  "supersede",
  "cancel",
  "withdrawAnnouncement",
  "heartbeat",
  "heartbeatSigned",
  "live",
  "suspend",
  "trigger",
  "ask",
  "endRequest",
  "accept",
  "pause",
  "confirm",
  "execute",
  "arrive",
  "spend",
  "deny",
  "claim",
  "claimForFallback",
  "fund",
] as const;
type Command = (typeof commands)[number];

const weights: Partial<Record<Command, number>> = {
  trigger: 12,
  execute: 8,
  accept: 5,
  register: 4,
  suspend: 0.3,
  heartbeat: 0.7,
  live: 0.7,
  cancel: 0.7,
};
const anyCommand = fc.oneof(
  ...commands.map((name) => ({ weight: Math.round(10 * (weights[name] ?? 2)), arbitrary: fc.constant(name) })),
);
const when = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("soon" as const), seconds: fc.bigInt(0n, 2n) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("days" as const), seconds: fc.bigInt(1n, 40n * DAY) }) },
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant("bound" as const), which: fc.nat(5), seconds: fc.bigInt(-1n, 1n) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("years" as const), seconds: fc.bigInt(0n, 3n * 365n * DAY) }),
  },
);
type When = typeof when extends fc.Arbitrary<infer T> ? T : never;

/** The seconds in which something changes by itself. */
function bounds(model: WalletModel): bigint[] {
  const all: bigint[] = model.announced === undefined ? [] : [model.announced.from];
  if (model.plan !== undefined) {
    const { triggerableAt, executableAt, opensAt, closesAt, pausedUntil } = model.status() as Record<string, bigint>;
    all.push(triggerableAt!, executableAt!, opensAt!, closesAt!, pausedUntil!);
    for (const { since } of model.course?.claims ?? []) all.push(since + 365n * DAY);
  }
  return all.filter((bound) => bound > model.now && bound < 2n ** 40n).sort((a, b) => (a < b ? -1 : 1));
}

function momentOf(at: When, model: WalletModel): bigint {
  if (at.kind !== "bound") return model.now + at.seconds;
  const ahead = bounds(model);
  const bound = ahead.length === 0 ? model.now : ahead[at.which % ahead.length]!;
  const moment = bound + at.seconds;
  return moment < model.now ? model.now : moment;
}

class Run {
  readonly model: WalletModel;
  private readonly plans: ModelPlan[];
  private readonly texts: PlanStruct[];
  private readonly world: World;
  /** What the source is told to say. */
  private said = 0n;
  private spoken = 0n;

  constructor(world: World, now: bigint) {
    this.world = world;
    this.model = new WalletModel(world.owner.address);
    this.model.now = now;
    this.plans = variants(world);
    this.texts = this.plans.map((plan) => textOf(world, plan));
  }

  private get current(): number {
    return Math.max(0, this.plans.indexOf(this.model.plan!));
  }

  private say() {
    const { life, owner } = this.world;
    return life.say(owner.address, { ...CALM, lastLife: this.said, suspendedAt: this.spoken });
  }

  /** A command: what the model does, and what is sent. */
  private actOf(command: Command, pick: number, amount: bigint): [apply: () => void, send: () => Promise<unknown>] {
    const { model, world, plans } = this;
    const { registry, executor, owner, second, spouse, child, keeper, guardians, tokens } = world;
    const text = this.texts[this.current]!;
    const token = tokens[pick % 2]!;
    const address = token.target as string;
    const people = [second, spouse, child];
    const person = people[pick % 3]!;
    const asset = { kind: 1n, token: address, id: 0n, heir: SHARED };
    const version = model.standing.version;
    switch (command) {
      case "register":
        return [
          () => {
            model.register(plans[pick % 5]!);
          },
          () => registry.register(this.texts[pick % 5]!),
        ];
      case "supersede": {
        const next = pick % 5;
        const extension = next === this.current || (this.current === 0 && next === 1);
        return [
          () => {
            model.supersede(plans[next]!, extension);
          },
          () => registry.supersede(text, this.texts[next]!),
        ];
      }
      case "cancel":
        return [
          () => {
            model.cancel();
          },
          () => registry.cancel(text),
        ];
      case "withdrawAnnouncement":
        return [
          () => {
            model.withdrawAnnouncement();
          },
          () => registry.withdrawAnnouncement(),
        ];
      case "heartbeat":
        return [
          () => {
            model.heartbeat();
          },
          () => registry.heartbeat(),
        ];
      case "heartbeatSigned": {
        const issuedAt = model.now + 10n - (amount % (40n * DAY));
        return [
          () => {
            model.heartbeatSigned(issuedAt);
          },
          async () => registry.heartbeatSigned(...(await signHeartbeat(owner, registry, issuedAt))),
        ];
      }
      case "live":
        // Known at once, or found out later.
        this.said = this.max(this.said, model.now - (pick % 3 === 0 ? amount % (40n * DAY) : 0n));
        return [() => void model.lives.push(this.said), () => this.say()];
      case "suspend":
        this.spoken = model.now;
        return [() => void (model.suspendedAt = model.now), () => this.say()];
      case "trigger":
        return [
          () => {
            model.trigger(keeper.address);
          },
          () => registry.connect(keeper).trigger(text, NO_EVIDENCE),
        ];
      case "ask":
        return [
          () => {
            model.ask(person.address);
          },
          () => {
            const place = BigInt(
              Math.max(
                0,
                plans[this.current]!.tiers[0]!.recipients.findIndex((one) => one.who === person.address),
              ),
            );
            return registry.connect(person).request(text, 0n, place, ZeroHash, NO_EVIDENCE, { value: text.bond });
          },
        ];
      case "endRequest":
        return [
          () => {
            model.endRequest();
          },
          () => registry.endRequest(text),
        ];
      case "accept": {
        const tier = pick % plans[this.current]!.tiers.length;
        return [
          () => {
            model.accept(tier, person.address);
          },
          () => registry.connect(person).accept(text, tier, 0n, ZeroHash),
        ];
      }
      case "pause":
      case "confirm": {
        const signers = guardians.slice(0, 2);
        const keys = signers.map((signer) => signer.address);
        const message = { account: owner.address, version };
        const triggeredAt = model.course?.at ?? 0n;
        if (command === "pause") {
          const number = BigInt(model.pauses);
          return [
            () => {
              model.pause();
            },
            async () =>
              registry.pause(
                text,
                keys,
                await Promise.all(signers.map((one) => signPause(one, registry, { ...message, triggeredAt, number }))),
              ),
          ];
        }
        return [
          () => {
            model.confirm();
          },
          async () =>
            registry.confirm(
              text,
              keys,
              await Promise.all(signers.map((one) => signConfirmation(one, registry, { ...message, triggeredAt }))),
            ),
        ];
      }
      case "execute": {
        const places = [[0], [1, 0], [0, 1], [1], []][pick % 5]!;
        return [
          () => {
            model.execute(places, keeper.address);
          },
          () => executor.connect(keeper).execute(text, places, [], NO_EVIDENCE),
        ];
      }
      case "arrive":
        return [
          () => {
            model.give(address, owner.address, amount);
          },
          () => token.mint(owner.address, amount),
        ];
      case "spend": {
        const part = model.balanceOf(address, owner.address) / 3n;
        return [
          () => {
            model.give(address, owner.address, -part);
            model.give(address, keeper.address, part);
          },
          () => token.transfer(keeper.address, part),
        ];
      }
      case "deny": {
        const key = `${address} ${person.address}`;
        const denied = !model.denied.has(key);
        return [
          () => {
            if (denied) model.denied.add(key);
            else model.denied.delete(key);
          },
          () => token.setDenied(person.address, denied),
        ];
      }
      case "claim":
        return [
          () => {
            model.claim(address, person.address, keeper.address);
          },
          () => executor.connect(keeper).claim(text, asset, person.address, ZeroHash, person.address, NO_EVIDENCE),
        ];
      case "claimForFallback":
        return [
          () => {
            model.claim(address, person.address, keeper.address, true);
          },
          () => executor.connect(keeper).claimForFallback(text, asset, who(person.address), NO_EVIDENCE),
        ];
      case "fund":
        return [() => void (model.bounties += 8n), () => registry.fundBounties(owner.address, { value: 8n })];
    }
  }

  private max(a: bigint, b: bigint): bigint {
    return a > b ? a : b;
  }

  /** Lets contract and model act in the same second, and compares all there is to see. */
  async step(at: When, command: Command, pick: number, amount: bigint): Promise<void> {
    const { model, world } = this;
    model.now = momentOf(at, model);
    const [apply, send] = this.actOf(command, pick, amount);
    let expected = "done";
    try {
      apply();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expected = error.error;
    }
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${model.now.toString(16)}`] });
    const outcome = await send().then(
      () => "done",
      (error: unknown) => this.nameOf(error),
    );
    // What was refused while it was estimated has mined no block: the clock of the views must be moved as well.
    if (outcome !== "done") await networkHelpers.mine();
    expect(outcome, command).to.equal(expected);
    await this.compare(world);
  }

  private nameOf(error: unknown): string {
    const { data } = error as { data?: unknown };
    for (const contract of [this.world.registry.interface, this.world.executor.interface]) {
      const parsed = typeof data === "string" ? contract.parseError(data) : null;
      if (parsed !== null) return parsed.name;
    }
    throw error;
  }

  private async compare({ registry, executor, owner, second, spouse, child, keeper, fallback, tokens }: World) {
    const { model } = this;
    const { plan } = model;
    const [version, , , registeredAt] = await registry.planOf(owner.address);
    expect(version).to.equal(model.standing.version);
    if (plan === undefined) {
      expect((await registry.statusOf(this.texts[0]!)).state).to.equal(model.state);
    } else {
      expect(registeredAt).to.equal(model.standing.registeredAt);
      const shown = (await registry.statusOf(this.texts[this.current]!)) as unknown as Result;
      expect(shown.toObject()).to.deep.equal(model.status());
    }
    const people = [owner, second, spouse, child, keeper, fallback].map(({ address }) => address);
    for (const token of tokens) {
      for (const person of people) {
        expect(await token.balanceOf(person)).to.equal(model.balanceOf(token.target as string, person));
      }
    }
    for (const person of people) expect(await registry.creditOf(person)).to.equal(model.credits.get(person) ?? 0n);
    expect(await registry.bountiesOf(owner.address)).to.equal(model.bounties);
    expect((await registry.requestOf(owner.address)).requester).to.equal(model.request?.by ?? ZeroAddress);
    // What it holds is what it owes: deposits, credits, and the bond of the request under way.
    const owed = [...model.credits.values()].reduce(
      (sum, credit) => sum + credit,
      model.bounties + (model.request?.bond ?? 0n),
    );
    expect(await ethers.provider.getBalance(await registry.getAddress())).to.equal(owed);
    if (model.course === undefined) return;
    const execution = await executor.executionOf(owner.address, version, model.course.at);
    for (const token of tokens) {
      const asset = { kind: 1n, token: token.target as string, id: 0n, heir: SHARED };
      expect(await executor.claimableOf(execution, asset)).to.equal(model.claimable(asset.token));
    }
  }
}

describe("the dead man's switch, given any sequence of commands and moments", () => {
  it("does what the model does", async function () {
    this.timeout(timeout);
    const world = await deploy();
    const start = BigInt(await networkHelpers.time.latest());
    let snapshot = await networkHelpers.takeSnapshot();
    const reached = new Set<bigint>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(when, anyCommand, fc.nat(29), fc.bigInt(0n, 10n ** 24n)), { maxLength: length, size: "max" }),
        async (steps) => {
          await snapshot.restore();
          snapshot = await networkHelpers.takeSnapshot();
          const run = new Run(world, start);
          for (const step of steps) {
            await run.step(...step);
            reached.add(run.model.state);
          }
        },
      ),
      parameters,
    );
    // A run that never got anywhere would agree about nothing. A few runs, as mutants are tried with, need not get everywhere.
    if (parameters.numRuns < profiles.short.numRuns) return;
    expect([...reached].sort()).to.deep.equal(Object.values(State).sort());
  });
});
