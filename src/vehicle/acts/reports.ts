import type { Signer } from "ethers";

import type { ConditionReport } from "../agent/report.ts";
import type { StakeLike } from "../connect.ts";
import { type ClaimState, claimStateOf, type State, stateOf } from "../constants.ts";
import { explainError, type Explanation } from "../errors.ts";
import { numberIn, textIn, type VehicleEvent } from "../events.ts";
import { shownKey } from "../ids.ts";
import { type Act, act, theEvent } from "./act.ts";

/** A report with the signature of the vehicle's key. */
export interface SignedCondition {
  report: ConditionReport;
  signature: string;
  /** The vehicle's key, where that is longer than an address; it may be named always. */
  key?: string;
}

/** A report that counts, and what it came to. */
export interface Counted {
  vehicle: bigint;
  sequence: bigint;
  /** What is booked from now on, in the smallest unit of its unit of account. */
  value: bigint;
  /** The same. */
  residual: bigint;
  /** What attestors may be asked about it now; null for one of distance only. */
  claim: ClaimState | null;
  /** What the vehicle is now, where that has changed. */
  state: State | null;
  /** Whether a lender was told that the vehicle shows less than it has to, and has heard it; null = there was nothing to tell. */
  lenderHeard: boolean | null;
}

/** A report that was refused, and why. */
export interface Refused {
  vehicle: bigint;
  sequence: bigint;
  /** In words; null for an error that the contracts of vehicles don't have. */
  reason: Explanation | null;
  /** The error as its contract gave it, in hex. */
  data: string;
}

/**
 * Sends a report. Anybody may.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleUnfit`, `VehicleExpired`, `VehicleSequence`, `VehicleObservedAt`, `VehicleOdometer`, `VehiclePolicy`, `VehicleKey`, `VehicleSignature`, `PolicyTooFar`, `PolicySeverity`.
 * @example
 * const { value, residual } = await report(anybody, stake, { report: given, signature, key: key.bytes });
 */
export async function report(
  signer: Signer,
  stake: StakeLike,
  { report: given, signature, key = "0x" }: SignedCondition,
): Promise<Counted & Act> {
  const done = await act(signer, stake, (contract) => contract.report(given, keyShown(key), signature));
  theEvent(done, "ConditionReported");
  const [counted] = countedIn(done.events);
  if (counted === undefined) throw new Error("A report that counts gives an event");
  return { ...counted, ...done };
}

/** What came of a batch. */
export interface BatchCounted extends Act {
  counted: Counted[];
  refused: Refused[];
}

/**
 * Sends reports of one or several vehicles, in order. One that is refused doesn't stop the others. As many go at once as fit into a transaction's gas (2^24), at 46,000 or so for each; the on-board unit sends up to 25.
 *
 * @throws Errors of the contracts, which {@link explainError} puts into words, such as `VehicleBatch`, `VehicleOutOfGas`.
 * @example
 * const { counted, refused } = await reportBatch(anybody, stake, { reports });
 */
export async function reportBatch(
  signer: Signer,
  stake: StakeLike,
  { reports }: { reports: readonly SignedCondition[] },
): Promise<BatchCounted> {
  const done = await act(signer, stake, (contract) =>
    contract.reportBatch(
      reports.map((item) => item.report),
      reports.map(({ key = "0x" }) => keyShown(key)),
      reports.map(({ signature }) => signature),
    ),
  );
  return { ...done, counted: countedIn(done.events), refused: refusedIn(done.events) };
}

/**
 * The reports that count by events. All that one tells comes before the next one's, and what it tells of its claim and state before what is booked.
 *
 * @example
 * for (const { sequence, value } of countedIn(done.events)) console.log(sequence, value);
 */
export function countedIn(events: readonly VehicleEvent[]): Counted[] {
  const found: Counted[] = [];
  let claim: ClaimState | null = null;
  let state: State | null = null;
  for (const event of events) {
    if (event.name === "VehicleClaimed") claim = claimStateOf(numberIn(event, "state"));
    else if (event.name === "VehicleStateChanged") state = stateOf(numberIn(event, "state"));
    else if (event.name === "ConditionReported") {
      found.push({
        vehicle: numberIn(event, "vehicle"),
        sequence: numberIn(event, "sequence"),
        value: numberIn(event, "value"),
        residual: numberIn(event, "residual"),
        claim,
        state,
        lenderHeard: null,
      });
      [claim, state] = [null, null];
    } else if (event.name === "LenderTold") {
      const last = found.at(-1);
      if (last !== undefined) last.lenderHeard = event.args["heard"] === true;
    }
  }
  return found;
}

/**
 * The reports of a batch that were refused, by events.
 *
 * @example
 * for (const { sequence, reason } of refusedIn(done.events)) console.error(sequence, reason?.cause);
 */
export function refusedIn(events: readonly VehicleEvent[]): Refused[] {
  return events
    .filter(({ name }) => name === "ReportRefused")
    .map((event) => {
      const data = textIn(event, "reason");
      const place = { vehicle: numberIn(event, "vehicle"), sequence: numberIn(event, "sequence") };
      return { ...place, reason: explainError(data), data };
    });
}

function keyShown(key: string): string {
  return key === "0x" ? key : shownKey(key);
}
