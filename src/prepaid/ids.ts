import { getAddress, id as hashOfText, isAddress, randomBytes, toBeHex, toBigInt } from "ethers";

import { FIRST_PIECE } from "./constants.ts";

const NUMBER_BITS = 96n;
const LARGEST_NUMBER = 2n ** NUMBER_BITS - 1n;
const LARGEST_ID = 2n ** 256n - 1n;

/**
 * The id of a purchaser's instrument; it can be known before it is issued.
 *
 * @example
 * const id = idOf(company, 42n);
 */
export function idOf(purchaser: string, number: bigint): bigint {
  if (number < 0n || number > LARGEST_NUMBER) throw new RangeError(`${number} is no number of an instrument`);
  return (toBigInt(getAddress(purchaser)) << NUMBER_BITS) | number;
}

/**
 * Who bought an instrument.
 *
 * @example
 * purchaserOf(id); // "0x8ba1f109551bD432803012645Ac136ddd64DBA72"
 */
export function purchaserOf(id: bigint): string {
  requireId(id);
  return getAddress(toBeHex(id >> NUMBER_BITS, 20));
}

/**
 * The number that its purchaser gave an instrument.
 *
 * @example
 * numberOf(idOf(company, 42n)); // 42n
 */
export function numberOf(id: bigint): bigint {
  requireId(id);
  return id & LARGEST_NUMBER;
}

/**
 * Whether an instrument is a piece that a holder split off.
 *
 * @example
 * isPiece(id); // false
 */
export function isPiece(id: bigint): boolean {
  return numberOf(id) >= FIRST_PIECE;
}

/**
 * An id as people read it: purchaser and number; pieces have theirs in hex.
 *
 * @example
 * formatId(id); // "0x8ba1f109551bD432803012645Ac136ddd64DBA72/42"
 */
export function formatId(id: bigint): string {
  const number = numberOf(id);
  return `${purchaserOf(id)}/${isPiece(id) ? toBeHex(number, 12) : number}`;
}

/**
 * An id from the text that {@link formatId} gives, or from the number itself. Throws a `RangeError` for anything else.
 *
 * @example
 * parseId("0x8ba1f109551bD432803012645Ac136ddd64DBA72/42");
 */
export function parseId(text: string): bigint {
  const written = text.trim();
  const [purchaser = "", number = "", ...more] = written.split("/");
  if (more.length === 0 && isAddress(purchaser) && purchaser.startsWith("0x") && isNumber(number)) {
    const value = BigInt(number);
    if (value <= LARGEST_NUMBER) return idOf(purchaser, value);
  }
  // 40 hex digits are an address, the number of which is missing.
  if (isNumber(written) && !/^0x[0-9a-f]{40}$/i.test(written)) {
    const value = BigInt(written);
    // A small number alone would be that of an instrument whose purchaser is missing.
    if (value > LARGEST_NUMBER && value <= LARGEST_ID) return value;
  }
  throw new RangeError(`"${text}" is no instrument; write it like 0x8ba1f109551bD432803012645Ac136ddd64DBA72/42`);
}

/**
 * A number that nobody has used: 95 random bits.
 *
 * @example
 * await issue(company, vault, { number: randomNumber(), holder: ann, amount, expiry });
 */
export function randomNumber(): bigint {
  return toBigInt(randomBytes(12)) % FIRST_PIECE;
}

/**
 * The number of an item of a batch: a run that was interrupted finds by it what is there already. The name of the batch tells batches of
 * one purchaser apart.
 *
 * @example
 * numberInBatch("meals of May", "17");
 */
export function numberInBatch(batch: string, item: string): bigint {
  // The length keeps a name that ends like an item from meeting another.
  return toBigInt(hashOfText(`${batch.length}:${batch}/${item}`)) % FIRST_PIECE;
}

function isNumber(text: string): boolean {
  return /^(?:\d+|0x[0-9a-f]+)$/i.test(text);
}

function requireId(id: bigint): void {
  if (id < 0n || id > LARGEST_ID) throw new RangeError(`${id} is no id: it doesn't fit 256 bits`);
}
