export type { Act } from "./act.ts";
export * from "./care.ts";
export * from "./claims.ts";
export * from "./enrol.ts";
export * from "./holder.ts";
export * from "./reports.ts";
export * from "./residual.ts";
export * from "./rewards.ts";
