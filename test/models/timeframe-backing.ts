import { at, type Emit, refuse, type Timeline } from "./support.ts";

/** Units spent to a provider, at the price that ruled in that frame. */
interface Earning {
  provider: string;
  frame: bigint;
  amount: bigint;
}

/** What a pool owes, from the list of all that was ever spent to providers. */
abstract class AnyBackingModel {
  balance = 0n;
  readonly price: Timeline = [];
  readonly pot: Timeline = [];
  protected readonly earnings: Earning[] = [];
  protected readonly token: string;
  protected readonly unit: bigint;

  constructor(token: string, decimals: bigint) {
    this.token = token;
    this.unit = 10n ** decimals;
  }

  /** Owed to all providers, in whole base units of the asset, rounded up. */
  abstract owed(): bigint;
  /** The figure that the contract shows for a provider: what he can collect, or his share of the frame before. */
  abstract shown(provider: string, frame: bigint): bigint;

  /** Who can collect something now, and for which frame. */
  abstract due(current: bigint): { provider: string; frame: bigint }[];

  protected get providers(): string[] {
    return [...new Set(this.earnings.map((e) => e.provider))];
  }

  earned(provider: string): bigint {
    return this.earnings.filter((e) => e.provider === provider).reduce((sum, e) => sum + e.amount, 0n);
  }

  reserve(provider: string, frame: bigint, amount: bigint, emit: Emit): void {
    this.earnings.push({ provider, frame, amount });
    const owed = this.owed();
    if (owed > this.balance) {
      this.earnings.pop();
      refuse("TimeframePoolShort", this.token, owed, this.balance);
    }
    emit("Earned", this.token, provider, frame, amount);
  }

  schedulePrice(value: bigint, frame: bigint, emit: Emit): void {
    this.price.push({ from: frame + 1n, value });
    emit("PriceScheduled", this.token, value, frame + 1n);
  }

  fund(from: string, amount: bigint, emit: Emit): void {
    this.balance += amount;
    emit("Funded", this.token, from, amount);
  }

  withdraw(to: string, amount: bigint, emit: Emit): void {
    const free = this.balance - this.owed();
    if (amount > free) refuse("TimeframePoolShort", this.token, amount, free);
    this.balance -= amount;
    emit("Withdrawn", this.token, to, amount);
  }

  protected pay(provider: string, amount: bigint, emit: Emit): void {
    this.balance -= amount;
    emit("Collected", this.token, provider, provider, amount);
  }
}

/** Every unit is worth the price of its frame; a part of a base unit waits. */
export class FixedPriceModel extends AnyBackingModel {
  private readonly paid = new Map<string, bigint>();

  /** In base units of the asset times the token's unit, so that nothing is lost. */
  private uncollected(provider: string): bigint {
    const worth = this.earnings
      .filter((e) => e.provider === provider)
      .reduce((sum, e) => sum + e.amount * at(this.price, e.frame), 0n);
    return worth - (this.paid.get(provider) ?? 0n) * this.unit;
  }

  owed(): bigint {
    const exact = this.providers.reduce((sum, provider) => sum + this.uncollected(provider), 0n);
    return (exact + this.unit - 1n) / this.unit;
  }

  due(current: bigint): { provider: string; frame: bigint }[] {
    return this.providers.filter((p) => this.shown(p) !== 0n).map((provider) => ({ provider, frame: current }));
  }

  shown(provider: string): bigint {
    return this.uncollected(provider) / this.unit;
  }

  collect(provider: string, emit: Emit): void {
    const amount = this.shown(provider);
    if (amount === 0n) refuse("TimeframeNothingToCollect", this.token, provider);
    this.paid.set(provider, (this.paid.get(provider) ?? 0n) + amount);
    this.pay(provider, amount, emit);
  }
}

/** The providers of a frame share its pot by the units spent to them in it. */
export class ProRataModel extends AnyBackingModel {
  private readonly settled: { frame: bigint; provider: string; share: bigint }[] = [];

  private units(frame: bigint, provider?: string): bigint {
    return this.earnings
      .filter((e) => e.frame === frame && (provider === undefined || e.provider === provider))
      .reduce((sum, e) => sum + e.amount, 0n);
  }

  private potOf(frame: bigint): bigint {
    const ceiling = (this.units(frame) * at(this.price, frame)) / this.unit;
    const pot = at(this.pot, frame);
    return pot < ceiling ? pot : ceiling;
  }

  private done(provider: string, frame: bigint): boolean {
    return this.settled.some((s) => s.frame === frame && s.provider === provider);
  }

  /** Uncollected share of a frame. */
  private shareOf(provider: string, frame: bigint): bigint {
    const units = this.units(frame, provider);
    return units === 0n || this.done(provider, frame) ? 0n : (this.potOf(frame) * units) / this.units(frame);
  }

  owed(): bigint {
    let owed = 0n;
    for (const frame of new Set(this.earnings.map((e) => e.frame))) {
      const providers = new Set(this.earnings.filter((e) => e.frame === frame).map((e) => e.provider));
      const settled = this.settled.filter((s) => s.frame === frame);
      // What rounding leaves stays owed until the last provider of the frame has collected.
      if (settled.length < providers.size) owed += this.potOf(frame) - settled.reduce((sum, s) => sum + s.share, 0n);
    }
    return owed;
  }

  due(current: bigint): { provider: string; frame: bigint }[] {
    const frames = [...new Set(this.earnings.map((e) => e.frame))].filter((frame) => frame < current);
    return frames.flatMap((frame) =>
      this.providers
        .filter((provider) => this.units(frame, provider) !== 0n && !this.done(provider, frame))
        .map((provider) => ({ provider, frame })),
    );
  }

  schedulePot(value: bigint, frame: bigint, emit: Emit): void {
    this.pot.push({ from: frame + 1n, value });
    emit("PotScheduled", this.token, value, frame + 1n);
  }

  shown(provider: string, frame: bigint): bigint {
    return this.shareOf(provider, frame === 0n ? 0n : frame - 1n);
  }

  collect(provider: string, frames: readonly bigint[], current: bigint, emit: Emit): void {
    const open = frames.find((frame) => frame >= current);
    if (open !== undefined) refuse("TimeframeFrameOpen", open, current);
    const due = [...new Set(frames)].filter(
      (frame) => this.units(frame, provider) !== 0n && !this.done(provider, frame),
    );
    if (due.length === 0) refuse("TimeframeNothingToCollect", this.token, provider);
    const shares = due.map((frame) => ({ frame, provider, share: this.shareOf(provider, frame) }));
    this.settled.push(...shares);
    const amount = shares.reduce((sum, s) => sum + s.share, 0n);
    this.pay(provider, amount, emit);
  }
}

export type BackingModel = FixedPriceModel | ProRataModel;
