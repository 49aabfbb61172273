export * from "../chain/account-proof.ts";
export * from "../chain/block.ts";
export { momentLabel, parseMoment } from "../chain/calendar.ts";
export * from "../chain/duration.ts";
export * from "../chain/logs.ts";
export * from "../chain/missing-state.ts";
export type { Progress } from "../chain/progress.ts";
export { ProofError } from "../chain/proof-error.ts";
export { providerOf, runnerOf } from "../chain/runner.ts";
export * from "./account/index.ts";
export * from "./acts.ts";
export * from "./calldata.ts";
export * from "./check.ts";
export * from "./claims.ts";
export * from "./clock.ts";
export * from "./connect.ts";
export * from "./constants.ts";
export * from "./describe.ts";
export * from "./errors.ts";
export * from "./ether.ts";
export type { EventRange } from "./events.ts";
export * from "./evidence.ts";
export * from "./execute.ts";
export * from "./facts.ts";
export * from "./guardians.ts";
export { approveAssets, type AssetHolding, type Mover, readHolding, readHoldings } from "./holdings.ts";
export * from "./module7579.ts";
export * from "./places.ts";
export {
  type AssetDraft,
  type GuardiansDraft,
  type PlanDraft,
  planOf,
  type RecipientDraft,
  sortedAssets,
  sortedKeys,
  type TierDraft,
} from "./plan.ts";
export {
  allPlans,
  type Announced,
  findAnnounced,
  findPlan,
  planHistory,
  type PlanInForce,
  type PlanStep,
  PlanUnknownError,
} from "./plans.ts";
export * from "./proofs.ts";
export { isProver, readFact } from "./provers.ts";
export * from "./safe/installation.ts";
export * from "./safe/safe-signature.ts";
export * from "./safe/safe-transaction.ts";
export * from "./secret.ts";
export {
  accept,
  acceptSigned,
  endRequest,
  type Evidence,
  evidenceFrom,
  type Named,
  NotRecipientError,
  request,
  trigger,
  type TriggerAct,
} from "./silence.ts";
export * from "./signing.ts";
export * from "./typed-data.ts";
export * from "./watcher/index.ts";
export * from "./will.ts";
