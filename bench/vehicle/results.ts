import type { FloorOf, Measured } from "../results.ts";

/** What the bench knows of `vehicle`. */
export interface VehicleResults {
  rows: Row[];
  floors: FloorOf[];
}

export type Row = Omit<Measured, "terms">;

/** The transfer of a vehicle, and what stands beside it. */
export const TRANSFER = "transferFrom, a vehicle";
export const TRANSFER_PEER = "transferFrom, OpenZeppelin ERC-721";
