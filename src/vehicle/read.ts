import { type ContractRunner, Interface, ZeroAddress } from "ethers";

import { inBatches } from "../chain/batches.ts";
import { latestTimestamp } from "../chain/block.ts";
import { printable } from "../chain/printable.ts";
import { isRevert } from "../chain/revert.ts";
import { providerOf } from "../chain/runner.ts";
import { addressOfStake, connectStake, type StakeLike } from "./connect.ts";
import { State, stateOf } from "./constants.ts";
import { vehicleLabel } from "./ids.ts";
import type { Anchor, Wear } from "./policy.ts";

/** The books of a vehicle by itself: value, residual, consumed and slashed together are what was credited. In the smallest unit of its unit of account. */
export interface Books {
  value: bigint;
  residual: bigint;
  consumed: bigint;
  slashed: bigint;
  credited: bigint;
}

/** A loan's hold on a vehicle. */
export interface Lien {
  lender: string;
  /** In the smallest unit of the vehicle's unit of account. */
  minValue: bigint;
  /** First second in which it is no more, Unix seconds. */
  until: bigint;
}

/** What is known of a vehicle. */
export interface VehicleView {
  vehicle: bigint;
  state: State;
  /** Of a part in a vehicle, who owns that. */
  owner: string;
  /** The vehicle that it is a part of; null = none. */
  partOf: bigint | null;
  parts: bigint[];
  /** Its unit of account, an ERC-20. */
  unit: string;
  /** What it shows now, its parts included, in the smallest unit of that. */
  value: bigint;
  books: Books;
  /** The sequence of its last report; 0 = none yet. */
  sequence: bigint;
  anchor: Anchor;
  /** As after its last report. */
  wear: Wear;
  /** The policy in force now. */
  policy: string;
  /** The one that is proposed, and from when on it is in force, Unix seconds; null = none. */
  next: { policy: string; since: bigint } | null;
  /** An address, or the last 20 bytes of the Keccak-256 of a key that is longer. */
  key: string;
  longKey: boolean;
  /** The first sequence that this key signs. */
  firstSequence: bigint;
  /** The key that is announced in its place, and from when on it can take it, Unix seconds; null = none. */
  nextKey: { key: string; from: bigint } | null;
  /** Ether for whoever shows that the vehicle breaks the rules, in wei. */
  deposit: bigint;
  /** Whether a report waits for attestors, or is disputed. */
  pending: boolean;
  lien: Lien | null;
  /** Other vehicles that were shown to be the same one. */
  duplicates: bigint[];
}

/** There is no such vehicle. */
export class VehicleUnknownError extends Error {
  override readonly name: string = "VehicleUnknownError";
  readonly vehicle: bigint;

  constructor(vehicle: bigint, stake: string) {
    super(`There is no vehicle ${vehicleLabel(vehicle)} at ${stake}: check number, contract and chain`);
    this.vehicle = vehicle;
  }
}

const TOKEN = new Interface(["function ownerOf(uint256) view returns (address)"]);

/**
 * Who has a vehicle's token. Of a part in a vehicle it is the contract itself.
 *
 * @example
 * const owner = await readHolder(stake, vehicle, provider);
 */
export async function readHolder(stake: StakeLike, vehicle: bigint, runner: ContractRunner): Promise<string> {
  const to = await addressOfStake(stake);
  const answer = await providerOf(runner).call({ to, data: TOKEN.encodeFunctionData("ownerOf", [vehicle]) });
  return TOKEN.decodeFunctionResult("ownerOf", answer)[0] as string;
}

/**
 * What is known of a vehicle now.
 *
 * @throws {VehicleUnknownError} Where there is none.
 * @example
 * const { state, value, sequence } = await readVehicle(stake, vehicle, provider);
 */
export async function readVehicle(stake: StakeLike, vehicle: bigint, runner: ContractRunner): Promise<VehicleView> {
  const contract = connectStake(stake, runner);
  const known = await contract.vehicle(vehicle);
  const state = stateOf(known.state);
  if (state === State.NONE) throw new VehicleUnknownError(vehicle, await addressOfStake(stake));
  const [value, books, parts, within, announced, lien, duplicates] = await Promise.all([
    readValue(contract, vehicle, runner),
    readBooks(contract, vehicle, runner),
    contract.partsOf(vehicle),
    contract.vehicleWith(vehicle),
    contract.announcedKeyOf(vehicle),
    readLien(contract, vehicle, runner),
    contract.duplicatesOf(vehicle),
  ]);
  const { anchor, condition, unit, policy, nextPolicy, nextSince } = known;
  return {
    vehicle,
    state,
    owner: await readHolder(stake, within === 0n ? vehicle : within, runner),
    partOf: within === 0n ? null : within,
    parts: [...parts],
    unit,
    value,
    books,
    sequence: known.sequence,
    anchor: { value: anchor.value, appraisedAt: anchor.appraisedAt, odometer: anchor.odometer },
    wear: {
      observedAt: condition.observedAt,
      odometer: condition.odometer,
      damage: condition.damage,
      restored: condition.restored,
    },
    policy,
    next: nextPolicy === ZeroAddress ? null : { policy: nextPolicy, since: nextSince },
    key: known.key,
    longKey: known.longKey,
    firstSequence: known.firstSequence,
    nextKey: announced.from === 0n ? null : { key: announced.key, from: announced.from },
    deposit: known.deposit,
    pending: known.pending,
    lien,
    duplicates: [...duplicates],
  };
}

/**
 * The books of a vehicle by itself, without its parts.
 *
 * @example
 * const { value, residual, consumed, slashed, credited } = await readBooks(stake, vehicle, provider);
 */
export async function readBooks(stake: StakeLike, vehicle: bigint, runner: ContractRunner): Promise<Books> {
  const { value, residual, consumed, slashed, credited } = await connectStake(stake, runner).bookOf(vehicle);
  return { value, residual, consumed, slashed, credited };
}

/**
 * What a vehicle shows, its parts included: now, or in a later second if nobody does anything until then. For one that has passed there is `pastValue`.
 *
 * @param at Unix seconds; now unless it is named.
 * @example
 * const tomorrow = await readValue(stake, vehicle, provider, now + 86_400n);
 */
export async function readValue(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  at?: bigint,
): Promise<bigint> {
  const contract = connectStake(stake, runner);
  // Every object has a `valueOf` of its own, and so a contract object doesn't have this one.
  return at === undefined ? contract.getFunction("valueOf").staticCall(vehicle) : contract.valueAt(vehicle, at);
}

/** A vehicle's value in a second. */
export interface ValuePoint {
  /** Unix seconds. */
  time: bigint;
  /** In the smallest unit of the vehicle's unit of account. */
  value: bigint;
}

/** Which part of a curve. */
export interface CurveRange {
  /** Unix seconds; now unless it is named. */
  from?: bigint;
  /** Unix seconds, after that. */
  to: bigint;
  /** How many points, both ends among them; 25 unless it is named. */
  points?: number;
}

/** Reads that go to a node at once. */
const READS = 20;

/**
 * What a vehicle will show from now on if nobody does anything, point by point.
 *
 * @throws {RangeError} For fewer than 2 points, and for an end that is no later than the beginning.
 * @example
 * for (const { time, value } of await readCurve(stake, vehicle, provider, { to: now + 365n * 86_400n })) console.log(momentLabel(time), value);
 */
export async function readCurve(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: CurveRange,
): Promise<ValuePoint[]> {
  const from = range.from ?? (await latestTimestamp(providerOf(runner)));
  const times = timesOf({ ...range, from });
  const values = await inBatches(times, READS, (time) => readValue(stake, vehicle, runner, time));
  return times.map((time, place) => ({ time, value: values[place] ?? 0n }));
}

/**
 * The seconds of a curve, evenly from its beginning to its end.
 *
 * @throws {RangeError} For fewer than 2 points, and for an end that is no later than the beginning.
 * @example
 * timesOf({ from: 0n, to: 100n, points: 5 }); // [0n, 25n, 50n, 75n, 100n]
 */
export function timesOf({ from, to, points = 25 }: Required<Pick<CurveRange, "from" | "to">> & CurveRange): bigint[] {
  if (!Number.isSafeInteger(points) || points < 2) throw new RangeError(`A curve has 2 points at least, not ${points}`);
  if (to <= from) throw new RangeError(`A curve can't end at ${to}, where it begins at ${from}`);
  const steps = BigInt(points - 1);
  const times = Array.from({ length: points }, (_, place) => from + ((to - from) * BigInt(place)) / steps);
  return [...new Set(times)];
}

/**
 * The lien on a vehicle that is in force; null = none.
 *
 * @example
 * const lien = await readLien(stake, vehicle, provider);
 */
export async function readLien(stake: StakeLike, vehicle: bigint, runner: ContractRunner): Promise<Lien | null> {
  const { lender, minValue, until } = await connectStake(stake, runner).lienOf(vehicle);
  return lender === ZeroAddress ? null : { lender, minValue, until };
}

/**
 * What somebody may read of a vehicle's telemetry now, one bit for each kind, and until when; null = nothing.
 *
 * @example
 * const permission = await readPermission(stake, vehicle, workshop, provider);
 */
export async function readPermission(
  stake: StakeLike,
  vehicle: bigint,
  reader: string,
  runner: ContractRunner,
): Promise<{ scopes: bigint; until: bigint } | null> {
  const { scopes, until } = await connectStake(stake, runner).permissionOf(vehicle, reader);
  return scopes === 0n ? null : { scopes, until };
}

/** Money that a token counts in. */
export interface Unit {
  address: string;
  symbol: string;
  decimals: number;
}

const UNIT = new Interface(["function symbol() view returns (string)", "function decimals() view returns (uint8)"]);

/**
 * A unit of account, as it calls itself; its address and 0 decimals where it doesn't say.
 *
 * @example
 * const { symbol, decimals } = await readUnit(unit, provider);
 */
export async function readUnit(address: string, runner: ContractRunner): Promise<Unit> {
  const provider = providerOf(runner);
  const ask = async <Answer>(name: string): Promise<Answer | null> => {
    try {
      const answer = await provider.call({ to: address, data: UNIT.encodeFunctionData(name) });
      return UNIT.decodeFunctionResult(name, answer)[0] as Answer;
    } catch (error) {
      if (isRevert(error)) return null;
      throw error;
    }
  };
  const [symbol, decimals] = await Promise.all([ask<string>("symbol"), ask<bigint>("decimals")]);
  return { address, symbol: symbol === null ? address : printable(symbol, 20), decimals: Number(decimals ?? 0n) };
}
