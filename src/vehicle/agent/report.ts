import { AbiCoder, isHexString, keccak256, type TypedDataDomain, TypedDataEncoder, type TypedDataField } from "ethers";

/** What a report tells of. */
export const Kind = {
  ODOMETER: 0n,
  ACCIDENT: 1n,
  SERVICE: 2n,
  TOTAL_LOSS: 3n,
  THEFT: 4n,
  SCRAPPING: 5n,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** The condition of a vehicle at a moment: what a report says, whenever and under whatever policy it is signed. */
export interface Condition {
  kind: Kind;
  /** When the vehicle was in it, Unix seconds. */
  observedAt: bigint;
  /** Metres. */
  odometer: bigint;
  /** Basis points of the undamaged vehicle. */
  severity: bigint;
  /** A hash of whatever shows it; 32 bytes. */
  evidence: string;
}

/** A condition as a vehicle signs it. */
export interface ConditionReport extends Condition {
  /** The vehicle's token. */
  vehicle: bigint;
  /** Its place among the vehicle's reports; the first one is 1. */
  sequence: bigint;
  /** The policy under which it is to count. */
  policyHash: string;
  /** Until when it counts, Unix seconds. */
  deadline: bigint;
}

/** The whole of basis points. */
const WHOLE = 10_000n;

const LAST_KIND = Kind.SCRAPPING;
const LARGEST_MOMENT = 2n ** 48n - 1n;
const LARGEST_ODOMETER = 2n ** 40n - 1n;

/** The parts of a condition, in the order in which {@link conditionHash} takes them. */
const CONDITION: readonly (readonly [keyof Condition, string])[] = [
  ["kind", "uint8"],
  ["observedAt", "uint48"],
  ["odometer", "uint40"],
  ["severity", "uint16"],
  ["evidence", "bytes32"],
];

/**
 * The EIP-712 types of a report.
 *
 * @example
 * TypedDataEncoder.hash(vehicleDomain(contract, 1n), REPORT_TYPES, report);
 */
export const REPORT_TYPES: Record<"ConditionReport", TypedDataField[]> = {
  ConditionReport: [
    { name: "vehicle", type: "uint256" },
    { name: "sequence", type: "uint32" },
    ...CONDITION.map(([name, type]) => ({ name, type })),
    { name: "policyHash", type: "bytes32" },
    { name: "deadline", type: "uint48" },
  ],
};

/**
 * The EIP-712 domain of everything that is signed for a contract of vehicles.
 *
 * @example
 * vehicleDomain("0x…", 1n);
 */
export function vehicleDomain(contract: string, chainId: bigint): TypedDataDomain {
  return { name: "Lapse Vehicle", version: "1", chainId, verifyingContract: contract };
}

/**
 * What a vehicle's key signs of a report.
 *
 * @example
 * const signature = await key.sign(reportDigest(vehicleDomain(contract, 1n), report));
 */
export function reportDigest(domain: TypedDataDomain, report: ConditionReport): string {
  return TypedDataEncoder.hash(domain, REPORT_TYPES, report);
}

/**
 * By what equivocation is judged: two reports under one sequence with different hashes cost the vehicle its stake. Neither the policy nor the deadline counts, so that a
 * report can be signed again.
 *
 * @example
 * conditionHash(before) === conditionHash(again);
 */
export function conditionHash(condition: Condition): string {
  const values = CONDITION.map(([name]) => condition[name]);
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      CONDITION.map(([, type]) => type),
      values,
    ),
  );
}

/** Throws for a condition that no report can have. */
export function requireCondition({ kind, observedAt, odometer, severity, evidence }: Condition): void {
  within(kind, 0n, LAST_KIND, "kind of report", "take one of Kind");
  within(observedAt, 1n, LARGEST_MOMENT, "moment", "give Unix seconds");
  within(odometer, 0n, LARGEST_ODOMETER, "odometer", "give metres");
  within(severity, 0n, WHOLE, "severity", "give basis points from 0 to 10000");
  if (!isHexString(evidence, 32)) throw new RangeError(`"${evidence}" is no evidence: give a hash of 32 bytes`);
}

function within(value: bigint, least: bigint, most: bigint, what: string, remedy: string): void {
  if (value < least || value > most) throw new RangeError(`${value} is no ${what}: ${remedy}`);
}
