import type { ModelClock } from "./clock.ts";
import type { BackingModel } from "./timeframe-backing.ts";
import { at, type Emit, Refusal, refuse, type Timeline, type Value } from "./support.ts";

export const ZERO = `0x${"00".repeat(20)}`;
export const NO_CAP = 2n ** 112n - 1n;
export const NO_END = 2n ** 32n - 1n;
const NO_LIMIT = 2n ** 256n - 1n;

export interface ModelGroupTerms {
  onRequest: boolean;
  soulbound: boolean;
  quota: bigint;
  receiveCap: bigint;
  budget: bigint;
}

export interface ModelTerms {
  layout: "PLAIN" | "CAPPED" | "GRACE";
  open: boolean;
  clock: ModelClock;
  /** Moment of creation. */
  created: bigint;
  token: string;
  administrator: string;
  backing: BackingModel;
}

interface Group {
  onRequest: boolean;
  soulbound: boolean;
  quota: Timeline;
  receiveCap: Timeline;
  budget: Timeline;
  hasTerms: boolean;
}

/** An entry into a group, a change of end, or an exit, in the frame in which it was made. */
interface Assignment {
  made: bigint;
  /** The first one ever entitles in its own frame; any other from the next frame on. */
  first: boolean;
  /** Units of the frame of entry stay free, since some were held before. */
  free: boolean;
  group: bigint;
  until: bigint;
}

class Person {
  readonly assignments: Assignment[] = [];
  /** By epoch: what came in less what went out. Quotas are not in here: they follow from the assignments. */
  readonly moved = new Map<bigint, bigint>();
  /** What counts against a cap or limit, by frame: receipts while there was a cap, and draws. */
  readonly uses: { frame: bigint; amount: bigint; drawnFrom: bigint }[] = [];
  /** Frames in which nothing more can be drawn, since the share was had elsewhere. */
  readonly exhausted = new Set<bigint>();
  provider = false;
  barred = false;
  touched = 0n;
}

/**
 * What a timeframe token must do, by the plainest means: every quota, assignment and movement is kept for ever, and a balance or supply is
 * a sum over all of them. Each action refuses before it changes anything.
 */
export class TimeframeModel {
  now: bigint;
  /** What the last action must have emitted, in order. */
  events: Value[][] = [];
  readonly groups: Group[] = [];
  readonly terms: ModelTerms;
  readonly people = new Map<string, Person>();
  private readonly allowances = new Map<string, bigint>();
  private readonly max: bigint;

  constructor(terms: ModelTerms) {
    this.terms = terms;
    this.now = terms.created;
    this.max = terms.layout === "PLAIN" ? 2n ** 112n - 1n : 2n ** 80n - 1n;
  }

  readonly emit: Emit = (name, ...args) => this.events.push([name, ...args]);

  // ---- what is true now ----

  get frame(): bigint {
    return this.terms.clock.indexAt(this.now);
  }

  person(account: string): Person {
    let person = this.people.get(account);
    if (person === undefined) this.people.set(account, (person = new Person()));
    return person;
  }

  /** Epochs whose units are valid in a frame, the oldest first. */
  private valid(frame: bigint): bigint[] {
    return this.terms.layout === "GRACE" && frame > 0n ? [frame - 1n, frame] : [frame];
  }

  /** The assignment that rules what an account has of an epoch, if it is a member in it. */
  private ruling(person: Person, epoch: bigint): Assignment | undefined {
    const last = person.assignments.findLast((a) => a.made < epoch || (a.made === epoch && a.first));
    return last !== undefined && epoch < last.until ? last : undefined;
  }

  private entitled(person: Person, epoch: bigint): bigint {
    const ruling = this.ruling(person, epoch);
    if (ruling === undefined || epoch === 0n) return 0n;
    const group = this.groupOf(ruling.group);
    return group.onRequest ? 0n : at(group.quota, epoch);
  }

  private held(account: string, epoch: bigint): bigint {
    const person = this.person(account);
    return this.entitled(person, epoch) + (person.moved.get(epoch) ?? 0n);
  }

  balanceOf(account: string, frame = this.frame): bigint {
    return this.valid(frame).reduce((sum, epoch) => sum + this.held(account, epoch), 0n);
  }

  balanceOfAtEpoch(account: string, epoch: bigint): bigint {
    return this.valid(this.frame).includes(epoch) ? this.held(account, epoch) : 0n;
  }

  totalSupply(): bigint {
    return [...this.people.keys()].reduce((sum, account) => sum + this.balanceOf(account), 0n);
  }

  /** The group in which an account is a member now: a member may receive and draw as soon as he is in. */
  private membership(person: Person): Assignment | undefined {
    const last = person.assignments.at(-1);
    return last !== undefined && this.frame < last.until ? last : undefined;
  }

  /** Whether an account's units of an epoch are soul-bound. */
  private isBound(account: string, epoch: bigint): boolean {
    const ruling = this.ruling(this.person(account), epoch);
    if (ruling === undefined || (ruling.free && ruling.made === epoch)) return false;
    return this.groupOf(ruling.group).soulbound;
  }

  private used(person: Person): bigint {
    if (person.exhausted.has(this.frame)) return this.max;
    return person.uses.filter((use) => use.frame === this.frame).reduce((sum, use) => sum + use.amount, 0n);
  }

  private requested(group: bigint): bigint {
    const draws = [...this.people.values()].flatMap((person) => person.uses);
    return draws
      .filter((use) => use.frame === this.frame && use.drawnFrom === group)
      .reduce((sum, use) => sum + use.amount, 0n);
  }

  remaining(account: string): bigint {
    const person = this.person(account);
    const membership = this.membership(person);
    if (membership === undefined || this.frame === 0n) return 0n;
    const group = this.groupOf(membership.group);
    if (!group.onRequest) return 0n;
    const own = at(group.quota, this.frame) - this.used(person);
    const all = at(group.budget, this.frame) - this.requested(membership.group);
    const least = own < all ? own : all;
    return least > 0n ? least : 0n;
  }

  isMember(account: string): boolean {
    return this.membership(this.person(account)) !== undefined;
  }

  private capOf(person: Person): bigint {
    const membership = this.membership(person);
    return membership === undefined ? NO_CAP : at(this.groupOf(membership.group).receiveCap, this.frame);
  }

  private room(person: Person): bigint {
    const cap = this.capOf(person);
    if (cap === NO_CAP) return NO_LIMIT;
    return cap > this.used(person) ? cap - this.used(person) : 0n;
  }

  private mayReceive(person: Person): boolean {
    return this.terms.open || person.provider || this.membership(person) !== undefined;
  }

  receivable(account: string): bigint {
    const person = this.person(account);
    return this.mayReceive(person) ? this.room(person) : 0n;
  }

  // ---- units ----

  transfer(from: string, to: string, value: bigint): void {
    if (to === ZERO) refuse("ERC20InvalidReceiver", ZERO);
    this.move(from, to, value, this.oldest(from, value));
  }

  transferAtEpoch(epoch: bigint, from: string, to: string, value: bigint): void {
    if (to === ZERO) refuse("ERC20InvalidReceiver", ZERO);
    if (epoch < this.frame && !this.valid(this.frame).includes(epoch)) {
      refuse("ERC7818TransferredExpiredToken", from, epoch);
    }
    // Nothing can be moved out of an epoch that has not begun, not even nothing.
    const held = this.balanceOfAtEpoch(from, epoch);
    if (value > held || epoch > this.frame) refuse("ERC20InsufficientBalance", from, held, value);
    this.move(from, to, value, [{ epoch, value }]);
  }

  approve(owner: string, spender: string, value: bigint): void {
    if (spender === ZERO) refuse("ERC20InvalidSpender", ZERO);
    this.allowances.set(owner + spender, value);
    this.emit("Approval", owner, spender, value);
  }

  /** Who has an allowance of an owner. */
  spenders(owner: string): string[] {
    return [...this.people.keys()].filter((spender) => (this.allowances.get(owner + spender) ?? 0n) > 0n);
  }

  /** Does something with an allowance, which is used up only if it is done. */
  withAllowance(owner: string, spender: string, value: bigint, then: () => void): void {
    const allowance = this.allowances.get(owner + spender) ?? 0n;
    if (value > allowance) refuse("ERC20InsufficientAllowance", spender, allowance, value);
    then();
    if (allowance !== NO_LIMIT) this.allowances.set(owner + spender, allowance - value);
  }

  spend(from: string, provider: string, amount: bigint, ref: string): void {
    if (amount === 0n) refuse("TimeframeZeroAmount");
    if (!this.person(provider).provider) refuse("TimeframeNotProvider", provider);
    const parts = this.oldest(from, amount);

    const reserved: Value[][] = [];
    this.terms.backing.reserve(provider, this.frame, amount, (...event) => reserved.push(event));
    this.touch(from);
    for (const { epoch, value } of parts) this.shift(from, epoch, -value);
    this.emit("Transfer", from, ZERO, amount);
    this.emitOlder(parts, from, ZERO);
    this.emit("Spent", from, provider, this.frame, amount, ref);
    this.events.push(...reserved);
  }

  request(account: string, amount: bigint, metadata?: string): void {
    if (this.terms.layout !== "CAPPED") refuse("TimeframeNeedsCappedLayout");
    if (amount === 0n) refuse("TimeframeZeroAmount");
    if (this.frame === 0n) refuse("TimeframeNotStarted", this.terms.clock.startOf(1n));
    const person = this.person(account);
    const membership = this.membership(person);
    if (membership === undefined || !this.groupOf(membership.group).onRequest) refuse("TimeframeNotOnRequest", account);
    const remaining = this.remaining(account);
    if (amount > remaining) refuse("TimeframeRequestExceeds", account, amount, remaining);
    this.fit(this.balanceOf(account) + amount);

    this.touch(account);
    this.shift(account, this.frame, amount);
    person.uses.push({ frame: this.frame, amount, drawnFrom: membership.group });
    this.emit("Transfer", ZERO, account, amount);
    this.emit("Requested", account, membership.group, this.frame, amount);
    if (metadata !== undefined) this.emit("Package", account, this.frame, amount, this.now, metadata);
  }

  /** The parts of an amount, of the epochs that expire first. */
  private oldest(from: string, value: bigint): { epoch: bigint; value: bigint }[] {
    const balance = this.balanceOf(from);
    if (value > balance) refuse("ERC20InsufficientBalance", from, balance, value);
    let left = value;
    return this.valid(this.frame).map((epoch) => {
      const held = this.held(from, epoch);
      const part = held < left ? held : left;
      left -= part;
      return { epoch, value: part };
    });
  }

  private move(from: string, to: string, value: bigint, parts: { epoch: bigint; value: bigint }[]): void {
    // An account may have units of two epochs, of which only those that move count.
    if (parts.some((part) => part.value !== 0n && this.isBound(from, part.epoch))) {
      refuse("TimeframeSoulbound", from);
    }
    const receiver = this.person(to);
    if (!this.mayReceive(receiver)) refuse("TimeframeReceiverOutside", to);
    const capped = this.terms.layout === "CAPPED" && this.capOf(receiver) !== NO_CAP;
    if (capped && value > this.room(receiver)) {
      refuse("TimeframeReceiveCapExceeded", to, value, this.room(receiver));
    }
    for (const part of [...parts].reverse()) this.fit(this.held(to, part.epoch) + (from === to ? 0n : part.value));

    this.touch(from);
    this.touch(to);
    for (const part of parts) {
      this.shift(from, part.epoch, -part.value);
      this.shift(to, part.epoch, part.value);
    }
    if (capped) receiver.uses.push({ frame: this.frame, amount: value, drawnFrom: 0n });
    this.emit("Transfer", from, to, value);
    this.emitOlder(parts, from, to);
  }

  private emitOlder(parts: { epoch: bigint; value: bigint }[], from: string, to: string): void {
    for (const { epoch, value } of parts) {
      if (epoch < this.frame && value !== 0n) this.emit("TransferredAtEpoch", epoch, from, to, value);
    }
  }

  private shift(account: string, epoch: bigint, by: bigint): void {
    const { moved } = this.person(account);
    moved.set(epoch, (moved.get(epoch) ?? 0n) + by);
  }

  /** The first touch in a frame shows what expired since the last one, and what was granted. */
  private touch(account: string): void {
    const person = this.person(account);
    if (person.touched === this.frame) return;
    const then = this.valid(person.touched);
    const now = this.valid(this.frame);
    const sum = (epochs: bigint[]) => epochs.reduce((total, epoch) => total + this.held(account, epoch), 0n);
    const expired = sum(then.filter((epoch) => !now.includes(epoch)));
    const granted = sum(now.filter((epoch) => epoch > person.touched));
    if (expired !== 0n) this.emit("Transfer", account, ZERO, expired);
    if (granted !== 0n) this.emit("Transfer", ZERO, account, granted);
    person.touched = this.frame;
  }

  private fit(value: bigint): void {
    if (value > this.max) refuse("TimeframeWidthExceeded", value, this.max);
  }

  // ---- groups ----

  requireAdministrator(caller: string): void {
    if (caller !== this.terms.administrator) refuse("TimeframeNotAdministrator", this.terms.token, caller);
  }

  groupOf(id: bigint): Group {
    return this.groups[Number(id) - 1] ?? refuse("TimeframeUnknownGroup", id);
  }

  openGroup(terms: ModelGroupTerms): void {
    if (terms.onRequest ? terms.receiveCap !== NO_CAP : terms.budget !== 0n) refuse("TimeframeGroupTermsMixed");
    if (terms.onRequest) this.requireCapped();
    this.checkCap(terms.receiveCap);
    this.fit(terms.quota);
    const timeline = (value: bigint): Timeline => [{ from: this.frame, value }];
    this.groups.push({
      onRequest: terms.onRequest,
      soulbound: terms.soulbound,
      quota: timeline(terms.quota),
      receiveCap: timeline(terms.receiveCap),
      budget: timeline(terms.budget),
      hasTerms: false,
    });
    const { onRequest, soulbound, quota, receiveCap, budget } = terms;
    this.emit("GroupOpened", BigInt(this.groups.length), onRequest, soulbound, quota, receiveCap, budget);
  }

  scheduleQuota(id: bigint, value: bigint): void {
    const group = this.groupOf(id);
    this.fit(value);
    group.quota.push({ from: this.frame + 1n, value });
    this.emit("QuotaScheduled", id, value, this.frame + 1n);
  }

  scheduleReceiveCap(id: bigint, value: bigint): void {
    const group = this.groupOf(id);
    if (group.onRequest) refuse("TimeframeGroupTermsMixed");
    this.checkCap(value);
    group.receiveCap.push({ from: this.frame + 1n, value });
    this.emit("ReceiveCapScheduled", id, value, this.frame + 1n);
  }

  scheduleBudget(id: bigint, value: bigint): void {
    const group = this.groupOf(id);
    if (!group.onRequest) refuse("TimeframeGroupTermsMixed");
    group.budget.push({ from: this.frame + 1n, value });
    this.emit("BudgetScheduled", id, value, this.frame + 1n);
  }

  private requireCapped(): void {
    if (this.terms.layout !== "CAPPED") refuse("TimeframeNeedsCappedLayout");
  }

  private checkCap(cap: bigint): void {
    if (cap === NO_CAP) return;
    this.requireCapped();
    this.fit(cap);
  }

  // ---- members and providers ----

  join(account: string, id: bigint, until: bigint): void {
    const group = this.groupOf(id);
    const { frame } = this;
    if (account === ZERO) refuse("TimeframeZeroAccount");
    if (until <= frame) refuse("TimeframeTermOver", until, frame);
    const person = this.person(account);
    const last = person.assignments.at(-1);
    if (last !== undefined && last.group === id && last.until === until) {
      refuse("TimeframeAlreadyMember", account, id, until);
    }
    const reaches = until > frame + 1n;
    if (reaches) this.checkEnd(group, until);
    const free = this.held(account, frame) !== 0n;
    const assignment = { made: frame, first: last === undefined, free, group: id, until };
    const granted = last !== undefined || frame === 0n || group.onRequest ? 0n : at(group.quota, frame);
    this.fit(this.held(account, frame) + granted);

    this.touch(account);
    const stays = last !== undefined && last.group === id && frame < last.until;
    if (group.onRequest && last !== undefined && !stays) person.exhausted.add(frame);
    person.assignments.push(assignment);
    if (reaches && until !== NO_END) group.hasTerms = true;
    if (granted !== 0n) this.emit("Transfer", ZERO, account, granted);
    this.emit("MemberJoined", account, id, frame, until);
  }

  /** Ends known in advance are counted for 16 groups, and for 2^24 frames from the creation of the token on. */
  private checkEnd(group: Group, until: bigint): void {
    if (until === NO_END) return;
    const distance = until - this.terms.clock.indexAt(this.terms.created);
    if (distance >= 2n ** 24n) refuse("FrameTallyOutOfRange", distance);
    if (!group.hasTerms && this.groups.filter((g) => g.hasTerms).length === 16) {
      refuse("TimeframeTooManyTermGroups", 16n);
    }
  }

  endMembership(account: string): void {
    const last = this.person(account).assignments.at(-1);
    const until = this.frame + 1n;
    if (last === undefined || last.until <= until) refuse("TimeframeNotMember", account);
    this.touch(account);
    this.person(account).assignments.push({ made: this.frame, first: false, free: false, group: last.group, until });
    this.emit("MemberLeft", account, last.group, until);
  }

  addMembers(accounts: string[], id: bigint, until: bigint): void {
    this.batch(accounts, (account) => {
      this.requireUnbarred(account);
      this.join(account, id, until);
    });
  }

  removeMembers(accounts: string[]): void {
    this.batch(accounts, (account) => {
      this.bar(account);
      this.endMembership(account);
    });
  }

  liftBars(accounts: string[]): void {
    for (const account of accounts) {
      this.person(account).barred = false;
      this.emit("BarLifted", this.terms.token, account);
    }
  }

  /** A member comes by himself; his right to do so is proved elsewhere. */
  joinAlone(account: string, id: bigint, until: bigint): void {
    this.requireUnbarred(account);
    const last = this.person(account).assignments.at(-1);
    if (last !== undefined && last.until > this.frame + 1n) refuse("TimeframeMemberStill", account);
    this.join(account, id, until);
  }

  handOut(items: { account: string; amount: bigint }[], metadata: string): void {
    const amounts = items.map((item) => item.amount);
    this.batch(
      items.map((item) => item.account),
      (account, i) => {
        this.request(account, amounts[i] ?? 0n, metadata);
      },
    );
  }

  admitProviders(accounts: string[]): void {
    this.batch(accounts, (account) => {
      this.requireUnbarred(account);
      this.setProvider(account, true);
    });
  }

  dismissProviders(accounts: string[]): void {
    for (const account of accounts) {
      this.bar(account);
      this.setProvider(account, false);
    }
  }

  private setProvider(account: string, admitted: boolean): void {
    if (account === ZERO) refuse("TimeframeZeroAccount");
    this.person(account).provider = admitted;
    this.emit("ProviderSet", account, admitted);
  }

  private bar(account: string): void {
    this.person(account).barred = true;
    this.emit("Barred", this.terms.token, account);
  }

  private requireUnbarred(account: string): void {
    if (this.person(account).barred) refuse("TimeframeBarred", this.terms.token, account);
  }

  /** A batch never fails for one item: what is refused is said, and the rest goes on. */
  private batch(accounts: string[], act: (account: string, i: number) => void): void {
    accounts.forEach((account, i) => {
      try {
        act(account, i);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.emit("ItemSkipped", this.terms.token, account, error.error, ...error.args);
      }
    });
  }

  // ---- every view, in the order of TimeframeStage ----

  words(accounts: readonly string[]): [label: string, word: bigint][] {
    const { frame } = this;
    const { clock, backing, layout } = this.terms;
    const words: [string, bigint][] = [];
    const add = (scope: string, views: Record<string, bigint | boolean>) => {
      for (const [name, value] of Object.entries(views)) words.push([`${scope}${name}`, BigInt(value)]);
    };
    add("", {
      frame,
      start: clock.startOf(frame),
      end: clock.startOf(frame + 1n),
      totalSupply: this.totalSupply(),
      poolBalance: backing.balance,
      poolReserved: backing.owed(),
      poolFree: backing.balance - backing.owed(),
      price: at(backing.price, frame),
      priceNext: at(backing.price, frame + 1n),
      pot: at(backing.pot, frame),
      potNext: at(backing.pot, frame + 1n),
    });
    this.groups.forEach((group, i) => {
      const id = BigInt(i + 1);
      add(`group ${id.toString()} `, {
        onRequest: group.onRequest,
        soulbound: group.soulbound,
        members: BigInt(this.countMembers(id)),
        quota: at(group.quota, frame),
        quotaNext: at(group.quota, frame + 1n),
        receiveCap: at(group.receiveCap, frame),
        receiveCapNext: at(group.receiveCap, frame + 1n),
        budget: at(group.budget, frame),
        budgetNext: at(group.budget, frame + 1n),
        requested: this.requested(id),
      });
    });
    accounts.forEach((account, i) => {
      const person = this.person(account);
      const last = person.assignments.at(-1);
      const older = frame === 0n ? 0n : this.balanceOfAtEpoch(account, frame - 1n);
      const lasts = layout === "GRACE" && older === 0n ? 2n : 1n;
      add(`account ${i.toString()} `, {
        balanceOf: this.balanceOf(account),
        balanceOfCurrentEpoch: this.balanceOfAtEpoch(account, frame),
        balanceOfPreviousEpoch: older,
        balanceOfNextEpoch: 0n,
        balanceAtFrame: this.balanceOf(account),
        balanceAtNextFrame: this.balanceOf(account, frame + 1n),
        balanceThreeFramesOn: this.balanceOf(account, frame + 3n),
        nearestExpiryAmount: older === 0n ? this.balanceOfAtEpoch(account, frame) : older,
        nearestExpiry: clock.startOf(frame + lasts),
        remaining: this.remaining(account),
        receivable: this.receivable(account),
        member: this.membership(person) !== undefined,
        provider: person.provider,
        soulbound: this.isBound(account, frame),
        group: last?.group ?? 0n,
        until: last?.until ?? 0n,
        touched: person.touched,
        earned: backing.earned(account),
        earnings: backing.shown(account, frame),
      });
    });
    return words;
  }

  /** Members who will still be in the group in the next frame. */
  private countMembers(id: bigint): number {
    return [...this.people.values()].filter((person) => {
      const last = person.assignments.at(-1);
      return last !== undefined && last.group === id && last.until > this.frame + 1n;
    }).length;
  }
}
