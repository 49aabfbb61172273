import { saltFor } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import { readTextIfThere } from "../../support/file.ts";

/** What hides a vehicle's number, as options give it: a salt, or the file of the secret from which its issuer makes one for each. */
export interface SaltOptions {
  salt: string | undefined;
  secret: string | undefined;
}

/** A vehicle's salt, and the option that it is from. */
export interface GivenSalt {
  salt: string;
  option: string;
}

/** What these options are called. */
export interface SaltNames {
  salt: string;
  secret: string;
}

const NAMES: SaltNames = { salt: "--salt", secret: "--secret" };

/** The salt of the vehicle with this number; null where no option gives it. */
export async function saltGiven({ salt, secret }: SaltOptions, vin: string, names = NAMES): Promise<GivenSalt | null> {
  if (secret === undefined) return salt === undefined ? null : { salt, option: names.salt };
  if (salt !== undefined)
    fail(`A vehicle has one salt, and two ways to it are given; leave out ${names.salt} or ${names.secret}.`);
  return { salt: saltFor(await secretIn(secret, names), vin), option: names.secret };
}

/** The same, where there must be one. @param whose For a message: "the first one's issuer". */
export async function saltNeeded(given: SaltOptions, vin: string, whose: string, names = NAMES): Promise<GivenSalt> {
  const { salt, secret } = names;
  return (
    (await saltGiven(given, vin, names)) ??
    fail(`Something is missing: give the salt of ${whose} with ${salt}, or his secret with ${secret}.`)
  );
}

/** What a secret has at least, in bytes. */
const LEAST = 32;
/** How one is made. */
const MAKE = "`openssl rand -hex 32`";

/** The secret that a file holds. It stays out of messages. */
async function secretIn(path: string, { secret: option }: SaltNames): Promise<string> {
  const text = (await readTextIfThere(path))?.trim();
  if (text === undefined)
    fail(
      `There is no file ${path} with the issuer's secret; name it with ${option}, or make one with ${MAKE} before his first vehicle.`,
    );
  const digits = /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(text)?.[1];
  if (digits === undefined)
    fail(
      `${path} holds no secret, which is at least ${LEAST} bytes as hex, like those of ${MAKE}; name another with ${option}.`,
    );
  const bytes = digits.length / 2;
  if (bytes < LEAST)
    fail(
      `The secret in ${path} has ${bytes} bytes, and with fewer than ${LEAST} it could be found; make one with ${MAKE} before the first vehicle.`,
    );
  return `0x${digits}`;
}
