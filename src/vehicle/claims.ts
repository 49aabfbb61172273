import { type ContractRunner, ZeroAddress } from "ethers";

import { inBatches } from "../chain/batches.ts";
import { connectStake, type StakeLike } from "./connect.ts";
import { ClaimState, claimStateOf, type Kind, kindOf, NEVER } from "./constants.ts";
import { type EventRange, eventsOfVehicle } from "./history.ts";
import { numberIn } from "./events.ts";
import type { Finding } from "./signing.ts";
import type { OpenClaims } from "./worth.ts";

/** A dispute about a report. */
export interface DisputeView {
  challenger: string;
  /** Who says that the report is true; null = nobody yet. */
  defender: string | null;
  /** Of each of both, in wei. */
  bond: bigint;
  /** Until when attestors can decide, Unix seconds. */
  decideBy: bigint;
}

/** A report of more than distance, and what it did. */
export interface ClaimView {
  vehicle: bigint;
  sequence: bigint;
  /** The hash of its condition. */
  condition: string;
  kind: Kind;
  state: ClaimState;
  /** What it added to the vehicle's damage, and to what is restored of it, in basis points; what it would add, while it is pending. */
  damaged: bigint;
  restored: bigint;
  /** When it counted, or was reported, Unix seconds. */
  countedAt: bigint;
  /** Whose attestors are asked. */
  policy: string;
  /** Null while it isn't disputed. */
  dispute: DisputeView | null;
}

/** Reads that go to a node at once. */
const READS = 20;

/**
 * What has become of a report of more than distance; null for one of distance only, or none.
 *
 * @example
 * const claim = await readClaim(stake, vehicle, 12n, provider);
 */
export async function readClaim(
  stake: StakeLike,
  vehicle: bigint,
  sequence: bigint,
  runner: ContractRunner,
): Promise<ClaimView | null> {
  const contract = connectStake(stake, runner);
  const [claim, dispute] = await Promise.all([
    contract.claimOf(vehicle, sequence),
    contract.disputeOf(vehicle, sequence),
  ]);
  const state = claimStateOf(claim.state);
  if (state === ClaimState.NONE) return null;
  const { challenger, defender, bond, decideBy } = dispute;
  return {
    vehicle,
    sequence,
    condition: claim.condition,
    kind: kindOf(claim.kind),
    state,
    damaged: claim.damaged,
    restored: claim.restored,
    countedAt: claim.countedAt,
    policy: claim.policy,
    dispute:
      challenger === ZeroAddress
        ? null
        : { challenger, defender: defender === ZeroAddress ? null : defender, bond, decideBy },
  };
}

/**
 * All reports of a vehicle that told of more than distance, in order.
 *
 * @example
 * const open = (await readClaims(stake, vehicle, provider)).filter(({ dispute, state }) => dispute !== null || state === ClaimState.PENDING);
 */
export async function readClaims(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<ClaimView[]> {
  const events = await eventsOfVehicle(stake, vehicle, runner, ["VehicleClaimed"], range);
  const sequences = [...new Set(events.map((event) => numberIn(event, "sequence")))];
  const claims = await inBatches(sequences, READS, (sequence) => readClaim(stake, vehicle, sequence, runner));
  return claims.filter((claim) => claim !== null);
}

/**
 * What open claims of a vehicle would change.
 *
 * @example
 * const { count } = await readOpenClaims(stake, vehicle, provider);
 */
export async function readOpenClaims(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
): Promise<Omit<OpenClaims, "ends">> {
  const { damage, restored, count } = await connectStake(stake, runner).openClaimsOf(vehicle);
  return { damage, restored, count };
}

/**
 * From when on the end of a vehicle can't be undone any more, Unix seconds; null = it hasn't ended, or a dispute is open.
 *
 * @example
 * const from = await readFinalFrom(stake, vehicle, provider);
 */
export async function readFinalFrom(stake: StakeLike, vehicle: bigint, runner: ContractRunner): Promise<bigint | null> {
  const from = await connectStake(stake, runner).finalFrom(vehicle);
  return from === NEVER ? null : from;
}

/**
 * What an attestor signs to answer the question that a claim asks now.
 *
 * @throws {RangeError} Where it asks none.
 * @example
 * const finding = findingOf(claim, { holds: true, deadline: now + 86_400n });
 * const signature = await signMessage(attestor, stake, "Finding", finding);
 */
export function findingOf(
  { vehicle, sequence, condition, state }: ClaimView,
  { holds, deadline }: { holds: boolean; deadline: bigint },
): Finding {
  if (state !== ClaimState.PENDING && state !== ClaimState.DISPUTED)
    throw new RangeError(`Nobody asks about report ${sequence}: it is neither pending nor disputed`);
  return { vehicle, sequence, condition, holds, disputed: state === ClaimState.DISPUTED, deadline };
}
