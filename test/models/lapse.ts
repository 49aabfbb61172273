import { refuse } from "./support.ts";

const MAX_AHEAD = 4_096n;
const WIDEST = 2n ** 128n - 1n;

/** What an owner of a lapse ledger has, by the plainest means: every movement is kept for ever, and what is available is a sum over all. */
export class LapseModel {
  private paid = 0n;
  /** What lies in a bucket, locked or lapsed. */
  private readonly buckets = new Map<bigint, bigint>();

  available(current: bigint): bigint {
    return this.sum((bucket) => bucket <= current) + this.paid;
  }

  lockedUntil(bucket: bigint): bigint {
    return this.buckets.get(bucket) ?? 0n;
  }

  credit(amount: bigint): void {
    this.fit(this.paid + amount);
    this.paid += amount;
  }

  debit(current: bigint, amount: bigint): void {
    this.need(current, amount);
    this.paid -= amount;
  }

  lock(current: bigint, bucket: bigint, amount: bigint): void {
    this.need(current, amount);
    this.lockFrom(current, bucket, amount);
    this.paid -= amount;
  }

  lockFrom(current: bigint, bucket: bigint, amount: bigint): void {
    if (bucket <= current || bucket > current + MAX_AHEAD) refuse("LapseBucketOutOfRange", bucket, current);
    this.buckets.set(bucket, this.lockedUntil(bucket) + amount);
  }

  unlock(current: bigint, bucket: bigint, amount: bigint): void {
    if (bucket <= current) refuse("LapseBucketOutOfRange", bucket, current);
    const locked = this.lockedUntil(bucket);
    if (amount > locked) refuse("LapseNotLocked", bucket, amount, locked);
    this.buckets.set(bucket, locked - amount);
  }

  private need(current: bigint, amount: bigint): void {
    const available = this.available(current);
    if (amount > available) refuse("LapseShort", amount, available);
  }

  private fit(value: bigint): void {
    if (value > WIDEST) refuse("LapseTooWide", value);
  }

  private sum(which: (bucket: bigint) => boolean): bigint {
    return [...this.buckets].filter(([bucket]) => which(bucket)).reduce((sum, [, value]) => sum + value, 0n);
  }
}
