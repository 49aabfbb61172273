import type { Parcel } from "./outbox-records.ts";
import type { Condition, ConditionReport } from "./report.ts";

/** A block as a node has it. */
export interface BlockMark {
  number: number;
  hash: string;
  /** Unix seconds. */
  timestamp: bigint;
}

/** A vehicle as the chain has it after a block. */
export interface VehicleState {
  block: BlockMark;
  /** The sequence of the last report that was counted; 0 = none yet. */
  sequence: bigint;
  /** In the smallest unit of the vehicle's unit of account. */
  value: bigint;
  residual: bigint;
  /** The policy in force, and since when, Unix seconds; or since the last appraisal, where that came later. */
  policy: { hash: string; since: bigint };
  /** The policy of moments before `policy.since`, while reports of such moments can still count; left out where none can. */
  policyBefore?: string;
}

/** A condition that the chain won't count, and why. */
export interface Foresight {
  /** Which one of the list, from 0. The ones before it can count. */
  place: number;
  reason: string;
  /** Whether it never will, whatever comes; otherwise it may, once something else has changed. */
  forGood: boolean;
}

/** A report with its signature. */
export interface SignedReport {
  report: ConditionReport;
  signature: string;
}

/** Reports as they are sent. */
export interface Packed {
  /** By what their fate is asked for: a transaction's hash, or a relayer's number. */
  id: string;
  bytes: string;
  /** How many of them it carries, from the first one on; at least one. */
  count: number;
}

/** What became of a parcel. */
export type ParcelFate =
  /** Nobody has it: it was never sent, or was dropped, or its block is no more. */
  | { kind: "unknown" }
  /** It can't come into a block any more: its place among the transactions of its sender is taken. */
  | { kind: "void" }
  /** It waits for a block, or with a relayer. */
  | { kind: "pending" }
  /** It is in a block; `refused` says why the chain counted none of its reports, or not all; null = it counted all. */
  | { kind: "mined"; refused: string | null };

/** The chain, or the relayer, won't take a report as it is, and says why: nothing was sent. */
export class ReportRefusedError extends Error {
  override readonly name: string = "ReportRefusedError";
}

/**
 * All that an agent knows of a chain. What it answers is one node's word at a moment, and may be undone by the next answer; that is what the agent is made for. Any other error than
 * {@link ReportRefusedError} means that the question wasn't served, and is asked again.
 */
export interface VehicleChain {
  /** The vehicle after a block of the branch that the node follows now. */
  stateAt(block: number | "latest"): Promise<VehicleState>;
  /** The hash of the condition that the chain has counted under a sequence, of the branch that the node follows now; null where it can't tell. */
  conditionAt(sequence: bigint): Promise<string | null>;
  /**
   * What the chain would make of conditions, one after another, before any of them is signed: the first one that it won't count; null = none. Left out where it can't tell.
   *
   * @param after The state after whose last report they come.
   */
  foresee?(after: VehicleState, conditions: readonly Condition[]): Promise<Foresight | null>;
  /**
   * Makes reports ready to be sent: signs a transaction, or writes a relayer's request. Nothing is sent. They are in order, and as many of them are taken as go at once.
   *
   * @param replaces What was sent before and is to lose its place, so that only one of both can come into a block, unless that place is taken; null = nothing. What comes in its place is offered more for, where
   * places are paid for.
   * @throws {ReportRefusedError} Where the chain would refuse them.
   */
  pack(reports: readonly SignedReport[], replaces: Parcel | null): Promise<Packed>;
  /** Sends a parcel. Done again with the same bytes, it comes to the same. */
  send(parcel: Parcel): Promise<void>;
  /** What became of a parcel that may have been sent. */
  fateOf(parcel: Parcel): Promise<ParcelFate>;
}
