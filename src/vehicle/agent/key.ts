import { randomBytes } from "node:crypto";

import { computeAddress, concat, getAddress, getBytes, hexlify, isHexString, SigningKey, toBeHex } from "ethers";

import { P256_ORDER, pointOf, signP256 } from "./p256.ts";

/** A vehicle's key. One in a secure element has the same shape: it only signs digests. */
export interface VehicleKey {
  /** The key as ERC-7913 has it: 20 bytes of an address, or the address of a verifier and what that knows it by. */
  readonly bytes: string;
  /** Signs 32 bytes as they are: r, s and for secp256k1 v, with the lower s. The same bytes each time for a key that is in memory. */
  sign(digest: string): Promise<string>;
}

/** What a vehicle's key is made of. */
export type KeySecret =
  | { curve: "secp256k1"; privateKey: string }
  /** With the contract that verifies signatures of this curve, as OpenZeppelin's `ERC7913P256Verifier`. */
  | { curve: "P-256"; privateKey: string; verifier: string };

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * A vehicle's key in memory.
 *
 * @example
 * const key = vehicleKey({ curve: "P-256", privateKey, verifier });
 * const signature = await key.sign(reportDigest(domain, report));
 */
export function vehicleKey(secret: KeySecret): VehicleKey {
  requireSecret(secret);
  if (secret.curve === "secp256k1") {
    const signer = new SigningKey(secret.privateKey);
    return {
      bytes: computeAddress(signer).toLowerCase(),
      sign: (digest) => Promise.resolve(digest).then((given) => signer.sign(requireDigest(given)).serialized),
    };
  }
  const number = BigInt(secret.privateKey);
  const sign = (digest: string): string => {
    const { r, s } = signP256(number, getBytes(requireDigest(digest)));
    return concat([toBeHex(r, 32), toBeHex(s, 32)]);
  };
  return {
    bytes: concat([getAddress(secret.verifier), publicBytes(secret.privateKey)]),
    sign: (digest) => Promise.resolve(digest).then(sign),
  };
}

/**
 * A new secret for a vehicle's key.
 *
 * @example
 * await createKeystore("vehicle.json", newSecret({ curve: "P-256", verifier }), password);
 */
export function newSecret(
  kind: { curve: "secp256k1" } | { curve: "P-256"; verifier: string } = { curve: "secp256k1" },
): KeySecret {
  for (;;) {
    const privateKey = hexlify(randomBytes(32));
    const number = BigInt(privateKey);
    if (number !== 0n && number < orderOf(kind.curve)) return { ...kind, privateKey };
  }
}

/** The public key of a P-256 secret: x and y. */
export function publicBytes(privateKey: string): string {
  const { x, y } = pointOf(BigInt(privateKey));
  return concat([toBeHex(x, 32), toBeHex(y, 32)]);
}

/** Throws for what is no secret, without saying what it is. */
export function requireSecret({ curve, privateKey }: KeySecret): void {
  const isNumber = isHexString(privateKey, 32);
  if (!isNumber || BigInt(privateKey) === 0n || BigInt(privateKey) >= orderOf(curve))
    throw new RangeError(
      `It is no private key of ${curve}: give 32 bytes that are neither 0 nor above the curve's order`,
    );
}

function orderOf(curve: KeySecret["curve"]): bigint {
  return curve === "P-256" ? P256_ORDER : SECP256K1_ORDER;
}

function requireDigest(digest: string): string {
  if (!isHexString(digest, 32)) throw new RangeError(`"${digest}" is no digest: a key signs 32 bytes`);
  return digest;
}
