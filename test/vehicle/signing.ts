import { concat, SigningKey, TypedDataEncoder, type TypedDataField } from "ethers";

import { p256Point, p256Sign } from "../p256.ts";

/** A key that signs digests as they are, as a vehicle's and an attestor's do. */
export interface Key {
  /** As ERC-7913 has it. */
  bytes: string;
  /** What is shown of it with a signature: nothing, where it is an address. */
  shown: string;
  sign(digest: string): string;
}

/** An ordinary key, whose address is the signer. */
export function secpKey(privateKey: string, address: string): Key {
  const signer = new SigningKey(privateKey);
  return { bytes: address.toLowerCase(), shown: "0x", sign: (digest) => signer.sign(digest).serialized };
}

/** A key as secure elements have it, behind a verifier on the chain. */
export function p256Key(verifier: string, number: bigint): Key {
  const bytes = concat([verifier, p256Point(number)]);
  return { bytes, shown: bytes, sign: (digest) => p256Sign(number, digest) };
}

/** By whom, and for which contract, something is signed. */
export interface Domain {
  name: string;
  version: string;
  chainId: bigint;
  verifyingContract: string;
}

const fields = (text: string): TypedDataField[] =>
  text.split(",").map((field) => {
    const [type, name] = field.split(" ") as [string, string];
    return { type, name };
  });

/** The types as the interfaces word them, not as the code does. */
export const TYPES = {
  Enrolment: fields(
    "address issuer,bytes32 commitment,bytes key,address owner,address residualHolder,address policy,address unit,uint80 value,uint48 appraisedAt,uint40 odometer,uint48 deadline",
  ),
  ConditionReport: fields(
    "uint256 vehicle,uint32 sequence,uint8 kind,uint48 observedAt,uint40 odometer,uint16 severity,bytes32 evidence,bytes32 policyHash,uint48 deadline",
  ),
  Finding: fields("uint256 vehicle,uint32 sequence,bytes32 condition,bool holds,bool disputed,uint48 deadline"),
  Appraisal: fields("uint256 vehicle,uint80 value,uint48 appraisedAt,uint40 odometer,uint48 deadline"),
  Rotation: fields("uint256 vehicle,bytes key,uint32 firstSequence,uint48 deadline"),
  PolicyChange: fields("uint256 vehicle,address policy,uint48 since,uint48 deadline"),
} as const;
export type TypeName = keyof typeof TYPES;

/** What is signed of a message. */
export function digestOf(domain: Domain, type: TypeName, message: object): string {
  return TypedDataEncoder.hash(domain, { [type]: [...TYPES[type]] }, message);
}

/** A signature of a message. */
export const signAs = (key: Key, domain: Domain, type: TypeName, message: object): string =>
  key.sign(digestOf(domain, type, message));

/** The same signature with the other `s`, which the curve takes as well. */
export function otherForm(signature: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const [r, s, v] = [signature.slice(2, 66), BigInt(`0x${signature.slice(66, 130)}`), signature.slice(130)];
  return `0x${r}${(order - s).toString(16).padStart(64, "0")}${v === "1b" ? "1c" : "1b"}`;
}
