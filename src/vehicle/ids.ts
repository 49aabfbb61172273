import { AbiCoder, dataLength, dataSlice, isHexString, keccak256, toBeHex } from "ethers";

const CODER = AbiCoder.defaultAbiCoder();

/**
 * The token of an issuer's vehicle, as the contracts number it. Whoever believes an issuer knows his vehicles by this.
 *
 * @example
 * const vehicle = vehicleId(issuer, commitmentOf(salt, vin));
 */
export function vehicleId(issuer: string, commitment: string): bigint {
  return BigInt(keccak256(CODER.encode(["address", "bytes32"], [issuer, commitment])));
}

/**
 * A vehicle's number as people write it: 32 bytes in hexadecimal digits.
 *
 * @example
 * vehicleLabel(77n); // "0x000000000000000000000000000000000000000000000000000000000000004d"
 */
export function vehicleLabel(vehicle: bigint): string {
  return toBeHex(vehicle, 32);
}

const LARGEST = 2n ** 256n - 1n;

/**
 * A vehicle's number from a text: in hexadecimal digits after 0x, or decimal ones.
 *
 * @throws {RangeError} For what is no number from 1 to 2^256 - 1.
 * @example
 * parseVehicle("0x4d"); // 77n
 */
export function parseVehicle(text: string): bigint {
  const written = text.trim();
  if (/^(?:0x[0-9a-f]+|\d+)$/i.test(written)) {
    const vehicle = BigInt(written.toLowerCase());
    if (vehicle !== 0n && vehicle <= LARGEST) return vehicle;
  }
  throw new RangeError(`"${text}" is no vehicle's number; write it like 0x1f…, as "enrol" gives it`);
}

/**
 * How a report names its policy: Keccak-256 of the ABI encoding of its address.
 *
 * @example
 * const report = { ...condition, vehicle, sequence, policyHash: policyHash(policy), deadline };
 */
export function policyHash(policy: string): string {
  return keccak256(CODER.encode(["address"], [policy]));
}

/** What the contracts keep of a key. */
export interface KeptKey {
  /** An address: the key itself, or the last 20 bytes of the Keccak-256 of one that is longer. */
  id: string;
  /** Whether it is longer than an address: then it must be shown with each signature. */
  long: boolean;
}

/** The length of an address, in bytes. */
const SHORT = 20;

/**
 * What the contracts keep of an ERC-7913 key.
 *
 * @throws {RangeError} For what is no hex of 20 bytes or more.
 * @example
 * keptKey(key.bytes).id === (await readVehicle(stake, vehicle, provider)).key;
 */
export function keptKey(key: string): KeptKey {
  if (!isHexString(key) || dataLength(key) < SHORT)
    throw new RangeError(`"${key}" is no key: give an address, or a verifier's and what that checks`);
  return dataLength(key) === SHORT
    ? { id: key.toLowerCase(), long: false }
    : { id: dataSlice(keccak256(key), 12), long: true };
}

/**
 * A key as it is shown with a signature: nothing where it is an address, which the contracts know.
 *
 * @throws {RangeError} For what is no hex of 20 bytes or more.
 * @example
 * await stake.report(report, shownKey(key.bytes), signature);
 */
export function shownKey(key: string): string {
  return keptKey(key).long ? key : "0x";
}
