import type { Creation, FloorOf, Measured, Page } from "../results.ts";

/** The subjects beside ours. */
export const NAIVE = "naive escrow";
export const REQUEST = "Request's escrow";

/** What the bench knows of `prepaid`. */
export interface PrepaidResults {
  rows: Row[];
  /** What escrows take for what they have alike. */
  escrows: EscrowRow[];
  floors: FloorOf[];
  /** What lapses, where nobody sends anything, and what one withdrawal of all of it takes. */
  returns: Return[];
  /** What escrows take to send the same back. */
  reclaims: Reclaim[];
  creations: Creation[];
  pages: Page[];
}

export type Row = Omit<Measured, "terms">;

export interface EscrowRow {
  operation: string;
  subject: string;
  gas: number;
  items: number;
}

export interface Return {
  bucket: "days" | "hours";
  /** Instruments that lapse, each in a bucket of its own. */
  instruments: number;
  /** Days from the issue to the day on which the first of them lapses. */
  ahead: number;
  /** The purchaser's, a second before the first of them lapses. */
  balanceBefore: string;
  /** The purchaser's, in the second in which the last one does. */
  balanceAfter: string;
  /** Sent between the two. */
  transactions: number;
  storageChanged: boolean;
  /** Pages of 256 buckets in which they lapse. */
  pages: number;
  /** Of one withdrawal of all of it. */
  gas: number;
  floor: number;
}

export interface Reclaim {
  subject: string;
  how: string;
  instruments: number;
  transactions: number;
  gas: number;
}
