import type { TypedDataField } from "ethers";

import { REPORT_TYPES } from "./agent/report.ts";

const fields = (text: string): TypedDataField[] =>
  text.split(", ").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });

/**
 * The EIP-712 types of what is signed for vehicles, by what it is.
 *
 * @example
 * await issuer.signTypedData(vehicleDomain(stake, chainId), MESSAGE_TYPES.Appraisal, appraisal);
 */
export const MESSAGE_TYPES = {
  Enrolment: {
    Enrolment: fields(
      "address issuer, bytes32 commitment, bytes key, address owner, address residualHolder, address policy, address unit, uint80 value, uint48 appraisedAt, uint40 odometer, uint48 deadline",
    ),
  },
  ConditionReport: REPORT_TYPES,
  Finding: {
    Finding: fields("uint256 vehicle, uint32 sequence, bytes32 condition, bool holds, bool disputed, uint48 deadline"),
  },
  Appraisal: {
    Appraisal: fields("uint256 vehicle, uint80 value, uint48 appraisedAt, uint40 odometer, uint48 deadline"),
  },
  Rotation: { Rotation: fields("uint256 vehicle, bytes key, uint32 firstSequence, uint48 deadline") },
  PolicyChange: { PolicyChange: fields("uint256 vehicle, address policy, uint48 since, uint48 deadline") },
} as const satisfies Record<string, Record<string, TypedDataField[]>>;
