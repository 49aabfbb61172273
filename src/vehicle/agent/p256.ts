import { createECDH, createHmac, randomBytes } from "node:crypto";

import { toBeHex } from "ethers";

/** Order of the P-256 group. */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A point of the curve. */
export interface Point {
  x: bigint;
  y: bigint;
}

/** The public point of a private key, which OpenSSL works out. */
export function pointOf(secret: bigint): Point {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(bytesOf(secret));
  const found = curve.getPublicKey();
  return { x: numberOf(found.subarray(1, 33)), y: numberOf(found.subarray(33, 65)) };
}

/**
 * An ECDSA signature over 32 bytes as they are. Node signs only what it has hashed itself, and what a contract checks is a Keccak hash. The nonce is that of RFC 6979, so that no
 * source of randomness, of which a unit that has just been switched on may have little, can give the key away; s is the lower one.
 */
export function signP256(secret: bigint, digest: Uint8Array): { r: bigint; s: bigint } {
  const z = numberOf(digest) % P256_ORDER;
  for (const nonce of noncesOf(secret, z)) {
    const r = pointOf(nonce).x % P256_ORDER;
    // BigInt takes a time that depends on its numbers: the secret ones are multiplied by a random one, which falls out at the end.
    const blind = 1n + (numberOf(randomBytes(40)) % (P256_ORDER - 1n));
    const sum = (blind * z + ((blind * secret) % P256_ORDER) * r) % P256_ORDER;
    const s = (inverse((blind * nonce) % P256_ORDER) * sum) % P256_ORDER;
    if (r !== 0n && s !== 0n) return { r, s: s > P256_ORDER / 2n ? P256_ORDER - s : s };
  }
  throw new RangeError("The nonces of RFC 6979 have no end");
}

/** The nonces of RFC 6979, section 3.2, with SHA-256, one after another. */
function* noncesOf(secret: bigint, z: bigint): Generator<bigint> {
  const seed = Buffer.concat([bytesOf(secret), bytesOf(z)]);
  let key: Buffer = Buffer.alloc(32, 0);
  let value: Buffer = Buffer.alloc(32, 1);
  const mix = (...parts: Uint8Array[]): void => {
    key = hmac(key, value, ...parts);
    value = hmac(key, value);
  };
  mix(Uint8Array.of(0), seed);
  mix(Uint8Array.of(1), seed);
  for (;;) {
    value = hmac(key, value);
    const nonce = numberOf(value);
    if (nonce >= 1n && nonce < P256_ORDER) yield nonce;
    mix(Uint8Array.of(0));
  }
}

function hmac(key: Buffer, ...parts: Uint8Array[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** By Fermat's little theorem. */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, value];
  for (let exponent = P256_ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % P256_ORDER;
    base = (base * base) % P256_ORDER;
  }
  return result;
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(toBeHex(value, 32).slice(2), "hex");
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}
