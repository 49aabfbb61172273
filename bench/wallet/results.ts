import type { FloorOf, Measured } from "../results.ts";

/** What the bench knows of `wallet`. */
export interface WalletResults {
  /** What acts of an owner take with the switch and without. */
  overheads: Overhead[];
  rows: Row[];
  floors: FloorOf[];
}

export type Row = Omit<Measured, "terms">;

export interface Overhead {
  account: string;
  act: string;
  /** Of the same act on the same account without the switch. */
  without: number;
  with: number;
  /** The difference, but for that of the calldata's price. */
  overhead: number;
}
