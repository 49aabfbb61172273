import { refuse } from "./support.ts";

/** A plan as far as it decides anything here. Recipients are named by their addresses. */
export interface ModelPlan {
  period: bigint;
  grace: bigint;
  changeDelay: bigint;
  requestPeriod: bigint;
  bond: bigint;
  bounty: bigint;
  fallback?: string;
  assets: { token: string; heir?: number }[];
  tiers: { delay: bigint; window: bigint; recipients: { who: string; share: bigint }[] }[];
  confirm: boolean;
  pauseFor: bigint;
  pauses: number;
}

export const State = {
  NONE: 0n,
  ACTIVE: 1n,
  GRACE: 2n,
  EXECUTING: 3n,
  DONE: 4n,
  STOPPED: 5n,
  SUSPENDED: 6n,
  CANCELLED: 7n,
} as const;

const FOREVER = 2n ** 48n - 1n;
const YEAR = 365n * 86_400n;

interface Standing {
  plan?: ModelPlan;
  version: bigint;
  registeredAt: bigint;
}

interface Claim {
  who: string;
  token: string;
  amount: bigint;
  since: bigint;
}

/** What has come of a trigger. */
interface Course {
  at: bigint;
  /** The owner's silence reached until then; of a request, from then on. */
  seen: bigint;
  byRequest: boolean;
  accepted?: number;
  confirmed: boolean;
  pausedUntil: bigint;
  moved: boolean;
  complete: boolean;
  taken: Set<number>;
  claims: Claim[];
}

/**
 * One account's dead man's switch, said in plain words: all acts of the owner that anybody knows of are kept as they are, and everything is worked out from them
 * whenever it is asked for.
 */
export class WalletModel {
  now = 0n;
  readonly lives: bigint[] = [];
  suspendedAt = 0n;
  standing: Standing = { version: 0n, registeredAt: 0n };
  announced: (Standing & { from: bigint }) | undefined;
  course: Course | undefined;
  pauses = 0;
  request: { by: string; at: bigint; bond: bigint; version: bigint } | undefined;
  readonly credits = new Map<string, bigint>();
  bounties = 0n;
  readonly held = new Map<string, Map<string, bigint>>();
  readonly denied = new Set<string>();
  readonly account: string;

  constructor(account: string) {
    this.account = account;
  }

  // ---- time ----

  /** What was announced is in force once its time has come. */
  private turn(): void {
    if (this.announced === undefined || this.now < this.announced.from) return;
    const { plan, version, registeredAt } = this.announced;
    this.standing = { ...(plan === undefined ? {} : { plan }), version, registeredAt };
    this.announced = undefined;
    this.forget();
  }

  private forget(): void {
    this.course = undefined;
    this.pauses = 0;
  }

  get plan(): ModelPlan | undefined {
    this.turn();
    return this.standing.plan;
  }

  get lastLife(): bigint {
    return this.lives.reduce((latest, life) => (life > latest ? life : latest), 0n);
  }

  private get stands(): boolean {
    if (this.course === undefined || this.plan === undefined) return false;
    const { byRequest, seen } = this.course;
    return byRequest ? this.lastLife < seen : this.lastLife + this.plan.period <= seen;
  }

  get state(): bigint {
    if (this.plan === undefined) return this.standing.version === 0n ? State.NONE : State.CANCELLED;
    if (this.suspendedAt >= this.standing.registeredAt) return State.SUSPENDED;
    if (!this.course?.moved) return this.stands ? State.GRACE : State.ACTIVE;
    if (!this.stands) return State.STOPPED;
    return this.course.complete ? State.DONE : State.EXECUTING;
  }

  /** The request, if it makes anything due. */
  private get standingRequest() {
    const { request } = this;
    return request?.version === this.standing.version && this.lastLife < request.at ? request : undefined;
  }

  get triggerableAt(): bigint {
    const silent = this.lastLife + this.plan!.period;
    const asked = this.standingRequest;
    if (asked === undefined) return silent;
    const answered = asked.at + this.plan!.requestPeriod;
    return answered < silent ? answered : silent;
  }

  /** When each tier opens, and when it closes. */
  windows(): { opens: bigint; closes: bigint }[] {
    const { tiers, grace } = this.plan!;
    const { at, byRequest } = this.course!;
    let free = at + grace;
    const base = byRequest ? free - tiers[0]!.delay : this.lastLife;
    return tiers.map(({ delay, window }, i) => {
      const opens = base + delay > free ? base + delay : free;
      free = opens + window;
      return { opens, closes: i === tiers.length - 1 ? FOREVER : free };
    });
  }

  get tier(): { tier: number; accepted: boolean; opens: bigint; closes: bigint } {
    const windows = this.windows();
    const tier = this.course!.accepted ?? windows.findIndex(({ closes }) => this.now < closes);
    const accepted = this.course!.accepted !== undefined || tier === windows.length - 1;
    return { tier, accepted, ...windows[tier]! };
  }

  /** What `statusOf` says of the plan in force. */
  status(): Record<string, bigint | boolean> {
    const zero = { triggeredAt: 0n, executableAt: 0n, tier: 0n, accepted: false, opensAt: 0n, closesAt: 0n };
    const none = { ...zero, pausedUntil: 0n, confirmed: false, triggerableAt: 0n };
    const all = {
      state: this.state,
      version: this.standing.version,
      lastLife: this.lastLife,
      pauses: BigInt(this.pauses),
    };
    if (!this.stands) return { ...none, ...all, triggerableAt: this.triggerableAt };
    const { at, pausedUntil, confirmed } = this.course!;
    const { tier, accepted, opens, closes } = this.tier;
    const free = at + this.plan!.grace;
    return {
      ...none,
      ...all,
      triggeredAt: at,
      executableAt: free > pausedUntil ? free : pausedUntil,
      pausedUntil,
      confirmed,
      tier: BigInt(tier),
      accepted,
      opensAt: opens,
      closesAt: closes,
    };
  }

  // ---- the owner ----

  private requirePlan(): ModelPlan {
    return this.plan ?? refuse("WalletOtherPlan");
  }

  register(plan: ModelPlan): void {
    if (this.plan !== undefined) refuse("WalletRegisteredBefore");
    this.replace(plan);
  }

  private replace(plan: ModelPlan): void {
    this.standing = { plan, version: this.standing.version + 1n, registeredAt: this.now };
    this.announced = undefined;
    this.forget();
    this.lives.push(this.now);
  }

  supersede(next: ModelPlan, extension: boolean): void {
    const plan = this.requirePlan();
    if (extension || plan.changeDelay === 0n) this.replace(next);
    else this.announce(next);
  }

  cancel(): void {
    this.requirePlan();
    this.announce(undefined);
  }

  private announce(plan: ModelPlan | undefined): void {
    this.announced = {
      ...(plan === undefined ? {} : { plan }),
      version: this.standing.version + 1n,
      registeredAt: this.now,
      from: this.now + this.standing.plan!.changeDelay,
    };
    this.lives.push(this.now);
    this.turn();
  }

  withdrawAnnouncement(): void {
    this.turn();
    if (this.announced === undefined) refuse("WalletNothingAnnounced");
    this.announced = undefined;
    this.lives.push(this.now);
  }

  heartbeat(): void {
    this.requirePlan();
    this.lives.push(this.now);
  }

  heartbeatSigned(issuedAt: bigint): void {
    this.requirePlan();
    if (issuedAt > this.now || issuedAt <= this.lastLife) refuse("WalletIssuedAt");
    this.lives.push(issuedAt);
  }

  // ---- silence ----

  trigger(by: string): void {
    const plan = this.requirePlan();
    if (this.state !== State.ACTIVE) refuse("WalletState");
    if (this.now < this.triggerableAt) refuse("WalletTooEarly");
    const byRequest = this.now < this.lastLife + plan.period;
    this.course = {
      at: this.now,
      seen: byRequest ? this.request!.at : this.now,
      byRequest,
      confirmed: false,
      pausedUntil: 0n,
      moved: false,
      complete: false,
      taken: new Set(),
      claims: [],
    };
    if (this.request !== undefined) this.end(this.denied_());
    this.payBounty(by);
  }

  private denied_(): boolean {
    return this.lastLife >= this.request!.at;
  }

  private credit(who: string, amount: bigint): void {
    this.credits.set(who, (this.credits.get(who) ?? 0n) + amount);
  }

  private payBounty(by: string): void {
    const wanted = this.plan!.bounty;
    const amount = wanted < this.bounties ? wanted : this.bounties;
    this.bounties -= amount;
    this.credit(by, amount);
  }

  private end(denied: boolean): void {
    this.credit(denied ? this.account : this.request!.by, this.request!.bond);
    this.request = undefined;
  }

  ask(by: string): void {
    const plan = this.requirePlan();
    if (this.state !== State.ACTIVE) refuse("WalletState");
    if (plan.requestPeriod === 0n) refuse("WalletNoRequest");
    if (!plan.tiers[0]!.recipients.some(({ who }) => who === by)) refuse("WalletNotRecipient");
    if (this.lastLife >= this.now) refuse("WalletTooEarly");
    if (this.standingRequest !== undefined) refuse("WalletNoRequest");
    if (this.request !== undefined) this.end(this.denied_());
    this.request = { by, at: this.now, bond: plan.bond, version: this.standing.version };
  }

  endRequest(): void {
    this.turn();
    if (this.request === undefined) refuse("WalletRequestStands");
    const isVoid = this.request.version !== this.standing.version || this.state === State.SUSPENDED;
    if (!isVoid && !this.denied_() && !this.overdue) refuse("WalletRequestStands");
    this.end(this.denied_());
  }

  /** Whether nothing has come of a trigger for a whole period. */
  private get overdue(): boolean {
    const { plan, course } = this;
    return this.state === State.GRACE && this.now >= course!.at + plan!.grace + plan!.period;
  }

  accept(tier: number, by: string): void {
    const plan = this.requirePlan();
    if (this.state !== State.GRACE) refuse("WalletState");
    if (this.course!.accepted !== undefined) refuse("WalletAcceptedBefore");
    const open = this.tier;
    if (open.tier !== tier || this.now < open.opens) refuse("WalletTierClosed");
    if (plan.tiers[tier]!.recipients[0]!.who !== by) refuse("WalletNotRecipient");
    this.course!.accepted = tier;
  }

  private requireTriggered(): ModelPlan {
    const plan = this.requirePlan();
    if (this.state !== State.GRACE && this.state !== State.EXECUTING) refuse("WalletState");
    return plan;
  }

  pause(): void {
    const plan = this.requireTriggered();
    if (this.pauses >= plan.pauses) refuse("WalletGuardiansRefused");
    this.course!.pausedUntil = this.now + plan.pauseFor;
    this.pauses += 1;
  }

  confirm(): void {
    if (!this.requireTriggered().confirm) refuse("WalletGuardiansRefused");
    this.course!.confirmed = true;
  }

  // ---- assets ----

  balanceOf(token: string, owner: string): bigint {
    return this.held.get(token)?.get(owner) ?? 0n;
  }

  give(token: string, owner: string, amount: bigint): void {
    const balances = this.held.get(token) ?? new Map<string, bigint>();
    this.held.set(token, balances.set(owner, this.balanceOf(token, owner) + amount));
  }

  private move(token: string, to: string, amount: bigint): boolean {
    if (this.denied.has(`${token} ${to}`)) return false;
    this.give(token, this.account, -amount);
    this.give(token, to, amount);
    this.course!.moved = true;
    return true;
  }

  private authorize(): { plan: ModelPlan; tier: number } {
    const plan = this.requirePlan();
    if (![State.GRACE, State.EXECUTING, State.DONE].some((state) => state === this.state)) refuse("WalletState");
    const { pausedUntil, confirmed, at } = this.course!;
    if (this.now < pausedUntil) refuse("WalletPaused");
    if (this.now < at + plan.grace) refuse("WalletTooEarly");
    if (plan.confirm && !confirmed) refuse("WalletUnconfirmed");
    const { tier, accepted, opens } = this.tier;
    if (this.now < opens) refuse("WalletTooEarly");
    if (!accepted) refuse("WalletUnaccepted");
    return { plan, tier };
  }

  claimable(token: string): bigint {
    return (this.course?.claims ?? []).reduce((sum, claim) => sum + (claim.token === token ? claim.amount : 0n), 0n);
  }

  execute(places: number[], by: string): void {
    const { plan, tier } = this.authorize();
    if (places.length === 0) refuse("ExecutorNothing");
    for (const place of places) {
      const asset = plan.assets[place] ?? refuse("ExecutorPlace");
      const free = this.balanceOf(asset.token, this.account) - this.claimable(asset.token);
      if (free > 0n) this.share(asset, free, plan.tiers[tier]!.recipients);
      this.course!.taken.add(place);
    }
    this.record(plan, tier, by);
  }

  private share(
    asset: ModelPlan["assets"][number],
    amount: bigint,
    recipients: { who: string; share: bigint }[],
  ): void {
    const heir = asset.heir === undefined ? undefined : recipients[asset.heir];
    const rest = recipients.slice(1).map(({ who, share }) => ({ who, part: (amount * share) / 10_000n }));
    const first = { who: recipients[0]!.who, part: amount - rest.reduce((sum, { part }) => sum + part, 0n) };
    for (const { who, part } of heir === undefined ? [first, ...rest] : [{ who: heir.who, part: amount }]) {
      if (part === 0n || this.move(asset.token, who, part)) continue;
      const claims = this.course!.claims;
      const claim = claims.find((one) => one.who === who && one.token === asset.token);
      if (claim === undefined) claims.push({ who, token: asset.token, amount: part, since: this.now });
      else Object.assign(claim, { amount: claim.amount + part, since: this.now });
    }
  }

  private record(plan: ModelPlan, tier: number, by: string): void {
    const course = this.course!;
    if (course.moved || course.claims.length > 0) course.accepted = tier;
    if (!course.moved) return;
    if (course.complete || course.taken.size < plan.assets.length) return;
    course.complete = true;
    this.payBounty(by);
  }

  claim(token: string, who: string, by: string, toFallback = false): void {
    const { plan, tier } = this.authorize();
    const claim = this.course!.claims.find((one) => one.who === who && one.token === token);
    if (toFallback && (plan.fallback === undefined || this.now < (claim?.since ?? 0n) + YEAR))
      refuse("ExecutorFallbackEarly");
    const held = this.balanceOf(token, this.account);
    const amount = claim === undefined ? 0n : claim.amount < held ? claim.amount : held;
    if (amount === 0n) refuse("ExecutorNoClaim");
    if (!this.move(token, toFallback ? plan.fallback! : who, amount)) refuse("ExecutorClaimFailed");
    claim!.amount -= amount;
    this.record(plan, tier, by);
  }
}
