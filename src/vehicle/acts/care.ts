import type { Signer } from "ethers";

import { normalVin } from "../commitment.ts";
import type { StakeLike } from "../connect.ts";
import { numberIn, textIn } from "../events.ts";
import { shownKey } from "../ids.ts";
import type { Appraisal } from "../signing.ts";
import { type Act, act, theEvent } from "./act.ts";
import type { SignedCondition } from "./reports.ts";

/** Who vouched for a vehicle, which its number shows. */
export interface Vouched {
  /** An address. */
  issuer: string;
  /** 32 bytes; see `commitmentOf`. */
  commitment: string;
}

/** Another key for a vehicle, with the signatures of both. */
export interface SignedRotation {
  vehicle: bigint;
  /** An ERC-7913 signer, as all keys are. */
  newKey: string;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
  /** The vehicle's key of now. */
  oldKey: string;
  /** Of `Rotation` with the next sequence as its first, by each of both. */
  oldSignature: string;
  newSignature: string;
}

/**
 * Gives a vehicle another key at once. Anybody may send it.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleExpired`, `VehicleKey`, `VehicleSameKey`, `VehicleSignature`, `VehicleIncomplete`.
 * @example
 * const rotation = { vehicle, key: next.bytes, firstSequence: sequence + 1n, deadline };
 * const [oldSignature, newSignature] = await Promise.all([key, next].map((one) => signByKey(one, domain, "Rotation", rotation)));
 * await rotate(anybody, stake, { vehicle, newKey: next.bytes, deadline, oldKey: key.bytes, oldSignature, newSignature });
 */
export async function rotate(
  signer: Signer,
  stake: StakeLike,
  given: SignedRotation,
): Promise<Act & { firstSequence: bigint }> {
  const { vehicle, newKey, deadline, oldKey, oldSignature, newSignature } = given;
  const done = await act(signer, stake, (contract) =>
    contract.rotate(vehicle, newKey, deadline, shownKey(oldKey), oldSignature, newSignature),
  );
  return { ...done, firstSequence: numberIn(theEvent(done, "VehicleKeyRotated"), "firstSequence") };
}

/**
 * Announces another key, where the old one is lost; by the owner. Issuer and new key have signed `Rotation` with 0 as its first sequence, which isn't known yet.
 *
 * @returns From when on it can take the old one's place, Unix seconds; see {@link completeRotation}.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleNotAllowed`, `VehicleExpired`, `VehicleSameKey`, `VehicleSignature`, `VehicleIncomplete`.
 * @example
 * const { from } = await announceRotation(owner, stake, { vehicle, issuer, commitment, newKey, deadline, issuerSignature, newSignature });
 */
export async function announceRotation(
  signer: Signer,
  stake: StakeLike,
  given: Vouched & { vehicle: bigint; newKey: string; deadline: bigint; issuerSignature: string; newSignature: string },
): Promise<Act & { from: bigint }> {
  const { vehicle, commitment, issuer, newKey, deadline, issuerSignature, newSignature } = given;
  const done = await act(signer, stake, (contract) =>
    contract.announceRotation(vehicle, commitment, issuer, newKey, deadline, issuerSignature, newSignature),
  );
  return { ...done, from: numberIn(theEvent(done, "VehicleKeyAnnounced"), "from") };
}

/**
 * Has an announced key take the old one's place, once its delay is over. Anybody may send it.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNothingProposed`, `VehicleTooEarly`, `VehicleKey`, `VehicleUnfit`.
 * @example
 * const { firstSequence } = await completeRotation(anybody, stake, { vehicle, newKey });
 */
export async function completeRotation(
  signer: Signer,
  stake: StakeLike,
  { vehicle, newKey }: { vehicle: bigint; newKey: string },
): Promise<Act & { firstSequence: bigint }> {
  const done = await act(signer, stake, (contract) => contract.completeRotation(vehicle, newKey));
  return { ...done, firstSequence: numberIn(theEvent(done, "VehicleKeyRotated"), "firstSequence") };
}

/**
 * Takes an announced key back; by the owner.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleNothingProposed`.
 * @example
 * await cancelRotation(owner, stake, { vehicle });
 */
export async function cancelRotation(signer: Signer, stake: StakeLike, { vehicle }: { vehicle: bigint }): Promise<Act> {
  return act(signer, stake, (contract) => contract.cancelRotation(vehicle));
}

/** Another policy, with the issuer's signature. */
export interface SignedPolicyChange extends Vouched {
  vehicle: bigint;
  /** Its address. */
  policy: string;
  /** From when on it is in force, Unix seconds; a day away at least. */
  since: bigint;
  /** Last second in which it can be proposed, Unix seconds. */
  deadline: bigint;
  issuerSignature: string;
}

/**
 * Proposes another policy; by the owner.
 *
 * @returns From when on it is in force, Unix seconds.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleNotAllowed`, `VehicleExpired`, `VehicleTooEarly`, `VehicleSamePolicy`, `VehicleIncomplete`, `VehicleSignature`.
 * @example
 * const issuerSignature = await signMessage(issuer, stake, "PolicyChange", { vehicle, policy, since, deadline });
 * await proposePolicy(owner, stake, { vehicle, issuer: issuer.address, commitment, policy, since, deadline, issuerSignature });
 */
export async function proposePolicy(
  signer: Signer,
  stake: StakeLike,
  { vehicle, commitment, issuer, policy, since, deadline, issuerSignature }: SignedPolicyChange,
): Promise<Act & { since: bigint }> {
  const done = await act(signer, stake, (contract) =>
    contract.proposePolicy(vehicle, commitment, issuer, policy, since, deadline, issuerSignature),
  );
  return { ...done, since: numberIn(theEvent(done, "VehiclePolicyProposed"), "since") };
}

/**
 * Takes a proposed policy back, before it is in force; by the owner.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNotAllowed`, `VehicleNothingProposed`, `VehicleTooLate`.
 * @example
 * await withdrawPolicy(owner, stake, { vehicle });
 */
export async function withdrawPolicy(signer: Signer, stake: StakeLike, { vehicle }: { vehicle: bigint }): Promise<Act> {
  return act(signer, stake, (contract) => contract.withdrawPolicy(vehicle));
}

/**
 * Values a vehicle anew, as its issuer has signed. Anybody may send it.
 *
 * @returns What is booked from now on.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleNotAllowed`, `VehicleExpired`, `VehicleObservedAt`, `VehicleAppraisalOld`, `VehicleCreditedTooMuch`, `VehicleSignature`.
 * @example
 * const issuerSignature = await signMessage(issuer, stake, "Appraisal", appraisal);
 * const { value } = await appraise(anybody, stake, { appraisal, issuer: issuer.address, commitment, issuerSignature });
 */
export async function appraise(
  signer: Signer,
  stake: StakeLike,
  { appraisal, commitment, issuer, issuerSignature }: Vouched & { appraisal: Appraisal; issuerSignature: string },
): Promise<Act & Booked> {
  const done = await act(signer, stake, (contract) =>
    contract.appraise(appraisal, commitment, issuer, issuerSignature),
  );
  return { ...done, ...bookedIn(done) };
}

/** What is booked after an act, in the smallest unit of the vehicle's unit of account. */
export interface Booked {
  value: bigint;
  residual: bigint;
  slashed: bigint;
  credited: bigint;
}

/**
 * What an act that moves the books has booked.
 *
 * @example
 * const { value, residual, slashed, credited } = bookedIn(done);
 */
export function bookedIn(done: Act): Booked {
  const event = theEvent(done, "VehicleBooked");
  return {
    value: numberIn(event, "value"),
    residual: numberIn(event, "residual"),
    slashed: numberIn(event, "slashed"),
    credited: numberIn(event, "credited"),
  };
}

/** What a slash took and paid. */
export interface Slashed extends Act {
  /** What the vehicle was worth, and isn't any more, in the smallest unit of its unit of account. */
  value: bigint;
  /** What the sender is credited, in wei; see {@link withdraw}. */
  bounty: bigint;
}

function slashedIn(done: Act): Slashed {
  const event = theEvent(done, "StakeSlashed");
  return { ...done, value: numberIn(event, "value"), bounty: numberIn(event, "bounty") };
}

/**
 * Slashes a vehicle whose key signed a report under a policy that it never had and was never offered.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleKnownPolicy`, `VehicleOldKey`, `VehicleKey`, `VehicleSignature`.
 * @example
 * const { bounty } = await slashTampering(anybody, stake, { report: given, signature, key });
 */
export async function slashTampering(
  signer: Signer,
  stake: StakeLike,
  { report, signature, key = "0x" }: SignedCondition,
): Promise<Slashed> {
  const shown = key === "0x" ? key : shownKey(key);
  return slashedIn(await act(signer, stake, (contract) => contract.slashTampering(report, shown, signature)));
}

/**
 * Slashes a vehicle whose key signed two conditions under one sequence.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleNoContradiction`, `VehicleOldKey`, `VehicleKey`, `VehicleSignature`.
 * @example
 * const { bounty } = await slashEquivocation(anybody, stake, { one, other, key });
 */
export async function slashEquivocation(
  signer: Signer,
  stake: StakeLike,
  { one, other, key = "0x" }: { one: SignedCondition; other: SignedCondition; key?: string },
): Promise<Slashed> {
  const shown = key === "0x" ? key : shownKey(key);
  return slashedIn(
    await act(signer, stake, (contract) =>
      contract.slashEquivocation(one.report, one.signature, other.report, other.signature, shown),
    ),
  );
}

/**
 * Adds to the bounty of whoever shows that a vehicle breaks the rules. It can't be taken back before the vehicle has ended ({@link releaseDeposit}).
 *
 * @param amount In wei.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`.
 * @example
 * await deposit(owner, stake, { vehicle, amount: parseEther("0.1") });
 */
export async function deposit(
  signer: Signer,
  stake: StakeLike,
  { vehicle, amount }: { vehicle: bigint; amount: bigint },
): Promise<Act> {
  return act(signer, stake, (contract) => contract.deposit(vehicle, { value: amount }));
}

/**
 * Credits the deposit of a vehicle that has ended for good to its owner, who can {@link withdraw} it. Anybody may send it.
 *
 * @returns Whom it is credited to, and how much, in wei.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleTooEarly`, `VehicleNothing`.
 * @example
 * const { owner, amount } = await releaseDeposit(anybody, stake, { vehicle });
 */
export async function releaseDeposit(
  signer: Signer,
  stake: StakeLike,
  { vehicle }: { vehicle: bigint },
): Promise<Act & { owner: string; amount: bigint }> {
  const done = await act(signer, stake, (contract) => contract.releaseDeposit(vehicle));
  const event = theEvent(done, "VehicleDepositReleased");
  return { ...done, owner: textIn(event, "owner"), amount: numberIn(event, "amount") };
}

/** A vehicle's number, with two issuers' salts. */
export interface Duplicate {
  /** In clear; it is written as {@link normalVin} does. */
  vin: string;
  /** Salts of 32 bytes. */
  one: { issuer: string; salt: string };
  other: { issuer: string; salt: string };
}

/**
 * Links two vehicles of two issuers that are the same one. It makes the vehicle's number public.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleLinkedBefore`.
 * @example
 * const { vehicles } = await proveDuplicate(anybody, stake, { vin, one, other });
 */
export async function proveDuplicate(
  signer: Signer,
  stake: StakeLike,
  { vin, one, other }: Duplicate,
): Promise<Act & { vehicles: [bigint, bigint] }> {
  const done = await act(signer, stake, (contract) =>
    contract.proveDuplicate(normalVin(vin), one.issuer, one.salt, other.issuer, other.salt),
  );
  const event = theEvent(done, "VehicleDuplicate");
  return { ...done, vehicles: [numberIn(event, "one"), numberIn(event, "other")] };
}

/**
 * Takes the signer's credit: bounties and bonds that he won, and deposits of his vehicles that have ended.
 *
 * @returns How much it was, in wei.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleNothing`, `VehicleEtherNotSent`.
 * @example
 * const { amount } = await withdraw(challenger, stake, { to: challenger.address });
 */
export async function withdraw(
  signer: Signer,
  stake: StakeLike,
  { to }: { to: string },
): Promise<Act & { amount: bigint }> {
  const done = await act(signer, stake, (contract) => contract.withdraw(to));
  return { ...done, amount: numberIn(theEvent(done, "VehicleCreditPaid"), "amount") };
}
