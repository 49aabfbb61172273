import { refuse } from "./support.ts";

/** What a header and a proof show of an account: at the end of a block. */
export interface Sight {
  number: bigint;
  time: bigint;
  nonce: bigint;
  codeHash: string;
}

/** How far back evidence of silence may be. */
const FRESH = 32n;

/**
 * What a prover of nonces must say, for any order of proofs. Instead of one fact it keeps every sight that it was given, and what it says is the least, or the
 * latest, of all those that count.
 */
export class ProverModel {
  readonly account: string;
  readonly #allowed: string;
  /** Sights with code that is allowed, of which each was accepted. */
  readonly #plain: Sight[] = [];
  readonly #coded: Sight[] = [];

  constructor(account: string, allowed: string) {
    this.account = account;
    this.#allowed = allowed;
  }

  get nonce(): bigint {
    return this.#plain.reduce((most, { nonce }) => (nonce > most ? nonce : most), 0n);
  }

  /** The earliest time of the highest nonce. */
  get since(): bigint {
    const times = this.#plain.filter(({ nonce }) => nonce === this.nonce).map(({ time }) => time);
    return times.reduce((least, time) => (time < least ? time : least), times[0] ?? 0n);
  }

  get suspendedAt(): bigint {
    return this.#coded.reduce((latest, { time }) => (time > latest ? time : latest), 0n);
  }

  checkpoint(sight: Sight): void {
    this.#needAllowed(sight);
    const isNew = this.#plain.length === 0 || (sight.nonce === this.nonce && sight.time < this.since);
    if (!isNew) refuse("ProverNothingNew", this.account, sight.nonce, this.nonce, this.since);
    this.#plain.push(sight);
  }

  proveActivity(sight: Sight): void {
    this.#needSeen();
    this.#needAllowed(sight);
    if (sight.nonce <= this.nonce) refuse("ProverNoActivity", this.account, sight.nonce, this.nonce);
    this.#plain.push(sight);
  }

  proveCode(sight: Sight): void {
    if (sight.codeHash === this.#allowed) refuse("ProverNoCode", this.account);
    if (sight.time <= this.suspendedAt)
      refuse("ProverNothingNew", this.account, sight.nonce, this.nonce, this.suspendedAt);
    this.#coded.push(sight);
  }

  /**
   * @param present The code that the account has now.
   * @param inside The owner's last act that this code keeps, if it is the one that is allowed.
   */
  lifeOf(present: string, now: bigint, inside: bigint): [lastLife: bigint, suspendedAt: bigint] {
    if (present !== this.#allowed) return [this.since, now];
    return [inside > this.since ? inside : this.since, this.suspendedAt];
  }

  silentUntil(sight: Sight, present: string, current: bigint, reason: string): bigint {
    if (present !== this.#allowed) refuse("LifeUnknown", this.account, reason);
    this.#needSeen();
    if (sight.number + FRESH < current) refuse("ProverStale", sight.number, current);
    this.#needAllowed(sight);
    if (sight.nonce !== this.nonce) refuse("LifeShown", this.account);
    return sight.time;
  }

  #needSeen(): void {
    if (this.#plain.length === 0) refuse("ProverNoCheckpoint", this.account);
  }

  #needAllowed({ codeHash }: Sight): void {
    if (codeHash !== this.#allowed) refuse("ProverCodeFound", this.account, codeHash);
  }
}
