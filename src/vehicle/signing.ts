import {
  type ContractRunner,
  keccak256,
  type Signer,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
} from "ethers";

import { providerOf } from "../chain/runner.ts";
import { type ConditionReport, vehicleDomain } from "./agent/report.ts";
import { addressOfStake, type StakeLike } from "./connect.ts";
import { MESSAGE_TYPES } from "./typed-data.ts";

/** How a vehicle enters: its issuer and the vehicle itself sign this. */
export interface Enrolment {
  /** Who vouches: a maker, an inspector. Everybody decides whom to believe. */
  issuer: string;
  /** To the vehicle's number; see `commitmentOf`. */
  commitment: string;
  /** The vehicle's key, an ERC-7913 signer. */
  key: string;
  owner: string;
  /** Who has the residual shares; the zero address = the address of the vehicle's own key, where that is one. */
  residualHolder: string;
  policy: string;
  /** The ERC-20 in whose smallest unit values are. */
  unit: string;
  /** What it is worth in that, below 2^80, and when and at which odometer (metres, below 2^40) that was found. */
  value: bigint;
  /** Unix seconds. */
  appraisedAt: bigint;
  odometer: bigint;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/** What an attestor says of a report. */
export interface Finding {
  vehicle: bigint;
  sequence: bigint;
  /** The hash of the report's condition; see `conditionHash`. */
  condition: string;
  /** Whether it is true. */
  holds: boolean;
  /** Which question it answers: false = a pending report, true = a dispute. */
  disputed: boolean;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/** What an issuer says that a vehicle is worth. */
export interface Appraisal {
  vehicle: bigint;
  /** In the smallest unit of its unit of account, below 2^80. */
  value: bigint;
  /** Unix seconds; after the last appraisal, and not before the last report. */
  appraisedAt: bigint;
  /** Metres; not below the last report's. */
  odometer: bigint;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/** Another key for a vehicle: its old key signs this, or its issuer, and the new one. */
export interface Rotation {
  vehicle: bigint;
  /** The new one, an ERC-7913 signer. */
  key: string;
  /** The first report that it signs: the one after the last that counts. */
  firstSequence: bigint;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/** Another policy for a vehicle, as its issuer signs it. */
export interface PolicyChange {
  vehicle: bigint;
  policy: string;
  /** From when on it is in force, Unix seconds; a day away at least. */
  since: bigint;
  /** Last second in which it can be proposed, Unix seconds. */
  deadline: bigint;
}

/** What is signed for vehicles, by its name. */
export interface Messages {
  Enrolment: Enrolment;
  ConditionReport: ConditionReport;
  Finding: Finding;
  Appraisal: Appraisal;
  Rotation: Rotation;
  PolicyChange: PolicyChange;
}

/** EIP-712 typed data, in the order in which `signTypedData` takes it. */
export interface TypedData<Value> {
  domain: TypedDataDomain;
  types: Record<string, TypedDataField[]>;
  value: Value;
}

/** What signs 32 bytes as they are: a vehicle's key, or an attestor's in a secure element. */
export interface DigestSigner {
  sign(digest: string): Promise<string>;
}

/**
 * The typed data of a message, for a wallet or a device that signs it.
 *
 * @example
 * const { domain, types, value } = typedDataOf("Appraisal", appraisal, vehicleDomain(stake, 1n));
 * const signature = await issuer.signTypedData(domain, types, value);
 */
export function typedDataOf<Name extends keyof Messages>(
  name: Name,
  value: Messages[Name],
  domain: TypedDataDomain,
): TypedData<Messages[Name]> {
  return { domain, types: { ...MESSAGE_TYPES[name] }, value };
}

/**
 * What a key signs of a message: 32 bytes.
 *
 * @example
 * const signature = await key.sign(messageDigest("Enrolment", enrolment, vehicleDomain(stake, 1n)));
 */
export function messageDigest<Name extends keyof Messages>(
  name: Name,
  value: Messages[Name],
  domain: TypedDataDomain,
): string {
  return TypedDataEncoder.hash(domain, { ...MESSAGE_TYPES[name] }, value);
}

/**
 * Signs a message by an account; on the signer's chain unless one is named.
 *
 * @example
 * const signature = await signMessage(issuer, stake, "Appraisal", appraisal);
 */
export async function signMessage<Name extends keyof Messages>(
  signer: Signer,
  stake: StakeLike,
  name: Name,
  value: Messages[Name],
  chainId?: bigint,
): Promise<string> {
  const chain = chainId ?? (await chainIdOf(signer));
  const { domain, types } = typedDataOf(name, value, vehicleDomain(await addressOfStake(stake), chain));
  return signer.signTypedData(domain, types, value);
}

/**
 * Signs a message by a key that signs digests, as vehicles have one.
 *
 * @example
 * const signature = await signByKey(key, vehicleDomain(stake, 1n), "Rotation", rotation);
 */
export async function signByKey<Name extends keyof Messages>(
  key: DigestSigner,
  domain: TypedDataDomain,
  name: Name,
  value: Messages[Name],
): Promise<string> {
  return key.sign(messageDigest(name, value, domain));
}

/** An attestor's signature, with his key. */
export interface Attested {
  /** An ERC-7913 signer. */
  signer: string;
  signature: string;
}

/**
 * Signatures of attestors in the order in which the contracts take them: of the Keccak-256 of their keys.
 *
 * @example
 * await decide(anybody, stake, { finding, signatures: inOrder([{ signer: ben, signature: his }, { signer: cara, signature: hers }]) });
 */
export function inOrder(signatures: readonly Attested[]): Attested[] {
  const place = ({ signer }: Attested): bigint => BigInt(keccak256(signer));
  return [...signatures].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

/**
 * Keys of attestors in the order in which a policy takes them.
 *
 * @example
 * const panel = { ...numbers, attestors: inAscending([ben, cara, dan]) };
 */
export function inAscending(keys: readonly string[]): string[] {
  return inOrder(keys.map((signer) => ({ signer, signature: "0x" }))).map(({ signer }) => signer);
}

/**
 * The chain that a runner is connected to.
 *
 * @example
 * const domain = vehicleDomain(stake, await chainIdOf(provider));
 */
export async function chainIdOf(runner: ContractRunner): Promise<bigint> {
  return (await providerOf(runner).getNetwork()).chainId;
}
