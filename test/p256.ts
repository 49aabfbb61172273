import { createECDH } from "node:crypto";

import { concat, toBeHex } from "ethers";

/** Order of the P-256 group. */
const P256_N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const bytes32 = (value: bigint): Buffer => Buffer.from(toBeHex(value, 32).slice(2), "hex");

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base % P256_N, e = exponent; e > 0n; e >>= 1n, b = (b * b) % P256_N) {
    if (e & 1n) result = (result * b) % P256_N;
  }
  return result;
}

/** The public point of a P-256 key: x and y, 32 bytes each. */
export function p256Point(key: bigint): string {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(bytes32(key));
  return `0x${curve.getPublicKey("hex").slice(2)}`;
}

/** An ECDSA signature over a digest as it is: a secure element signs what it is given. The nonce is fixed, which only a test may do. */
export function p256Sign(key: bigint, digest: string): string {
  const nonce = 0x1234567890abcdefn;
  const r = BigInt(p256Point(nonce).slice(0, 66)) % P256_N;
  const s = (power(nonce, P256_N - 2n) * (BigInt(digest) + r * key)) % P256_N;
  return concat([toBeHex(r, 32), toBeHex(s > P256_N / 2n ? P256_N - s : s, 32)]);
}
