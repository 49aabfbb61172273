import { createCipheriv, createDecipheriv, randomBytes, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

import { computeAddress, getAddress, getBytes, hexlify, isHexString, keccak256 } from "ethers";

import { isRaw, type Raw } from "../../chain/raw.ts";
import { hasErrorCode, writeAtomically } from "./files.ts";
import { type KeySecret, publicBytes, requireSecret, type VehicleKey, vehicleKey } from "./key.ts";

/** A keystore file could not be read or written. */
export class KeystoreError extends Error {
  override readonly name: string = "KeystoreError";
}

/** How hard a password is to guess, unless it is said: scrypt's N; 128 MiB and about half a second. */
const SCRYPT_N = 2 ** 17;
const [SCRYPT_R, SCRYPT_P] = [8, 1];
/** A file that asks for more memory than this, in bytes, or more rounds, is to keep the unit busy, and not a key safe. */
const MOST_MEMORY = 2 ** 30;
const MOST_ROUNDS = 16;

/**
 * Writes a key into an encrypted file that nobody else can read: Web3 Secret Storage, version 3. One of secp256k1 every wallet can open; one of P-256 has what else belongs to it beside
 * the usual fields. Never takes the place of a file: a vehicle without its key needs its owner and its issuer for another one.
 *
 * @param n scrypt's N; less than 2^17 is for tests.
 * @throws {KeystoreError} Where the file is there already.
 * @throws {RangeError} For what is no private key.
 * @example
 * await createKeystore("vehicle.json", newSecret(), password);
 */
export async function createKeystore(path: string, secret: KeySecret, password: string, n = SCRYPT_N): Promise<void> {
  requireSecret(secret);
  if (await exists(path)) throw new KeystoreError(`${path} is there already: choose another name, or move it away`);
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const derived = await derive(password, { n, r: SCRYPT_R, p: SCRYPT_P, salt });
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(getBytes(secret.privateKey)), cipher.final()]);
  const crypto = {
    cipher: "aes-128-ctr",
    cipherparams: { iv: iv.toString("hex") },
    ciphertext: ciphertext.toString("hex"),
    kdf: "scrypt",
    kdfparams: { dklen: 32, n, p: SCRYPT_P, r: SCRYPT_R, salt: salt.toString("hex") },
    mac: macOf(derived, ciphertext).toString("hex"),
  };
  const file = { version: 3, id: randomUUID(), ...publicPart(secret), crypto };
  await writeAtomically(path, `${JSON.stringify(file, null, 2)}\n`);
}

/**
 * The key in a keystore file.
 *
 * @throws {KeystoreError} For a wrong password, and for a file that isn't one or was changed.
 * @example
 * const key = await openKeystore("vehicle.json", password);
 */
export async function openKeystore(path: string, password: string): Promise<VehicleKey> {
  const file = await readKeystore(path);
  const broken = (): never => {
    throw new KeystoreError(`${path} is no keystore of version 3 with scrypt and AES-128-CTR: take it from a backup`);
  };
  const crypto = fieldOf(file, "crypto") ?? fieldOf(file, "Crypto") ?? broken();
  const kdf = fieldOf(crypto, "kdfparams") ?? broken();
  const { n, r, p, dklen } = kdf;
  if (file["version"] !== 3 || crypto["cipher"] !== "aes-128-ctr" || crypto["kdf"] !== "scrypt" || dklen !== 32)
    broken();
  const bytes = (from: Raw | undefined, name: string): Buffer => {
    const text = from?.[name];
    return typeof text === "string" && isHexString(`0x${text}`) ? Buffer.from(text, "hex") : broken();
  };
  const cost = { n: Number(n), r: Number(r), p: Number(p), salt: bytes(kdf, "salt") };
  if (!isAffordable(cost)) broken();
  const ciphertext = bytes(crypto, "ciphertext");
  const iv = bytes(fieldOf(crypto, "cipherparams"), "iv");
  const mac = bytes(crypto, "mac");
  if (ciphertext.length !== 32 || iv.length !== 16 || mac.length !== 32) broken();
  const derived = await derive(password, cost);
  const wrong = `The password doesn't open ${path}, or the file was changed: try again, or take it from a backup`;
  if (!timingSafeEqual(mac, macOf(derived, ciphertext))) throw new KeystoreError(wrong);
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const privateKey = hexlify(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  return vehicleKey(secretOf(file, privateKey) ?? broken());
}

/** What of a key isn't secret, as the file has it. */
function publicPart(secret: KeySecret): Raw {
  // As wallets write an address: without 0x.
  if (secret.curve === "secp256k1") return { address: computeAddress(secret.privateKey).slice(2).toLowerCase() };
  const { curve, privateKey, verifier } = secret;
  return { curve, verifier: getAddress(verifier), publicKey: publicBytes(privateKey) };
}

/** The secret that a file holds; null where what it says of it isn't so. Only the encrypted part is covered by the check of the password. */
function secretOf(file: Raw, privateKey: string): KeySecret | null {
  const { curve, verifier, publicKey, address } = file;
  if (curve === undefined) {
    const own = computeAddress(privateKey).slice(2).toLowerCase();
    return typeof address === "string" && address.toLowerCase().replace(/^0x/, "") === own
      ? { curve: "secp256k1", privateKey }
      : null;
  }
  if (curve !== "P-256" || typeof verifier !== "string" || !isHexString(verifier, 20)) return null;
  return publicKey === publicBytes(privateKey) ? { curve, privateKey, verifier } : null;
}

async function readKeystore(path: string): Promise<Raw> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const why = hasErrorCode(error, "ENOENT") ? "isn't there" : "can't be read";
    throw new KeystoreError(`The keystore ${path} ${why}: name the file that createKeystore wrote`, { cause: error });
  }
  try {
    const file: unknown = JSON.parse(text);
    if (isRaw(file)) return file;
  } catch {
    // Told below; the parser's words would show pieces of the file.
  }
  throw new KeystoreError(`${path} is no JSON: take it from a backup`);
}

interface Cost {
  n: number;
  r: number;
  p: number;
  salt: Uint8Array;
}

function isAffordable({ n, r, p }: Cost): boolean {
  const isPower = Number.isSafeInteger(n) && n > 1 && Number.isInteger(Math.log2(n));
  const isWhole = Number.isSafeInteger(r) && Number.isSafeInteger(p) && r >= 1 && p >= 1;
  return isPower && isWhole && 128 * n * r <= MOST_MEMORY && p <= MOST_ROUNDS;
}

async function derive(password: string, { n, r, p, salt }: Cost): Promise<Buffer> {
  // A password is the same however a keyboard puts its accents together.
  const bytes = Buffer.from(password.normalize("NFKC"), "utf8");
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, 32, { N: n, r, p, maxmem: 256 * n * r + 2 ** 20 }, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}

function macOf(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(getBytes(keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext]))));
}

function fieldOf(from: Raw, name: string): Raw | undefined {
  const value = from[name];
  return isRaw(value) ? value : undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (hasErrorCode(error, "ENOENT")) return false;
      throw error;
    },
  );
}
