import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  AssetKind,
  confirm,
  type Course,
  endRequest,
  execute,
  explainError,
  type Facts,
  isExecutable,
  NO_SALT,
  pause,
  type Plan,
  propagationRequest,
  request,
  signMessage,
  State,
  type Status,
  statusAt,
  supersede,
  supersedeSigned,
  trigger,
  type Uptime,
} from "../../src/wallet/index.ts";
import {
  type MockERC20,
  MockERC20__factory,
  type StagedFeed,
  StagedFeed__factory,
} from "../../types/ethers-contracts/index.js";
import { DAY, HOUR, moveTo, networkHelpers, now, type Wallet } from "./fixture.ts";
import { draftOf } from "./sdk-support.ts";
import { type Act, guardiansOf, type Terms, tiersOf } from "./sdk-terms.ts";

const BEGUN: Omit<Course, "triggeredAt" | "seenAt" | "byRequest"> = {
  accepted: null,
  pausedUntil: 0n,
  confirmed: false,
  moved: false,
  complete: false,
};

/** A plan on the chain, and what happened to it as the test knows it: from what it did, not from what the registry says. */
export class World {
  readonly registry: Wallet["registry"];
  readonly #wallet: Wallet;
  readonly #guardian: HardhatEthersSigner;
  readonly #feed: StagedFeed;
  readonly #moneys: readonly MockERC20[];
  readonly #said = { lastLife: 0n, suspendedAt: 0n, lag: 0n, foreign: false, shown: false, holder: ZeroAddress };
  readonly #known: Omit<Facts, "lastLife" | "suspendedAt" | "uptime">;
  #plan: Plan;
  #uptime: Uptime | null;
  #heartbeat: bigint;
  #executed = new Set<bigint>();

  private constructor(wallet: Wallet, plan: Plan, feed: StagedFeed, moneys: readonly MockERC20[], at: bigint) {
    this.registry = wallet.registry;
    this.#wallet = wallet;
    this.#guardian = wallet.guardians[0] as HardhatEthersSigner;
    this.#plan = plan;
    this.#feed = feed;
    this.#moneys = moneys;
    this.#heartbeat = at;
    this.#uptime = plan.feed === ZeroAddress ? null : { up: true, since: 0n };
    this.#known = { version: 1n, registeredAt: at, course: null, pauses: 0n, request: null };
  }

  /** Registers a plan of these terms, with two assets that the account has approved. */
  static async begin(wallet: Wallet, terms: Terms): Promise<World> {
    const { owner, deployer, executor, dollar, registry, spouse, guardians } = wallet;
    const euro = await new MockERC20__factory(deployer).deploy("Euro", "EUR", 6);
    const feed = await new StagedFeed__factory(deployer).deploy();
    for (const money of [dollar, euro]) await money.connect(owner).approve(executor, 1_000_000n);
    const tokens = [await dollar.getAddress(), await euro.getAddress()];
    const plan = await draftOf(wallet, {
      period: terms.period,
      grace: terms.grace,
      changeDelay: 0n,
      requestPeriod: terms.requestPeriod,
      // Above any bounty that a run of commands can reach.
      bond: 1_000n,
      feed: terms.fed ? await feed.getAddress() : ZeroAddress,
      assets: tokens.map((token) => ({ kind: AssetKind.ERC20, token })),
      tiers: tiersOf(terms, spouse.address),
      ...guardiansOf(terms, (guardians[0] as HardhatEthersSigner).address),
    });
    await registry.connect(owner).register(plan);
    const moneys = plan.assets[0]?.token === tokens[0] ? [dollar, euro] : [euro, dollar];
    return new World(wallet, plan, feed, moneys, await now());
  }

  get plan(): Plan {
    return this.#plan;
  }

  get facts(): Facts {
    const { course } = this.#known;
    const { lastLife, suspendedAt } = this.#said;
    return {
      ...this.#known,
      course: course === null ? null : { ...course },
      lastLife: this.#heartbeat > lastLife ? this.#heartbeat : lastLife,
      suspendedAt,
      uptime: this.#uptime,
    };
  }

  /** Does something. Whether the registry let it happen, which is held to what the model expects; null for what nobody is asked for. */
  async play({ name, share }: Act): Promise<boolean | null> {
    return (await this[name](share)) ?? null;
  }

  // ---- time ----

  async wait(share: bigint): Promise<void> {
    await moveTo((await now()) + share * HOUR + 1n);
  }

  /** To the next second in which something begins or ends, or to one of those before it: the act that follows falls on it, or beside it. */
  async waitFor(share: bigint): Promise<void> {
    const soon = await now();
    const status = statusAt(this.#plan, this.facts, soon);
    const bounds = [status.triggerableAt, status.executableAt, status.opensAt, status.closesAt, status.pausedUntil];
    const ahead = bounds.filter((bound) => bound > soon + 2n && bound < soon + 400n * DAY);
    const bound = ahead[Number(share) % Math.max(1, ahead.length)];
    if (bound !== undefined) await moveTo(bound - (share % 3n));
  }

  // ---- the owner, and what is known of him ----

  /** What a source knows of the past can change, either way: often to a second on which something depends, or beside it. */
  async live(share: bigint): Promise<void> {
    const { course, request } = this.#known;
    const seen = [request?.seenAt, course?.seenAt, course === null ? undefined : course.seenAt - this.#plan.period];
    const bounds = seen.filter((bound) => bound !== undefined);
    const bound = bounds[Number(share) % (bounds.length + 1)];
    this.#said.lastLife = bound === undefined ? (await now()) - share * HOUR : bound + ((share / 4n) % 3n) - 1n;
    await this.#say();
  }

  async beat(): Promise<void> {
    this.#heartbeat = await nextSecond();
    await this.registry.connect(this.#wallet.owner).heartbeat();
  }

  async suspend(share: bigint): Promise<void> {
    this.#said.suspendedAt = share < 25n ? await now() : share < 50n ? this.#known.registeredAt - 1n : 0n;
    await this.#say();
  }

  async feed(share: bigint): Promise<void> {
    const since = (await now()) - share * HOUR;
    const answer = share % 4n === 3n ? 10n : share % 2n;
    await this.#feed.say(answer, since);
    this.#uptime = answer === 10n || this.#plan.feed === ZeroAddress ? null : { up: answer === 0n, since };
  }

  /** Another plan takes the place of this one at once: it moves no less. Half of the time by a signature, which is life from when it was made. */
  async extend(share: bigint): Promise<void> {
    const { owner, keeper } = this.#wallet;
    const [current, next] = [this.#plan, { ...this.#plan, bounty: this.#plan.bounty + 1n }];
    const soon = await now();
    const issuedAt = share % 2n === 0n ? soon - share * HOUR : soon + 1n;
    const terms = { issuedAt, deadline: soon + DAY };
    const request = await propagationRequest(this.registry, next, terms, owner);
    const signature = await signMessage(owner, this.registry, "PropagationRequest", request);
    await nextSecond();
    if (share % 2n === 0n) await supersedeSigned(keeper, this.registry, { current, request, signature });
    else await supersede(owner, this.registry, { current, next });
    this.#plan = next;
    if (issuedAt > this.#heartbeat) this.#heartbeat = issuedAt;
    const version = this.#known.version + 1n;
    Object.assign(this.#known, { version, registeredAt: issuedAt, course: null, pauses: 0n });
  }

  // ---- what others do ----

  async trigger(share: bigint): Promise<boolean> {
    await this.#setLag(share);
    const { lag } = this.#said;
    return this.#attempt(
      (status, time) => status.state === State.ACTIVE && time - lag >= status.triggerableAt,
      () => trigger(this.#wallet.keeper, this.registry, { plan: this.#plan }),
      ({ lastLife }, time) => {
        const byRequest = time - lag < lastLife + this.#plan.period;
        const seenAt = byRequest ? (this.#known.request?.seenAt ?? 0n) : time - lag;
        this.#known.course = { ...BEGUN, triggeredAt: time, seenAt, byRequest };
        // One that made the plan due can be denied until something moves.
        if (!byRequest) this.#known.request = null;
        this.#executed = new Set();
      },
    );
  }

  async request(share: bigint): Promise<boolean> {
    await this.#setLag(share);
    const { lag } = this.#said;
    const standing = this.#isRequested();
    return this.#attempt(
      ({ state, lastLife }, time) =>
        state === State.ACTIVE && this.#plan.requestPeriod !== 0n && time - lag > lastLife && !standing,
      () => request(this.#wallet.spouse, this.registry, { plan: this.#plan }),
      (_, time) => {
        this.#known.request = { requestedAt: time, seenAt: time - lag, version: this.#known.version };
      },
    );
  }

  async endRequest(): Promise<boolean> {
    const standing = this.#isRequested();
    const { grace, period } = this.#plan;
    return this.#attempt(
      ({ state, triggeredAt }, time) => {
        const overdue = state === State.GRACE && time >= triggeredAt + grace + period;
        return this.#known.request !== null && (!standing || state === State.SUSPENDED || overdue);
      },
      () => endRequest(this.#wallet.keeper, this.registry, { plan: this.#plan }),
      () => {
        this.#known.request = null;
      },
    );
  }

  async accept(): Promise<boolean> {
    return this.#attempt(
      ({ state, opensAt }, time) => state === State.GRACE && this.#course.accepted === null && time >= opensAt,
      ({ tier }) => this.registry.connect(this.#wallet.spouse).accept(this.#plan, tier, 0n, NO_SALT),
      ({ tier }) => {
        this.#course.accepted = tier;
      },
    );
  }

  async pause(): Promise<boolean> {
    const { version, pauses } = this.#known;
    const { triggeredAt } = await this.registry.statusOf(this.#plan);
    const message = { account: this.#plan.account, version, triggeredAt, number: pauses };
    const signature = await signMessage(this.#guardian, this.registry, "GuardianPause", message);
    const signatures = [{ key: this.#guardian.address, signature }];
    return this.#attempt(
      (status) => isTriggered(status) && pauses < this.#plan.guardians.pauses,
      () => pause(this.#wallet.keeper, this.registry, { plan: this.#plan, signatures }),
      (_, time) => {
        this.#course.pausedUntil = time + this.#plan.guardians.pauseFor;
        this.#known.pauses += 1n;
      },
    );
  }

  async confirm(): Promise<boolean> {
    const { version, course } = this.#known;
    const message = { account: this.#plan.account, version, triggeredAt: course?.triggeredAt ?? 0n };
    const signature = await signMessage(this.#guardian, this.registry, "GuardianConfirmation", message);
    const signatures = [{ key: this.#guardian.address, signature }];
    return this.#attempt(
      (status) => isTriggered(status) && this.#plan.guardians.confirm,
      () => confirm(this.#wallet.keeper, this.registry, { plan: this.#plan, signatures }),
      () => {
        this.#course.confirmed = true;
      },
    );
  }

  async execute(share: bigint): Promise<boolean> {
    const place = share % 2n;
    const money = this.#moneys[Number(place)] ?? expect.fail("two assets");
    // Now and then there is nothing of it.
    if (share % 5n !== 0n) await money.mint(this.#wallet.owner, 10n);
    const moves = (await money.balanceOf(this.#wallet.owner)) !== 0n;
    return this.#attempt(
      (status, time) => isExecutable(this.#plan, status, time),
      () => execute(this.#wallet.keeper, this.registry, { plan: this.#plan, places: [place] }),
      ({ tier }) => {
        this.#executed.add(place);
        const course = this.#course;
        if (!course.moved && moves) {
          Object.assign(course, { moved: true, accepted: tier });
          this.#known.request = null;
        }
        // As long as nothing has moved, nothing has begun.
        if (course.moved && this.#executed.size === 2) course.complete = true;
      },
    );
  }

  /** Lets the registry decide, and holds it to what the model expects of that second. */
  async #attempt(
    expected: (status: Status, at: bigint) => boolean,
    send: (status: Status) => Promise<unknown>,
    effect: (status: Status, at: bigint) => void,
  ): Promise<boolean> {
    const time = await nextSecond();
    const status = statusAt(this.#plan, this.facts, time);
    const refused = await send(status).then(
      () => null,
      (error: unknown) => {
        const told = explainError(error);
        if (told === null) throw error;
        return told.name;
      },
    );
    expect(refused === null, `${refused ?? "accepted"} at ${time}`).to.equal(expected(status, time));
    if (refused === null) effect(status, time);
    return refused === null;
  }

  get #course(): Course {
    return this.#known.course ?? expect.fail("there was no trigger");
  }

  #isRequested(): boolean {
    const { request, lastLife, version } = this.facts;
    return request !== null && request.version === version && lastLife < request.seenAt;
  }

  async #setLag(share: bigint): Promise<void> {
    this.#said.lag = share % 3n === 0n ? share * 10n : 0n;
    await this.#say();
  }

  async #say(): Promise<void> {
    await this.#wallet.life.say(this.#wallet.owner, this.#said);
  }
}

function isTriggered({ state }: Status): boolean {
  return state === State.GRACE || state === State.EXECUTING;
}

/** The second of the next transaction. */
async function nextSecond(): Promise<bigint> {
  const next = (await now()) + 1n;
  await networkHelpers.time.setNextBlockTimestamp(next);
  return next;
}
