import { isHexString } from "ethers";

import { isRaw, type Raw } from "../../chain/raw.ts";
import { type Condition, Kind, requireCondition } from "./report.ts";

/** Whose reports an outbox has. */
export interface OutboxOwner {
  chainId: bigint;
  /** The contract of the vehicle. */
  contract: string;
  vehicle: bigint;
}

/** What of a report was signed, beside its condition. */
export interface Signing {
  policyHash: string;
  deadline: bigint;
  signature: string;
}

/** A report as an outbox has it: its condition never changes, and once it was signed its place doesn't, either. */
export interface OutboxReport {
  readonly sequence: bigint;
  readonly condition: Condition;
  /** How it was signed last; null = never. */
  readonly signing: Signing | null;
}

/** Reports on their way, as a chain or a relayer takes them. The same bytes are the same thing, however often they are sent. */
export interface Parcel {
  /** By what its fate is asked for: a transaction's hash, or a relayer's number. */
  id: string;
  bytes: string;
  /** The sequences that it carries, both included. */
  first: bigint;
  last: bigint;
  /** Under what they are signed, and until when all of them count. */
  policyHash: string;
  deadline: bigint;
}

/** What an outbox writes down, in the order in which it happened. */
export type OutboxRecord =
  /** Whose it is; reports up to `base` are in the past, the last of them had the condition. */
  | ({ what: "outbox"; base: bigint; last: Condition | null } & OutboxOwner)
  | { what: "condition"; sequence: bigint; condition: Condition }
  | { what: "signed"; sequence: bigint; signing: Signing }
  /** A report that can never count was given up before it was signed; those after it move up. */
  | { what: "given up"; sequence: bigint; reason: string }
  /** The last condition that was taken in, where that was given up. */
  | { what: "taken"; condition: Condition }
  | { what: "parcel"; parcel: Parcel }
  /** Up to where the chain had counted reports for good, as of a block; it can fall. */
  | { what: "confirmed"; upTo: bigint; block: number };

/** A record as text. */
export function recordText(record: OutboxRecord): string {
  return JSON.stringify(record, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}

/** The record in a text; throws a `RangeError` for what is none. */
export function recordOf(text: string): OutboxRecord {
  const found: unknown = JSON.parse(text);
  if (!isRaw(found)) throw new RangeError("it is no record");
  switch (found["what"]) {
    case "outbox": {
      const owner = { chainId: numberIn(found, "chainId"), contract: textIn(found, "contract") };
      const last = found["last"] === null ? null : conditionIn(found, "last");
      return { what: "outbox", ...owner, vehicle: numberIn(found, "vehicle"), base: numberIn(found, "base"), last };
    }
    case "condition":
      return { what: "condition", sequence: numberIn(found, "sequence"), condition: conditionIn(found, "condition") };
    case "signed":
      return { what: "signed", sequence: numberIn(found, "sequence"), signing: signingIn(found) };
    case "given up":
      return { what: "given up", sequence: numberIn(found, "sequence"), reason: textIn(found, "reason") };
    case "taken":
      return { what: "taken", condition: conditionIn(found, "condition") };
    case "parcel":
      return { what: "parcel", parcel: parcelIn(found) };
    case "confirmed":
      return { what: "confirmed", upTo: numberIn(found, "upTo"), block: placeIn(found, "block") };
    default:
      throw new RangeError("it is of no kind that this version knows");
  }
}

function conditionIn(from: Raw, name: string): Condition {
  const found = objectIn(from, name);
  const kind = Object.values(Kind).find((known) => known === numberIn(found, "kind"));
  if (kind === undefined) throw new RangeError("its kind is unknown");
  const condition: Condition = {
    kind,
    observedAt: numberIn(found, "observedAt"),
    odometer: numberIn(found, "odometer"),
    severity: numberIn(found, "severity"),
    evidence: textIn(found, "evidence"),
  };
  requireCondition(condition);
  return condition;
}

function signingIn(from: Raw): Signing {
  const found = objectIn(from, "signing");
  const [policyHash, signature] = [textIn(found, "policyHash"), textIn(found, "signature")];
  if (!isHexString(policyHash, 32) || !isHexString(signature)) throw new RangeError("its signature is none");
  return { policyHash, deadline: numberIn(found, "deadline"), signature };
}

function parcelIn(from: Raw): Parcel {
  const found = objectIn(from, "parcel");
  const [first, last] = [numberIn(found, "first"), numberIn(found, "last")];
  const terms = { policyHash: textIn(found, "policyHash"), deadline: numberIn(found, "deadline") };
  return { id: textIn(found, "id"), bytes: textIn(found, "bytes"), first, last, ...terms };
}

function objectIn(from: Raw, name: string): Raw {
  const value = from[name];
  if (!isRaw(value)) throw new RangeError(`it has no "${name}"`);
  return value;
}

function textIn(from: Raw, name: string): string {
  const value = from[name];
  if (typeof value !== "string") throw new RangeError(`it has no "${name}"`);
  return value;
}

function numberIn(from: Raw, name: string): bigint {
  const text = textIn(from, name);
  if (!/^\d+$/.test(text)) throw new RangeError(`its "${name}" is no number`);
  return BigInt(text);
}

function placeIn(from: Raw, name: string): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new RangeError(`its "${name}" is no number`);
  return value;
}
