import type { Creation, FloorOf, Measured, Page } from "../results.ts";

/** What the bench knows of `timeframe`. */
export interface TimeframeResults {
  /** What was written into storage directly, and the views that showed that it took. */
  storageSet: StorageSet[];
  rows: Row[];
  creations: Creation[];
  /** For ours and for peers. */
  floors: FloorOf[];
  /** What the turn of a frame does where nobody sends anything. */
  grants: Grant[];
  pages: Page[];
}

export interface Row extends Omit<Measured, "terms"> {
  subject: string;
  members: number;
  idleFrames: number;
}

export interface StorageSet {
  subject: string;
  members: number;
  /** What, slot and value. */
  writes: { what: string; slot: string; value: string }[];
  /** Views read afterwards. */
  views: { view: string; value: string }[];
}

export interface Grant {
  subject: string;
  members: number;
  idleFrames: number;
  balanceBefore: string;
  balanceAfter: string;
  supplyBefore: string;
  supplyAfter: string;
  transactions: number;
  storageChanged: boolean;
  gas: number;
}
