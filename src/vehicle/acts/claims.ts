import type { Signer } from "ethers";

import { connectPolicy, connectStake, type StakeLike } from "../connect.ts";
import { type ClaimState, claimStateOf } from "../constants.ts";
import { numberIn } from "../events.ts";
import { type Attested, type Finding, inOrder } from "../signing.ts";
import { type Act, act, theEvent } from "./act.ts";
import { type Booked, bookedIn } from "./care.ts";

/** What came of a claim, and what is booked after it. */
export interface ClaimAct extends Act, Booked {
  claim: ClaimState;
}

function claimAct(done: Act): ClaimAct {
  return { ...done, ...bookedIn(done), claim: claimStateOf(numberIn(theEvent(done, "VehicleClaimed"), "state")) };
}

/** A finding with the signatures of attestors, in any order. */
export interface SignedFinding {
  finding: Finding;
  signatures: readonly Attested[];
}

/**
 * Confirms or rejects a pending report, or decides a dispute. Anybody may send it.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleExpired`, `VehicleFinding`, `VehicleClaim`, `VehicleTooLate`, `VehicleQuorum`, `VehicleSignature`.
 * @example
 * const { claim } = await decide(anybody, stake, { finding, signatures });
 */
export async function decide(
  signer: Signer,
  stake: StakeLike,
  { finding, signatures }: SignedFinding,
): Promise<ClaimAct> {
  const ordered = inOrder(signatures);
  return claimAct(
    await act(signer, stake, (contract) =>
      contract.decide(
        finding,
        ordered.map((one) => one.signer),
        ordered.map(({ signature }) => signature),
      ),
    ),
  );
}

/** A report of a vehicle. */
export interface ReportPlace {
  vehicle: bigint;
  /** From 1 on. */
  sequence: bigint;
}

/** When a dispute ends. */
export interface Disputed extends Act {
  /** Unix seconds; from then on the report stands, if nobody has decided. */
  decideBy: bigint;
}

/**
 * Disputes a report that counts, with the bond that its policy asks for. Anybody may.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleClaim`, `VehicleQuorum`, `VehicleTooLate`, `VehicleBond`.
 * @example
 * const { decideBy } = await dispute(insurer, stake, { vehicle, sequence: 12n });
 */
export async function dispute(signer: Signer, stake: StakeLike, { vehicle, sequence }: ReportPlace): Promise<Disputed> {
  const { policy } = await connectStake(stake, signer).claimOf(vehicle, sequence);
  const bond = BigInt(policy) === 0n ? 0n : (await connectPolicy(policy, signer).panel()).bond;
  const done = await act(signer, stake, (contract) => contract.dispute(vehicle, sequence, { value: bond }));
  return { ...done, decideBy: numberIn(theEvent(done, "VehicleDisputed"), "decideBy") };
}

/**
 * Puts down the same bond for a report that is disputed. Anybody may but who disputes it.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleClaim`, `VehicleNotAllowed`, `VehicleTooLate`, `VehicleBond`.
 * @example
 * await defend(owner, stake, { vehicle, sequence: 12n });
 */
export async function defend(signer: Signer, stake: StakeLike, { vehicle, sequence }: ReportPlace): Promise<Disputed> {
  const { bond } = await connectStake(stake, signer).disputeOf(vehicle, sequence);
  const done = await act(signer, stake, (contract) => contract.defend(vehicle, sequence, { value: bond }));
  return { ...done, decideBy: numberIn(theEvent(done, "VehicleDisputed"), "decideBy") };
}

/**
 * Ends a dispute that nobody has decided in time: the report stands. Anybody may send it.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleClaim`, `VehicleTooEarly`.
 * @example
 * await endDispute(anybody, stake, { vehicle, sequence: 12n });
 */
export async function endDispute(
  signer: Signer,
  stake: StakeLike,
  { vehicle, sequence }: ReportPlace,
): Promise<ClaimAct> {
  return claimAct(await act(signer, stake, (contract) => contract.endDispute(vehicle, sequence)));
}
