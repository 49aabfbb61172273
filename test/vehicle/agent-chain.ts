import { concat, id, keccak256 } from "ethers";

import {
  type Foresight,
  type Packed,
  type ParcelFate,
  ReportRefusedError,
  type SignedReport,
  type VehicleChain,
  type VehicleState,
} from "../../src/vehicle/agent/chain.ts";
import type { VehicleKey } from "../../src/vehicle/agent/key.ts";
import type { OutboxOwner, Parcel } from "../../src/vehicle/agent/outbox-records.ts";
import { type Condition, conditionHash, reportDigest, vehicleDomain } from "../../src/vehicle/agent/report.ts";

export const OWNER: OutboxOwner = {
  chainId: 31_337n,
  contract: "0x8ba1f109551bD432803012645Ac136ddd64DBA72",
  vehicle: 77n,
};
export const START = 1_900_000_000n;
export const POLICY = id("the first policy");
const DOMAIN = vehicleDomain(OWNER.contract, OWNER.chainId);

/** A key that signs in no time; only who has the digest can tell. */
export const QUICK_KEY: VehicleKey = {
  bytes: "0x00000000000000000000000000000000000000aa",
  sign: (digest) => Promise.resolve(keccak256(concat([digest, "0xaa"]))),
};

/** What a fake chain has counted, and what is in each block. */
interface FakeBlock extends VehicleState {
  conditions: readonly string[];
  /** The parcels in it, and why one of their reports wasn't counted. */
  mined: ReadonlyMap<string, string | null>;
  /** Places of transactions that are taken. */
  slots: ReadonlySet<string>;
}

interface Content {
  slot: string;
  reports: readonly SignedReport[];
}

/** A chain that counts, and keeps all that was ever signed. Blocks come only when they are asked for. */
export class FakeChain implements VehicleChain {
  blocks: FakeBlock[];
  readonly pool = new Map<string, string>();
  /** What each sequence was ever signed with. */
  readonly signed = new Map<bigint, Set<string>>();
  readonly signedUnder = new Set<string>();
  /** Parcels that were sent while the chain had them already. */
  twice = 0;
  sends = 0;
  /** What happens at a call, before or after it is done; throws where it fails. */
  onCall: (name: keyof VehicleChain, isDone: boolean) => void = () => undefined;
  /** Whether blocks have no room for what waits. */
  isFull = false;
  /** Reports that the chain won't count, by sequence. */
  readonly refusals = new Map<bigint, string>();
  /** Conditions that it never counts, by their hash, and from which block on it says so. */
  readonly hopeless = new Map<string, { reason: string; from: number; forGood: boolean }>();
  #policy = POLICY;
  #made = 0;

  constructor() {
    const block = { number: 0, hash: id("block 0"), timestamp: START };
    const policy = { hash: POLICY, since: START - 100_000n };
    const worth = { value: 1_000_000n, residual: 0n };
    this.blocks = [{ block, sequence: 0n, ...worth, policy, conditions: [], mined: new Map(), slots: new Set() }];
  }

  get tip(): FakeBlock {
    return this.blocks.at(-1)!;
  }

  /** Mines blocks with everything that waits. */
  mine(blocks = 1, seconds = 12n): void {
    for (let i = 0; i < blocks; ++i) this.blocks.push(this.#next(this.tip, seconds));
  }

  /** Has another policy in force from the next block on. */
  propose(policy: string): void {
    this.#policy = policy;
  }

  /** Puts other blocks, one more, in the place of the newest ones; what was in those waits again, or is lost with all that waits. */
  reorg(depth: number, isKept: boolean): void {
    const gone = this.blocks.splice(Math.max(1, this.blocks.length - depth));
    this.#policy = this.tip.policy.hash;
    if (!isKept) this.pool.clear();
    for (const { mined } of isKept ? gone : [])
      for (const parcel of mined.keys()) this.pool.set(parcel, this.#contents.get(parcel)!);
    for (let i = 0; i <= gone.length; ++i) this.mine();
  }

  /** Each policy that was in force in a block that still is. */
  everInForce(): Set<string> {
    return new Set(this.blocks.map(({ policy }) => policy.hash));
  }

  async stateAt(block: number | "latest"): Promise<VehicleState> {
    return this.#served("stateAt", () => {
      const found = block === "latest" ? this.tip : this.blocks[block];
      if (found === undefined) throw new Error(`no block ${block}`);
      const { block: mark, sequence, value, residual, policy } = found;
      return { block: { ...mark }, sequence, value, residual, policy: { ...policy } };
    });
  }

  async conditionAt(sequence: bigint): Promise<string | null> {
    return this.#served("conditionAt", () => this.tip.conditions[Number(sequence) - 1] ?? null);
  }

  async foresee({ block }: VehicleState, conditions: readonly Condition[]): Promise<Foresight | null> {
    return this.#served("foresee", () => {
      for (const [place, condition] of conditions.entries()) {
        const found = this.hopeless.get(conditionHash(condition));
        if (found !== undefined && found.from <= block.number)
          return { place, reason: found.reason, forGood: found.forGood };
      }
      return null;
    });
  }

  async pack(reports: readonly SignedReport[], replaces: Parcel | null): Promise<Packed> {
    return this.#served("pack", () => {
      for (const { report } of reports) {
        const known = this.signed.get(report.sequence) ?? new Set();
        this.signed.set(report.sequence, known.add(conditionHash(report)));
        this.signedUnder.add(report.policyHash);
      }
      const refusal = this.refusals.get(reports[0]!.report.sequence);
      if (refusal !== undefined) throw new ReportRefusedError(refusal);
      const slot = replaces === null ? `slot ${++this.#made}` : contentOf(replaces.bytes).slot;
      const bytes = JSON.stringify({ slot, reports }, (_, value: unknown) =>
        typeof value === "bigint" ? `${value}n` : value,
      );
      return { id: id(bytes), bytes, count: reports.length };
    });
  }

  async send({ id: parcel, bytes }: Parcel): Promise<void> {
    return this.#served("send", () => {
      this.sends += 1;
      this.#contents.set(parcel, bytes);
      if (this.pool.has(parcel) || this.#minedIn(parcel) !== undefined) this.twice += 1;
      else this.#wait(parcel, bytes);
    });
  }

  async fateOf({ id: parcel, bytes }: Parcel): Promise<ParcelFate> {
    return this.#served("fateOf", (): ParcelFate => {
      const block = this.#minedIn(parcel);
      if (block !== undefined) return { kind: "mined", refused: block.mined.get(parcel) ?? null };
      if (this.pool.has(parcel)) return { kind: "pending" };
      return { kind: this.tip.slots.has(contentOf(bytes).slot) ? "void" : "unknown" };
    });
  }

  readonly #contents = new Map<string, string>();

  async #served<T>(name: keyof VehicleChain, act: () => T): Promise<T> {
    await Promise.resolve();
    this.onCall(name, false);
    const answer = act();
    this.onCall(name, true);
    return answer;
  }

  /** One that waits in the same place loses it. */
  #wait(parcel: string, bytes: string): void {
    const { slot } = contentOf(bytes);
    for (const [other, content] of this.pool) if (contentOf(content).slot === slot) this.pool.delete(other);
    this.pool.set(parcel, bytes);
  }

  #minedIn(parcel: string): FakeBlock | undefined {
    return this.blocks.find(({ mined }) => mined.has(parcel));
  }

  #next(before: FakeBlock, seconds: bigint): FakeBlock {
    const timestamp = before.block.timestamp + seconds;
    const block = { number: before.block.number + 1, hash: id(`block ${++this.#made}`), timestamp };
    const policy = this.#policy === before.policy.hash ? before.policy : { hash: this.#policy, since: timestamp };
    const conditions = [...before.conditions];
    const mined = new Map<string, string | null>();
    const slots = new Set(before.slots);
    for (const [parcel, bytes] of this.isFull ? [] : this.pool) {
      const { slot, reports } = contentOf(bytes);
      if (slots.has(slot)) continue;
      slots.add(slot);
      let refused: string | null = null;
      for (const signed of reports) {
        const why = this.#objection(signed, { timestamp, policy: policy.hash, counted: BigInt(conditions.length) });
        if (why === null) conditions.push(conditionHash(signed.report));
        else refused ??= why;
      }
      mined.set(parcel, refused);
    }
    if (!this.isFull) this.pool.clear();
    const sequence = BigInt(conditions.length);
    const worth = { value: 1_000_000n - 10n * sequence, residual: 4n * sequence };
    return { block, sequence, ...worth, policy, conditions, mined, slots };
  }

  #objection(
    { report, signature }: SignedReport,
    { timestamp, policy, counted }: { timestamp: bigint; policy: string; counted: bigint },
  ): string | null {
    if (report.sequence !== counted + 1n) return `sequence ${report.sequence} after ${counted}`;
    if (report.deadline <= timestamp) return "the deadline has passed";
    if (report.policyHash !== policy) return "the policy isn't in force";
    if (report.observedAt > timestamp) return "it is of the future";
    if (signature !== keccak256(concat([reportDigest(DOMAIN, report), "0xaa"]))) return "the signature is wrong";
    return this.hopeless.get(conditionHash(report))?.reason ?? this.refusals.get(report.sequence) ?? null;
  }
}

function contentOf(bytes: string): Content {
  return JSON.parse(bytes, (_, value: unknown) =>
    typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Content;
}

/** A condition that follows others: the nth kilometre at the nth second. */
export function conditionOf(n: number): Condition {
  return {
    kind: 0n,
    observedAt: START + BigInt(n),
    odometer: BigInt(n) * 1_000n,
    severity: 0n,
    evidence: id(`log ${n}`),
  };
}
