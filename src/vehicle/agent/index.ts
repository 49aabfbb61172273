// The on-board unit of a vehicle, for Node: its key, what it has to send, its choice of nodes, and the agent that has the chain count each report once.
export { AgentHaltError, type AgentParts, type AgentRun, VehicleAgent } from "./agent.ts";
export {
  type BlockMark,
  type Foresight,
  type Packed,
  type ParcelFate,
  ReportRefusedError,
  type SignedReport,
  type VehicleChain,
  type VehicleState,
} from "./chain.ts";
export { contractChain, type ContractChainParts } from "./contract-chain.ts";
export { type AgentEvent, agentLine, type AgentWords, type TellAgent } from "./event.ts";
export { type Frame, OutboxError } from "./frames.ts";
export { FileJournal, type Journal } from "./journal.ts";
export { type KeySecret, newSecret, type VehicleKey, vehicleKey } from "./key.ts";
export { createKeystore, KeystoreError, openKeystore } from "./keystore.ts";
export { type Lock, LockedError, lockFile } from "./lock.ts";
export { nodeProvider } from "./node-provider.ts";
export { type NodeChoice, NodePool, NoNodeError } from "./nodes.ts";
export { Outbox } from "./outbox.ts";
export type { OutboxOwner, OutboxReport, Parcel, Signing } from "./outbox-records.ts";
export type { NodeSight, NodeStanding } from "./probe.ts";
export { relaySender, type RelaySenderParts } from "./relay-sender.ts";
export {
  type Condition,
  conditionHash,
  type ConditionReport,
  Kind,
  REPORT_TYPES,
  reportDigest,
  vehicleDomain,
} from "./report.ts";
export { NodeAnswerError, NodeDownError } from "./rpc.ts";
export type { ReportSender } from "./sender.ts";
export { loadState, type LocalState, saveState } from "./state.ts";
export { readTelemetry, rowsAfter, type TelemetryRow } from "./telemetry.ts";
export { AGENT_TERMS, type AgentTerms } from "./terms.ts";
export { transactionSender, type TransactionSenderParts } from "./transaction-sender.ts";
