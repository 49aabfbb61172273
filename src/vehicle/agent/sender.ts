import type { VehicleChain } from "./chain.ts";

/** What brings reports to a chain, by itself or by somebody else: the second half of a {@link VehicleChain}. */
export type ReportSender = Pick<VehicleChain, "pack" | "send" | "fateOf">;
