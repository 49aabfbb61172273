import type { AddressLike, ContractTransactionReceipt, Signer } from "ethers";

import type { StakeLike } from "../connect.ts";
import { numberIn } from "../events.ts";
import type { Enrolment } from "../signing.ts";
import { type Act, act, theEvent } from "./act.ts";
import { DepreciationPolicy__factory } from "../../ethers.ts";
import type { DepreciationTerms } from "../depreciation.ts";
import type { Panel } from "../policy.ts";

/** An enrolment with both signatures. */
export interface SignedEnrolment {
  enrolment: Enrolment;
  issuerSignature: string;
  vehicleSignature: string;
}

/** What came of an enrolment. */
export interface Enrolled extends Act {
  /** The vehicle's token. */
  vehicle: bigint;
}

/**
 * Enrols a vehicle. Anybody may send it.
 *
 * @param deposit Ether for whoever shows that the vehicle breaks the rules, in wei; none unless it is named. It can't be taken back.
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleExpired`, `VehicleEnrolledBefore`, `VehicleIncomplete`, `VehicleObservedAt`, `VehicleSignature`, `ERC721InvalidReceiver`.
 * @example
 * const issuerSignature = await signMessage(issuer, stake, "Enrolment", enrolment);
 * const vehicleSignature = await signByKey(key, vehicleDomain(stake, chainId), "Enrolment", enrolment);
 * const { vehicle } = await enrol(anybody, stake, { enrolment, issuerSignature, vehicleSignature });
 */
export async function enrol(
  signer: Signer,
  stake: StakeLike,
  { enrolment, issuerSignature, vehicleSignature, deposit = 0n }: SignedEnrolment & { deposit?: bigint },
): Promise<Enrolled> {
  const done = await act(signer, stake, (contract) =>
    contract.enrol(enrolment, issuerSignature, vehicleSignature, { value: deposit }),
  );
  return { ...done, vehicle: numberIn(theEvent(done, "VehicleEnrolled"), "vehicle") };
}

/** Nobody: nothing is grave, and nothing can be disputed. */
export const NO_PANEL: Readonly<Panel> = {
  attestors: [],
  confirmations: 0n,
  decisions: 0n,
  disputeWindow: 0n,
  decideWithin: 0n,
  bond: 0n,
};

/**
 * Creates a depreciation policy: rules that nobody can change.
 *
 * @param panel Who confirms grave reports and decides disputes; nobody unless it is named. `inAscending` puts keys in order.
 * @example
 * const { policy } = await createPolicy(signer, { terms, panel });
 */
export async function createPolicy(
  signer: Signer,
  { terms, panel = NO_PANEL }: { terms: DepreciationTerms; panel?: Panel },
): Promise<{ policy: string; receipt: ContractTransactionReceipt }> {
  const contract = await new DepreciationPolicy__factory(signer).deploy(terms, panel);
  const receipt = await contract.deploymentTransaction()?.wait();
  if (receipt === undefined || receipt === null) throw new Error("The policy's creation was not mined");
  return { policy: await contract.getAddress(), receipt };
}

/** A transfer that protects a buyer. */
export interface Transfer {
  vehicle: bigint;
  from: AddressLike;
  to: AddressLike;
  /** What it must show at least in that second, in the smallest unit of its unit of account. */
  least: bigint;
  /** Whether a contract has to take it (`onERC721Received`); it has, unless it is said otherwise. */
  safe?: boolean;
}

/**
 * Transfers a vehicle if it shows enough in that second; by its owner, or whom he has approved. By a plain transfer one may get a vehicle whose bad news came the second before.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleBelow`, `VehicleUnfit`, `VehicleLocked`, `ERC721InsufficientApproval`, `ERC721InvalidReceiver`.
 * @example
 * await transferIfAtLeast(market, stake, { vehicle, from: seller, to: buyer, least: 20_000_000_000n });
 */
export async function transferIfAtLeast(
  signer: Signer,
  stake: StakeLike,
  { vehicle, from, to, least, safe = true }: Transfer,
): Promise<Act> {
  return act(signer, stake, (contract) =>
    safe
      ? contract.safeTransferFromIfAtLeast(from, to, vehicle, least, "0x")
      : contract.transferFromIfAtLeast(from, to, vehicle, least),
  );
}
