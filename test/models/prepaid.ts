import { AbiCoder, keccak256, ZeroHash } from "ethers";

import { type Emit, refuse, type Value } from "./support.ts";

export const ZERO = `0x${"00".repeat(20)}`;
export const NO_CAP = 2n ** 96n - 1n;
export const FIRST_PIECE = 2n ** 95n;
const MOST = 2n ** 96n - 1n;
const MAX_AHEAD = 4_096n;
const MAX_TIP = 100n;
const WHOLE = 10_000n;
const NO_LIMIT = 2n ** 256n - 1n;

export const ISSUE = 0n;
export const DELIVERY = 1n;
export const FIRST_USE = 2n;

export interface ModelRules {
  trigger: bigint;
  delay: bigint;
  merchants: string;
  categories: bigint;
  cap: bigint;
  returnTo: string;
  returnBps: bigint;
  manual: boolean;
  minPiece: bigint;
}

export const NO_RULES: ModelRules = {
  trigger: ISSUE,
  delay: 0n,
  merchants: ZeroHash,
  categories: 0n,
  cap: 0n,
  returnTo: ZERO,
  returnBps: 0n,
  manual: false,
  minPiece: 0n,
};

const RULES = ["uint8", "uint32", "bytes32", "uint256", "uint96", "address", "uint16", "bool", "uint96"];
const wordsOf = (rules: ModelRules): (bigint | string | boolean)[] => [
  rules.trigger,
  rules.delay,
  rules.merchants,
  rules.categories,
  rules.cap,
  rules.returnTo,
  rules.returnBps,
  rules.manual,
  rules.minPiece,
];
const encoded = (rules: ModelRules): string => AbiCoder.defaultAbiCoder().encode(RULES, wordsOf(rules));
const PLAIN = encoded(NO_RULES);

/** What is kept of rules: 27 bytes of their hash, or zero for those of a plain instrument. */
export function hashOf(rules: ModelRules): string {
  let hash = hashes.get(rules);
  if (hash === undefined) {
    const words = encoded(rules);
    hash = words === PLAIN ? `0x${"00".repeat(27)}` : keccak256(words).slice(0, 2 + 54);
    hashes.set(rules, hash);
  }
  return hash;
}
/** Rules never change, and are looked at after each step. */
const hashes = new WeakMap<ModelRules, string>();

const sum = (numbers: Iterable<bigint>): bigint => [...numbers].reduce((total, number) => total + number, 0n);

class Person {
  /** All that came and went, but for instruments: what he has now and needs no time. */
  readonly moves: bigint[] = [];
  /** Lapsed buckets that were counted, and so are never swept. */
  readonly counted = new Set<bigint>();
  /** Lapsed buckets that were made one with the next that waits, and count as one with it. */
  readonly merged = new Set<bigint>();
  readonly accepted = new Set<string>();
  readonly allowances = new Map<string, bigint>();
  push = false;
  swept = false;
  tip = 0n;
  denied = false;
  /** What he holds of the asset itself. */
  wallet = 0n;
}

/** To whom and how the unused part returns. */
type Kind = "ALONE" | "SHARED" | "PULL";

export interface ModelInstrument {
  readonly id: bigint;
  readonly purchaser: string;
  readonly kind: Kind;
  holder: string;
  byKey: boolean;
  delivered: boolean;
  started: boolean;
  settled: boolean;
  cancelled: boolean;
  spentUnderCap: boolean;
  bucket: bigint;
  rules: ModelRules;
  /** All that came onto it and was taken from it. */
  readonly moves: bigint[];
  /** What was refunded after it had returned: part of what returned, but never locked. */
  readonly late: bigint[];
  /** By merchant: what he was paid and, negative, gave back, where that is kept. */
  readonly paid: Map<string, bigint[]>;
}

interface Payment {
  id: bigint;
  merchant: string;
  ref: string;
  amount: bigint;
  readonly refunds: bigint[];
}

/** A signature on a redemption or claim: who is said to have made it, and who did. */
export interface Signed {
  deadline: bigint;
  signer: string;
  signedBy: string;
}

/** What a redemption shows of a merchant: his category, and whether the proof is one of him and it. */
export interface Shown {
  rules: ModelRules;
  category: bigint;
  proven: boolean;
}

/**
 * What a vault must do, by the plainest means. Every movement is kept. No value is ever moved into or out of a lock: an instrument has
 * what came less what went, it belongs to those to whom it returns, and from the first second of its bucket on it counts as theirs.
 * Each action refuses before it changes anything.
 */
export class PrepaidModel {
  now: bigint;
  /** What the last action must have emitted, in order. */
  events: Value[][] = [];
  readonly length: bigint;
  readonly vault: string;
  readonly people = new Map<string, Person>();
  readonly instruments: ModelInstrument[] = [];
  readonly payments: Payment[] = [];

  constructor(vault: string, length: bigint, now: bigint) {
    this.vault = vault;
    this.length = length;
    this.now = now;
  }

  readonly emit: Emit = (name, ...args) => this.events.push([name, ...args]);

  // ---- what is true now ----

  get current(): bigint {
    return this.now / this.length;
  }

  person(account: string): Person {
    let person = this.people.get(account);
    if (person === undefined) this.people.set(account, (person = new Person()));
    return person;
  }

  find(id: bigint): ModelInstrument | undefined {
    return this.instruments.find((instrument) => instrument.id === id);
  }

  left({ moves }: ModelInstrument): bigint {
    return sum(moves);
  }

  isExpired({ bucket }: ModelInstrument): boolean {
    return bucket <= this.current;
  }

  expiryOf({ bucket }: ModelInstrument): bigint {
    return bucket * this.length;
  }

  /** What of an instrument is, or will be, an account's by time alone. */
  private partOf(account: string, instrument: ModelInstrument): bigint {
    const { kind, cancelled, purchaser, rules } = instrument;
    if (kind === "PULL" || cancelled) return 0n;
    const left = this.left(instrument);
    const share = kind === "SHARED" ? (left * rules.returnBps) / WHOLE : 0n;
    return (account === purchaser ? left - share : 0n) + (account === rules.returnTo ? share : 0n);
  }

  private partsOf(account: string, which: (bucket: bigint) => boolean): bigint {
    return sum(this.instruments.filter(({ bucket }) => which(bucket)).map((one) => this.partOf(account, one)));
  }

  balanceOf(account: string, at = this.now): bigint {
    return sum(this.person(account).moves) + this.partsOf(account, (bucket) => bucket <= at / this.length);
  }

  lockedUntil(account: string, expiry: bigint): bigint {
    if (expiry <= this.now || expiry % this.length !== 0n) return 0n;
    return this.partsOf(account, (bucket) => bucket === expiry / this.length);
  }

  /** Lapsed buckets with something in them that weren't counted yet, the oldest first. */
  private waiting(account: string): bigint[] {
    const { counted } = this.person(account);
    const buckets = new Set(this.instruments.map(({ bucket }) => bucket));
    return [...buckets]
      .filter((bucket) => bucket <= this.current && !counted.has(bucket))
      .filter((bucket) => this.partsOf(account, (other) => other === bucket) > 0n)
      .sort((a, b) => (a < b ? -1 : 1));
  }

  sweepable(account: string): bigint {
    const waiting = this.waiting(account);
    return this.person(account).swept ? this.partsOf(account, (bucket) => waiting.includes(bucket)) : 0n;
  }

  spentAt({ paid }: ModelInstrument, merchant: string): bigint {
    return sum(paid.get(merchant) ?? []);
  }

  payment(merchant: string, ref: string): Payment | undefined {
    return this.payments.find((payment) => payment.merchant === merchant && payment.ref === ref);
  }

  allowance(owner: string, spender: string): bigint {
    return this.person(owner).allowances.get(spender) ?? 0n;
  }

  /** Law 1, by way of everybody: what all have, now or later, and what waits to be settled. */
  accounted(): bigint {
    const all = [...this.people].map(([account, { moves }]) => sum(moves) + this.partsOf(account, () => true));
    const pull = this.instruments.filter(({ kind, settled }) => kind === "PULL" && !settled);
    return sum(all) + sum(pull.map((one) => this.left(one)));
  }

  // ---- the asset ----

  get held(): bigint {
    return this.person(this.vault).wallet;
  }

  setDenied(account: string, denied: boolean): void {
    this.person(account).denied = denied;
  }

  private requireAsset(from: string, to: string, amount: bigint): void {
    if (this.person(from).denied) refuse("Denied", from);
    if (this.person(to).denied) refuse("Denied", to);
    const { wallet } = this.person(from);
    if (wallet < amount) refuse("ERC20InsufficientBalance", from, wallet, amount);
  }

  private moveAsset(from: string, to: string, amount: bigint): void {
    this.person(from).wallet -= amount;
    this.person(to).wallet += amount;
  }

  /** Money that nobody is credited for. */
  donate(from: string, amount: bigint): void {
    this.requireAsset(from, this.vault, amount);
    this.moveAsset(from, this.vault, amount);
  }

  // ---- movements ----

  private requireReceiver(to: string): void {
    if (to === ZERO || to === this.vault) refuse("PrepaidInvalidReceiver", to);
  }

  private requireFit(holder: string): void {
    if (holder === ZERO || holder === this.vault) refuse("PrepaidInvalidHolder", holder);
  }

  private requireBalance(owner: string, amount: bigint): void {
    const balance = this.balanceOf(owner);
    if (amount > balance) refuse("LapseShort", amount, balance);
  }

  private credit(owner: string, amount: bigint): void {
    this.person(owner).moves.push(amount);
  }

  /** Takes from a balance. Where what was counted doesn't reach, all that has lapsed is counted. */
  private debit(owner: string, amount: bigint): void {
    const { moves, counted } = this.person(owner);
    if (sum(moves) + this.partsOf(owner, (bucket) => counted.has(bucket)) < amount) this.count(owner, NO_LIMIT);
    moves.push(-amount);
  }

  private count(owner: string, limit: bigint): { value: bigint; buckets: bigint } {
    const { counted, merged } = this.person(owner);
    let buckets = 0n;
    const chosen: bigint[] = [];
    for (const bucket of this.waiting(owner)) {
      if (buckets === limit) break;
      chosen.push(bucket);
      if (!merged.has(bucket)) buckets += 1n;
    }
    const value = this.partsOf(owner, (bucket) => chosen.includes(bucket));
    for (const bucket of chosen) counted.add(bucket);
    return { value, buckets };
  }

  /** A change to one instrument. Whoever gets something in a bucket in which he had nothing has his two oldest lapsed ones made one. */
  private change(instrument: ModelInstrument, apply: () => void): void {
    const owners = [instrument.rules.returnTo, instrument.purchaser];
    const buckets = new Map<string, bigint[]>();
    for (const owner of owners) {
      const all = this.instruments.filter((one) => this.partOf(owner, one) > 0n).map(({ bucket }) => bucket);
      buckets.set(owner, all);
    }
    apply();
    for (const owner of owners) {
      if (this.partOf(owner, instrument) === 0n) continue;
      if ((buckets.get(owner) ?? []).includes(instrument.bucket)) continue;
      const { merged } = this.person(owner);
      const [oldest, ...others] = this.waiting(owner).filter((bucket) => !merged.has(bucket));
      if (oldest !== undefined && others.length > 0) merged.add(oldest);
    }
  }

  private moved(from: string, to: string, amount: bigint): void {
    if (from !== to && amount > 0n) this.emit("Transfer", from, to, amount);
  }

  /** What of a change of `amount` is whose, beginning with the other party. */
  private dividedOf(instrument: ModelInstrument, from: bigint, to: bigint): [owner: string, amount: bigint][] {
    const { kind, rules, purchaser } = instrument;
    if (kind === "PULL") return [[this.vault, to - from]];
    if (kind === "ALONE") return [[purchaser, to - from]];
    const share = (to * rules.returnBps) / WHOLE - (from * rules.returnBps) / WHOLE;
    return [
      [rules.returnTo, share],
      [purchaser, to - from - share],
    ];
  }

  /** Puts value onto an instrument (or, negative, takes it) that comes from `other` or goes to him. */
  private put(instrument: ModelInstrument, amount: bigint, other: string): void {
    const before = this.left(instrument);
    this.change(instrument, () => {
      instrument.moves.push(amount);
    });
    for (const [owner, part] of this.dividedOf(instrument, before, before + amount)) {
      if (part > 0n) this.moved(other, owner, part);
      else this.moved(owner, other, -part);
    }
  }

  private requireRoom({ id, ...instrument }: ModelInstrument, amount: bigint): void {
    const total = sum(instrument.moves) + sum(instrument.late) + amount;
    if (total > MOST) refuse("PrepaidTooMuch", id, total);
  }

  /** Credits what has returned beyond `before` to the purchaser and the other party: his share of all less his share of what was there. */
  private giveBack({ rules, purchaser }: ModelInstrument, before: bigint, amount: bigint, from: string): bigint {
    const shareOf = (total: bigint): bigint => (total * rules.returnBps) / WHOLE;
    const share = shareOf(before + amount) - shareOf(before);
    for (const [to, part] of [
      [rules.returnTo, share],
      [purchaser, amount - share],
    ] as const) {
      if (part === 0n) continue;
      this.credit(to, part);
      this.emit("Transfer", from, to, part);
    }
    return share;
  }

  /** Pays out of the vault what was taken off the books before. */
  private pushOrCredit(to: string, amount: bigint): boolean {
    if (!this.person(this.vault).denied && !this.person(to).denied) {
      this.moveAsset(this.vault, to, amount);
      return true;
    }
    this.credit(to, amount);
    this.emit("Transfer", ZERO, to, amount);
    this.emit("PushFailed", to, amount);
    return false;
  }

  // ---- money ----

  deposit(caller: string, amount: bigint, to: string): void {
    this.requireReceiver(to);
    if (amount === 0n) refuse("PrepaidNothing");
    this.requireAsset(caller, this.vault, amount);
    this.moveAsset(caller, this.vault, amount);
    this.credit(to, amount);
    this.emit("Transfer", ZERO, to, amount);
  }

  withdraw(caller: string, amount: bigint, to: string): void {
    if (amount === 0n) refuse("PrepaidNothing");
    this.requireBalance(caller, amount);
    this.requireReceiver(to);
    this.requireAsset(this.vault, to, amount);
    this.debit(caller, amount);
    this.emit("Transfer", caller, ZERO, amount);
    this.moveAsset(this.vault, to, amount);
  }

  withdrawAll(caller: string, to: string): Value[] {
    const amount = this.balanceOf(caller);
    if (amount === 0n) refuse("PrepaidNothing");
    this.requireReceiver(to);
    this.requireAsset(this.vault, to, amount);
    this.count(caller, NO_LIMIT);
    this.withdraw(caller, amount, to);
    return [amount];
  }

  transfer(from: string, to: string, amount: bigint): Value[] {
    if (to === ZERO || to === this.vault) refuse("ERC20InvalidReceiver", to);
    this.requireBalance(from, amount);
    this.debit(from, amount);
    this.credit(to, amount);
    this.emit("Transfer", from, to, amount);
    return [true];
  }

  approve(owner: string, spender: string, amount: bigint): Value[] {
    if (spender === ZERO) refuse("ERC20InvalidSpender", ZERO);
    this.person(owner).allowances.set(spender, amount);
    this.emit("Approval", owner, spender, amount);
    return [true];
  }

  transferFrom(caller: string, from: string, to: string, amount: bigint): Value[] {
    const allowed = this.allowance(from, caller);
    if (allowed < amount) refuse("ERC20InsufficientAllowance", caller, allowed, amount);
    this.transfer(from, to, amount);
    if (allowed !== NO_LIMIT) this.person(from).allowances.set(caller, allowed - amount);
    return [true];
  }

  choosePayout(caller: string, push: boolean): void {
    this.person(caller).push = push;
    this.emit("PayoutChosen", caller, push);
  }

  chooseSweep(caller: string, on: boolean, tip: bigint): void {
    if (tip > MAX_TIP) refuse("PrepaidTipTooHigh", tip, MAX_TIP);
    const person = this.person(caller);
    person.swept = on;
    person.tip = on ? tip : 0n;
    this.emit("SweepChosen", caller, on, person.tip);
  }

  acceptReturns(caller: string, purchaser: string, accepted: boolean): void {
    const list = this.person(caller).accepted;
    if (accepted) list.add(purchaser);
    else list.delete(purchaser);
    this.emit("ReturnsAccepted", caller, purchaser, accepted);
  }

  prune(caller: string, limit: bigint): void {
    const { value, buckets } = this.count(caller, limit);
    this.emit("Pruned", caller, value, buckets);
  }

  sweep(owners: readonly string[], limit: bigint, tipTo: string): void {
    this.requireReceiver(tipTo);
    for (const owner of owners) {
      const person = this.person(owner);
      if (!person.swept) continue;
      const { value, buckets } = this.count(owner, limit);
      if (value === 0n) continue;
      this.emit("Pruned", owner, value, buckets);
      const tip = (value * person.tip) / WHOLE;
      this.credit(owner, -value);
      this.emit("Transfer", owner, ZERO, value - tip);
      const paid = this.pushOrCredit(owner, value - tip);
      this.credit(paid ? tipTo : owner, tip);
      if (!paid) continue;
      this.emit("Transfer", owner, tipTo, tip);
      this.emit("Swept", owner, tipTo, value, tip);
    }
  }

  // ---- what an instrument must be ----

  private known(id: bigint): ModelInstrument {
    return this.find(id) ?? refuse("PrepaidUnknown", id);
  }

  private requireAlive(instrument: ModelInstrument): void {
    if (this.isExpired(instrument)) refuse("PrepaidExpired", instrument.id, this.expiryOf(instrument));
  }

  private requirePurchaser({ id, purchaser }: ModelInstrument, caller: string): void {
    if (caller !== purchaser) refuse("PrepaidNotPurchaser", id, caller);
  }

  private requireHolder(id: bigint, instrument: ModelInstrument | undefined, caller: string): ModelInstrument {
    if (instrument === undefined || instrument.byKey || instrument.holder !== caller) {
      return refuse("PrepaidNotHolder", id, caller);
    }
    return instrument;
  }

  private requireRules(instrument: ModelInstrument, rules: ModelRules): void {
    const [shown, kept] = [hashOf(rules), hashOf(instrument.rules)];
    if (shown !== kept) refuse("PrepaidRulesMismatch", instrument.id, shown, kept);
  }

  private bucketOf(expiry: bigint): bigint {
    const bucket = expiry / this.length;
    if (expiry % this.length !== 0n) {
      refuse("PrepaidExpiryOffBound", expiry, this.length, (bucket + 1n) * this.length);
    }
    return bucket;
  }

  private requireAhead(bucket: bigint): void {
    if (bucket <= this.current || bucket > this.current + MAX_AHEAD) {
      refuse("LapseBucketOutOfRange", bucket, this.current);
    }
  }

  private requireSigned({ id, holder }: ModelInstrument, { signer, signedBy }: Signed): void {
    if (signer !== holder || signedBy !== signer) refuse("PrepaidUnsigned", id, signer);
  }

  // ---- purchaser ----

  issue(caller: string, number: bigint, holder: string, byKey: boolean, amount: bigint, expiry: bigint): Value[] {
    return this.open(caller, number, holder, byKey, amount, expiry, undefined);
  }

  issueWithRules(
    caller: string,
    number: bigint,
    holder: string,
    byKey: boolean,
    amount: bigint,
    expiry: bigint,
    rules: ModelRules,
  ): Value[] {
    return this.open(caller, number, holder, byKey, amount, expiry, rules);
  }

  private open(
    purchaser: string,
    number: bigint,
    holder: string,
    byKey: boolean,
    amount: bigint,
    expiry: bigint,
    given: ModelRules | undefined,
  ): Value[] {
    const rules = given ?? NO_RULES;
    if (amount === 0n) refuse("PrepaidNothing");
    this.requireSane(rules, purchaser);
    const bucket = this.bucketOf(expiry);
    if (given !== undefined) this.requireAhead(bucket);
    if (number >= FIRST_PIECE) refuse("PrepaidNumberTooHigh", number);
    this.requireFit(holder);
    const id = (BigInt(purchaser) << 96n) | number;
    if (this.find(id) !== undefined) refuse("PrepaidIssuedBefore", id);
    this.requireBalance(purchaser, amount);
    this.requireAhead(bucket);

    const alone = rules.returnTo === ZERO || this.person(rules.returnTo).accepted.has(purchaser);
    const instrument: ModelInstrument = {
      id,
      purchaser,
      kind: rules.manual || !alone ? "PULL" : rules.returnTo === ZERO ? "ALONE" : "SHARED",
      holder,
      byKey,
      delivered: !byKey && rules.trigger !== DELIVERY,
      started: rules.trigger === ISSUE,
      settled: false,
      cancelled: false,
      spentUnderCap: false,
      bucket,
      rules,
      moves: [],
      late: [],
      paid: new Map(),
    };
    this.emit("Issued", id, purchaser, holder, byKey, amount, expiry);
    if (given !== undefined) this.emit("Ruled", id, ...wordsOf(rules));
    this.debit(purchaser, amount);
    this.instruments.push(instrument);
    this.put(instrument, amount, purchaser);
    return [id];
  }

  private requireSane({ trigger, delay, categories, merchants, returnTo, returnBps }: ModelRules, purchaser: string) {
    if ((trigger === ISSUE) !== (delay === 0n)) refuse("PrepaidDelayInvalid", delay);
    if (categories !== 0n && merchants === ZeroHash) refuse("PrepaidCategoriesWithoutList");
    const sane =
      returnTo === ZERO
        ? returnBps === 0n
        : returnBps > 0n && returnBps <= WHOLE && returnTo !== purchaser && returnTo !== this.vault;
    if (!sane) refuse("PrepaidReturnInvalid", returnTo, returnBps);
  }

  /** The caller's own instrument, before its expiry. */
  private purchased(caller: string, id: bigint, rules: ModelRules): ModelInstrument {
    const instrument = this.known(id);
    this.requirePurchaser(instrument, caller);
    this.requireAlive(instrument);
    this.requireRules(instrument, rules);
    return instrument;
  }

  topUp(caller: string, id: bigint, amount: bigint, rules: ModelRules): void {
    if (amount === 0n) refuse("PrepaidNothing");
    const instrument = this.purchased(caller, id, rules);
    this.requireBalance(caller, amount);
    this.requireRoom(instrument, amount);
    this.debit(caller, amount);
    this.put(instrument, amount, caller);
    this.emit("ToppedUp", id, amount);
  }

  extend(caller: string, id: bigint, expiry: bigint, rules: ModelRules): void {
    const instrument = this.purchased(caller, id, rules);
    const bucket = this.bucketOf(expiry);
    if (bucket <= instrument.bucket) refuse("PrepaidNotLater", expiry, this.expiryOf(instrument));
    this.requireAhead(bucket);
    this.move(instrument, bucket);
  }

  private move(instrument: ModelInstrument, bucket: bigint): void {
    this.change(instrument, () => {
      instrument.bucket = bucket;
    });
    this.emit("ExpirySet", instrument.id, this.expiryOf(instrument));
  }

  /** An event that some clock may wait for; each implies that the instrument is delivered. */
  private happen(instrument: ModelInstrument, event: bigint): void {
    if (!instrument.delivered) this.emit("Delivered", instrument.id);
    instrument.delivered = true;
    const { trigger, delay } = instrument.rules;
    if (instrument.started || trigger > event) return;
    instrument.started = true;
    const bucket = (this.now + delay + this.length - 1n) / this.length;
    if (bucket < instrument.bucket) this.move(instrument, bucket);
  }

  reassign(caller: string, id: bigint, holder: string, byKey: boolean, rules: ModelRules): void {
    const instrument = this.purchased(caller, id, rules);
    if (instrument.delivered) refuse("PrepaidDelivered", id);
    this.requireFit(holder);
    instrument.holder = holder;
    instrument.byKey = byKey;
    this.emit("HolderSet", id, holder, byKey);
    if (!byKey && rules.trigger !== DELIVERY) this.happen(instrument, ISSUE);
  }

  deliver(caller: string, id: bigint, rules: ModelRules): void {
    const instrument = this.known(id);
    if (caller !== instrument.purchaser) this.requireHolder(id, instrument, caller);
    this.requireAlive(instrument);
    this.requireRules(instrument, rules);
    if (instrument.delivered) refuse("PrepaidDelivered", id);
    this.happen(instrument, DELIVERY);
  }

  cancel(caller: string, id: bigint, rules: ModelRules): void {
    const instrument = this.purchased(caller, id, rules);
    if (instrument.delivered) refuse("PrepaidDelivered", id);
    const amount = this.left(instrument);
    this.put(instrument, -amount, caller);
    instrument.moves.push(amount);
    instrument.cancelled = true;
    instrument.settled = true;
    instrument.bucket = this.current;
    this.credit(caller, amount);
    this.emit("Cancelled", id, amount);
  }

  settle(caller: string, id: bigint, rules: ModelRules): void {
    const instrument = this.known(id);
    this.requireRules(instrument, rules);
    if (!this.isExpired(instrument)) refuse("PrepaidNotExpired", id, this.expiryOf(instrument));
    if (instrument.kind !== "PULL" || instrument.settled) refuse("PrepaidNothingToSettle", id);
    if (rules.manual) this.requirePurchaser(instrument, caller);
    instrument.settled = true;
    const amount = this.left(instrument);
    const share = this.giveBack(instrument, 0n, amount, this.vault);
    this.emit("Settled", id, amount - share, share);
  }

  // ---- holder ----

  claim(id: bigint, receiver: string, rules: ModelRules, signed: Signed): void {
    const instrument = this.known(id);
    if (!instrument.byKey) refuse("PrepaidNotByKey", id);
    this.requireAlive(instrument);
    this.requireRules(instrument, rules);
    this.requireFit(receiver);
    if (this.now > signed.deadline) refuse("PrepaidSignatureExpired", signed.deadline);
    this.requireSigned(instrument, signed);
    instrument.holder = receiver;
    instrument.byKey = false;
    this.emit("HolderSet", id, receiver, false);
    this.happen(instrument, DELIVERY);
  }

  transferInstrument(caller: string, id: bigint, to: string): void {
    const instrument = this.known(id);
    this.requireHolder(id, instrument, caller);
    if (!instrument.delivered) refuse("PrepaidNotDelivered", id);
    this.requireFit(to);
    instrument.holder = to;
    this.emit("HolderSet", id, to, false);
  }

  static pieceOf(id: bigint, salt: string): bigint {
    const mixed = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "bytes32"], [id, salt])));
    return ((id >> 96n) << 96n) | FIRST_PIECE | ((mixed % 2n ** 96n) / 2n);
  }

  split(caller: string, id: bigint, amount: bigint, to: string, salt: string, rules: ModelRules): Value[] {
    const instrument = this.known(id);
    this.requireHolder(id, instrument, caller);
    this.requireAlive(instrument);
    this.requireRules(instrument, rules);
    this.requireFit(to);
    if (!instrument.started) refuse("PrepaidNotStarted", id);
    const before = this.left(instrument);
    if (amount > before) refuse("PrepaidShort", id, amount, before);
    const plain = hashOf(rules) === hashOf(NO_RULES);
    const [least, rest] = [plain ? 1n : rules.minPiece, before - amount];
    if (least === 0n || amount < least || rest < least) refuse("PrepaidPieceTooSmall", amount, rest, least);
    const piece = PrepaidModel.pieceOf(id, salt);
    if (this.find(piece) !== undefined) refuse("PrepaidIssuedBefore", piece);
    const capped = rules.cap !== 0n && rules.cap !== NO_CAP;
    const cap = capped ? (rules.cap * amount) / before : rules.cap;
    if (capped && instrument.spentUnderCap) refuse("PrepaidSpentUnderCap", id);
    if (capped && cap === 0n) refuse("PrepaidPieceTooSmall", 0n, rules.cap, 1n);

    this.emit("Split", id, piece, to, amount);
    const part: ModelInstrument = { ...instrument, id: piece, holder: to, moves: [], late: [], paid: new Map() };
    this.instruments.push(part);
    const [whole, parts] = [
      { ...rules, cap: rules.cap - cap },
      { ...rules, cap },
    ];
    if (instrument.kind === "SHARED") {
      this.put(instrument, -amount, this.vault);
      this.put(part, amount, this.vault);
    } else {
      instrument.moves.push(-amount);
      part.moves.push(amount);
    }
    if (plain) return [piece];
    part.rules = parts;
    this.emit("Ruled", piece, ...wordsOf(parts));
    if (capped) {
      instrument.rules = whole;
      this.emit("Ruled", id, ...wordsOf(whole));
    }
    return [piece];
  }

  redeem(caller: string, id: bigint, amount: bigint, merchant: string, ref: string): Value[] {
    const instrument = this.requireHolder(id, this.find(id), caller);
    this.requireRules(instrument, NO_RULES);
    if (this.isDone(id, amount, merchant, ref)) return [true];
    return this.spend(instrument, amount, merchant, ref, { rules: NO_RULES, category: 0n, proven: true }, true);
  }

  redeemWithRules(caller: string, id: bigint, amount: bigint, merchant: string, ref: string, shown: Shown): Value[] {
    const instrument = this.requireHolder(id, this.find(id), caller);
    if (this.isDone(id, amount, merchant, ref)) return [true];
    this.requireRules(instrument, shown.rules);
    return this.spend(instrument, amount, merchant, ref, shown, false);
  }

  redeemSigned(id: bigint, amount: bigint, merchant: string, ref: string, shown: Shown, signed: Signed): Value[] {
    if (ref === ZeroHash) refuse("PrepaidReferenceMissing");
    if (this.isDone(id, amount, merchant, ref)) return [true];
    if (this.now > signed.deadline) refuse("PrepaidSignatureExpired", signed.deadline);
    const instrument = this.known(id);
    this.requireSigned(instrument, signed);
    this.requireRules(instrument, shown.rules);
    return this.spend(instrument, amount, merchant, ref, shown, false);
  }

  /** Whether this was redeemed before. */
  private isDone(id: bigint, amount: bigint, merchant: string, ref: string): boolean {
    const earlier = ref === ZeroHash ? undefined : this.payment(merchant, ref);
    if (earlier === undefined) return false;
    return earlier.id === id && earlier.amount === amount ? true : refuse("PrepaidReferenceUsed", merchant, ref);
  }

  /** Spends; `plainly` is the function for plain instruments, which tells of the payment after the redemption, and always. */
  private spend(
    instrument: ModelInstrument,
    amount: bigint,
    merchant: string,
    ref: string,
    { rules, category, proven }: Shown,
    plainly: boolean,
  ): Value[] {
    const { id, purchaser } = instrument;
    if (amount === 0n) refuse("PrepaidNothing");
    this.requireReceiver(merchant);
    this.requireAlive(instrument);
    const left = this.left(instrument);
    if (amount > left) refuse("PrepaidShort", id, amount, left);
    if (rules.merchants !== ZeroHash) {
      const accepted = rules.categories === 0n || (rules.categories >> category) % 2n === 1n;
      if (!accepted || !proven) refuse("PrepaidMerchantRefused", id, merchant, category);
    }
    if (rules.cap !== 0n) {
      const spent = this.spentAt(instrument, merchant);
      const rest = rules.cap > spent ? rules.cap - spent : 0n;
      if (amount > rest) refuse("PrepaidCapReached", id, merchant, amount, rest);
      instrument.paid.set(merchant, [...(instrument.paid.get(merchant) ?? []), amount]);
      instrument.spentUnderCap = true;
    }

    if (ref !== ZeroHash) this.payments.push({ id, merchant, ref, amount, refunds: [] });
    const { push } = this.person(merchant);
    const target = push ? ZERO : merchant;
    if (plainly) {
      instrument.moves.push(-amount);
      this.emit("Redeemed", id, merchant, ref, amount);
      this.emit("Transfer", purchaser, target, amount);
    } else {
      if (!instrument.delivered || !instrument.started) this.happen(instrument, FIRST_USE);
      this.put(instrument, -amount, target);
      this.emit("Redeemed", id, merchant, ref, amount);
    }
    if (push) this.pushOrCredit(merchant, amount);
    else this.credit(merchant, amount);
    return [false];
  }

  // ---- merchant ----

  refund(caller: string, id: bigint, amount: bigint, ref: string, rules: ModelRules): void {
    if (amount === 0n) refuse("PrepaidNothing");
    const instrument = this.known(id);
    this.requireRules(instrument, rules);
    if (rules.cap !== 0n) {
      const spent = this.spentAt(instrument, caller);
      if (amount > spent) refuse("PrepaidRefundTooHigh", id, amount, spent);
    } else if (ref === ZeroHash) {
      refuse("PrepaidRefundNeedsReference", id);
    }
    const payment = ref === ZeroHash ? undefined : this.payment(caller, ref);
    if (ref !== ZeroHash) {
      const most = payment?.id === id ? payment.amount - sum(payment.refunds) : 0n;
      if (amount > most) refuse("PrepaidRefundTooHigh", id, amount, most);
    }
    this.requireBalance(caller, amount);
    this.requireRoom(instrument, amount);

    if (rules.cap !== 0n) instrument.paid.get(caller)?.push(-amount);
    payment?.refunds.push(amount);
    this.debit(caller, amount);
    this.emit("Refunded", id, caller, ref, amount);
    if (!this.isExpired(instrument) || (instrument.kind === "PULL" && !instrument.settled)) {
      this.put(instrument, amount, caller);
    } else {
      const before = this.left(instrument) + sum(instrument.late);
      instrument.late.push(amount);
      this.giveBack(instrument, before, amount, caller);
    }
  }

  // ---- keeper ----

  /** What a keeper does: sweeps, with the tips for `tipTo`, and settles what isn't refused. */
  perform(
    keeper: string,
    tipTo: string,
    owners: readonly string[],
    limit: bigint,
    settlements: readonly { id: bigint; rules: ModelRules }[],
    refused: (error: unknown) => Value[],
  ): void {
    if (owners.length > 0) this.sweep(owners, limit, tipTo);
    for (const { id, rules } of settlements) {
      try {
        this.settle(keeper, id, rules);
      } catch (error) {
        this.emit("SettlementSkipped", this.vault, id, ...refused(error));
      }
    }
  }

  // ---- all there is to see ----

  /** Every view, each with a name for the message of a failure; the order is that of PrepaidStage. */
  words(query: Query): [label: string, word: bigint][] {
    const { accounts, moments, expiries } = query;
    const flag = (value: boolean): bigint => (value ? 1n : 0n);
    const words: [string, bigint][] = [
      ["totalSupply", this.held],
      ["bucketLength", this.length],
    ];
    const add = (label: string, word: bigint): void => {
      words.push([label, word]);
    };
    for (const account of accounts) {
      const person = this.person(account);
      add(`balanceOf ${account}`, this.balanceOf(account));
      add(`wallet of ${account}`, person.wallet);
      add(`sweepable of ${account}`, this.sweepable(account));
      add(`push of ${account}`, flag(person.push));
      add(`swept of ${account}`, flag(person.swept));
      add(`tip of ${account}`, person.tip);
      for (const moment of moments) add(`balanceOfAt ${account}, ${moment}`, this.balanceOf(account, moment));
      for (const expiry of expiries) add(`lockedUntil ${account}, ${expiry}`, this.lockedUntil(account, expiry));
      for (const other of accounts) {
        add(`acceptsReturns ${account} of ${other}`, flag(person.accepted.has(other)));
        add(`allowance ${account} to ${other}`, this.allowance(account, other));
      }
    }
    for (const instrument of this.instruments) {
      const { id } = instrument;
      const [expired, all] = [this.isExpired(instrument), this.left(instrument) + sum(instrument.late)];
      add(`purchaser of ${id}`, BigInt(instrument.purchaser));
      add(`holder of ${id}`, BigInt(instrument.holder));
      add(`byKey of ${id}`, flag(instrument.byKey));
      add(`delivered of ${id}`, flag(instrument.delivered));
      add(`started of ${id}`, flag(instrument.started));
      add(`pull of ${id}`, flag(instrument.kind === "PULL"));
      add(`settled of ${id}`, flag(instrument.settled));
      add(`remaining of ${id}`, expired ? 0n : all);
      add(`returned of ${id}`, expired ? all : 0n);
      add(`expiry of ${id}`, this.expiryOf(instrument));
      add(`rules of ${id}`, BigInt(hashOf(instrument.rules)) << 40n);
      for (const account of accounts) add(`spent of ${id} at ${account}`, this.spentAt(instrument, account));
    }
    for (const { merchant, ref, amount, refunds } of this.payments) {
      add(`amount of ${merchant}, ${ref}`, amount);
      add(`refunded of ${merchant}, ${ref}`, sum(refunds));
    }
    return words;
  }
}

/** What is looked at after a step. */
export interface Query {
  accounts: readonly string[];
  moments: bigint[];
  expiries: bigint[];
}
