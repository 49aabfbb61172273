import {
  AbiCoder,
  type BytesLike,
  computeHmac,
  getBytes,
  hexlify,
  isBytesLike,
  isHexString,
  keccak256,
  randomBytes,
  toUtf8Bytes,
} from "ethers";

/** Characters of a vehicle's number, and what each counts as in its check digit (ISO 3779, 49 CFR 565). I, O and Q aren't among them. */
const VALUES: Readonly<Record<string, number>> = Object.fromEntries([
  ...Array.from("0123456789", (digit) => [digit, Number(digit)] as const),
  ...Array.from("ABCDEFGH", (letter, i) => [letter, i + 1] as const),
  ...Array.from("JKLMN", (letter, i) => [letter, i + 1] as const),
  ["P", 7],
  ["R", 9],
  ...Array.from("STUVWXYZ", (letter, i) => [letter, i + 2] as const),
]);

/** What each place counts in the check digit; that itself, the ninth, counts nothing. */
const WEIGHTS: readonly number[] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const CHECK_PLACE = 8;
const LENGTH = WEIGHTS.length;

/** What an issuer's secret has at least, in bytes: it can't be found by trying. */
const LEAST_SECRET = 32;

/** What is hashed before a vehicle's number, so that a salt is nothing that the same secret is good for elsewhere. */
const SALT_DOMAIN = "lapse.vehicle.salt.v1:";

/**
 * 32 new bytes: a salt for an issuer, or the secret from which {@link saltFor} makes one for each of his vehicles. He takes the one or the other for all of them, so that none can be enrolled twice with him, and keeps it secret:
 * who has it can find the number behind each commitment.
 *
 * @example
 * const salt = newSalt();
 */
export function newSalt(): string {
  return hexlify(randomBytes(32));
}

/**
 * A vehicle's number as it is committed to: in capitals, without spaces and dashes, since one that is written in two ways would be two vehicles.
 *
 * @example
 * normalVin("1m8gdm9a-x kp042788"); // "1M8GDM9AXKP042788"
 */
export function normalVin(vin: string): string {
  return vin.replace(/[\s-]/g, "").toUpperCase();
}

/**
 * The salt of one vehicle, made from its issuer's secret: HMAC-SHA-256, by the secret, of `lapse.vehicle.salt.v1:` and the number as {@link normalVin} writes it. A number has the same salt each time, and so the same commitment,
 * and can be enrolled only once with the issuer; and whoever is shown one salt, as by `proveDuplicate`, learns nothing of the others.
 *
 * @param secret At least 32 bytes, as `newSalt` makes them; the same for all of an issuer's vehicles.
 * @throws {RangeError} For a secret that is none, or shorter, and for an empty number.
 * @example
 * const commitment = commitmentOf(saltFor(secret, vin), vin);
 */
export function saltFor(secret: BytesLike, vin: string): string {
  if (!isBytesLike(secret) || getBytes(secret).length < LEAST_SECRET)
    throw new RangeError(`The secret is none: give at least ${LEAST_SECRET} bytes, as \`newSalt\` makes them`);
  return computeHmac("sha256", secret, toUtf8Bytes(`${SALT_DOMAIN}${numberOf(vin)}`));
}

/**
 * The commitment to a vehicle's number, which the salt hides. The number is taken as {@link normalVin} writes it.
 *
 * @throws {RangeError} For a salt that is no 32 bytes, and for an empty number.
 * @example
 * const commitment = commitmentOf(salt, "1M8GDM9AXKP042788");
 */
export function commitmentOf(salt: string, vin: string): string {
  if (!isHexString(salt, 32)) throw new RangeError("The salt is none: give 32 bytes, as `newSalt` makes them");
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "string"], [salt, numberOf(vin)]));
}

/** A vehicle's number as it is committed to, which must be there. */
function numberOf(vin: string): string {
  const number = normalVin(vin);
  if (number === "") throw new RangeError("There is no vehicle's number: give the one on its plate");
  return number;
}

/**
 * What is unusual about a vehicle's number, in sentences; none for one that is as it should be. It is no reason to refuse one: vehicles from before 1981 have shorter numbers, and outside North America and China the ninth
 * place is no check digit.
 *
 * @example
 * for (const warning of vinWarnings(vin)) console.error(warning);
 */
export function vinWarnings(vin: string): string[] {
  const number = normalVin(vin);
  const strange = [...new Set(Array.from(number).filter((character) => VALUES[character] === undefined))];
  const warnings: string[] = [];
  if (number.length !== LENGTH) warnings.push(`It has ${number.length} characters, and since 1981 it is ${LENGTH}.`);
  if (strange.length !== 0) {
    const are = strange.length === 1 ? "is no character" : "are no characters";
    warnings.push(`${strange.join(", ")} ${are} of such a number: I, O and Q are written as 1 and 0.`);
  }
  if (warnings.length !== 0) return warnings;
  const wanted = checkDigit(number);
  const found = number[CHECK_PLACE];
  if (found === wanted) return [];
  return [
    `Its ninth character is ${found}, and the check digit would be ${wanted}: of a vehicle for North America or China a character is wrong.`,
  ];
}

/** The check digit of a number of 17 characters. */
function checkDigit(number: string): string {
  const sum = WEIGHTS.reduce((all, weight, place) => all + weight * (VALUES[number[place] ?? ""] ?? 0), 0);
  return sum % 11 === 10 ? "X" : String(sum % 11);
}
