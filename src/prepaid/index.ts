export * from "../chain/block.ts";
export { momentLabel, parseMoment } from "../chain/calendar.ts";
export { CsvError } from "../chain/csv-records.ts";
export * from "../chain/logs.ts";
export * from "../chain/missing-state.ts";
export type { Progress } from "../chain/progress.ts";
export { providerOf, runnerOf } from "../chain/runner.ts";
export * from "./batch.ts";
export * from "./batch-cancel.ts";
export * from "./batch-csv.ts";
export * from "./batch-errors.ts";
export type { TermDifference } from "./batch-issued.ts";
export * from "./batch-keys.ts";
export { BATCH_PAGE } from "./batch-pages.ts";
export * from "./batch-rows.ts";
export * from "./cards.ts";
export {
  bitmapOf,
  type Categories,
  categoriesIn,
  nameOfCategory,
  parseCategories,
  parseCategory,
} from "./categories.ts";
export * from "./choices.ts";
export * from "./claim.ts";
export * from "./connect.ts";
export * from "./constants.ts";
export * from "./create.ts";
export * from "./directory.ts";
export * from "./errors.ts";
export * from "./funding.ts";
export * from "./funding-signed.ts";
export * from "./ids.ts";
export * from "./instruments.ts";
export { issue, type IssuedInstrument, type IssueOrder } from "./issue.ts";
export * from "./keeper.ts";
export * from "./key-holder.ts";
export {
  type ClaimKey,
  type ClaimLink,
  formatClaimLink,
  keyAddress,
  LINK_BASE,
  newClaimKey,
  parseClaimLink,
} from "./links.ts";
export * from "./merchants.ts";
export * from "./merchants-csv.ts";
export * from "./percent.ts";
export {
  balanceAt,
  type Conservation,
  conservationOf,
  freeNumber,
  type Instrument,
  instrumentsOfHolder,
  instrumentsOfPurchaser,
  type MerchantEntryReading,
  readHistory,
  readInstrument,
  readInstruments,
  readInstrumentWithRules,
  readMerchant,
  type Return,
  returnsOf,
  type ReturnsReading,
  type VaultEvent,
} from "./reader.ts";
export {
  type EventRange,
  findRules,
  hashOfRules,
  isPlain,
  type KnownRules,
  type RulesInput,
  rulesOf,
  RulesUnknownError,
} from "./rules.ts";
export {
  type Claim,
  CLAIM_TYPES,
  chainIdOf,
  type Redemption,
  REDEMPTION_TYPES,
  signClaim,
  signRedemption,
  vaultDomain,
} from "./signing.ts";
export * from "./spend.ts";
export * from "./taken-back.ts";
export * from "./time.ts";
export { type Unsettled, unsettledOf, unsettledSharesOf } from "./unsettled.ts";
export { knowsWay, requireWay, type Way, WayUnknownError } from "./ways.ts";
