import { getAddress } from "ethers";

import { parseMoment as readMoment } from "../../src/chain/calendar.ts";
import { fail } from "./failure.ts";
import { units } from "./format.ts";

/** The largest values that contracts take, by what they measure. A larger one could not even be sent. */
export const LARGEST = {
  /** What is moved or allowed. */
  amount: 2n ** 256n - 1n,
  /** Moments, in seconds. */
  seconds: 2n ** 48n - 1n,
} as const;

/**
 * An address with `0x`; in mixed case its checksum must be right, since a wrong one is a mistyped address.
 * @param instead What the user may give instead, for the remedy.
 */
export function parseAddress(text: string, what: string, instead?: string): string {
  if (!/^0x[0-9a-f]{40}$/i.test(text)) {
    const also = instead === undefined ? "" : `, or ${instead}`;
    fail(`The ${what} "${text}" is no address; give 0x and 40 hex digits${also}.`);
  }
  try {
    return getAddress(text);
  } catch {
    fail(`The checksum of the ${what} ${text} is wrong: a character is mistyped. Copy the address again.`);
  }
}

/** An amount as people write it, in whole units: "3", "1.5"; `whose` decimals they are is said where they don't suffice. */
export function parseAmount(
  text: string,
  decimals: bigint,
  what = "amount",
  whose = "token",
  largest: bigint = LARGEST.amount,
): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null)
    fail(`The ${what} "${text}" is no number; write digits with a point where needed, like 3 or 1.5.`);
  const whole = match[1] ?? "0";
  const fraction = match[2]?.replace(/0+$/, "") ?? "";
  const places = fraction.length;
  if (BigInt(places) > decimals) {
    fail(`The ${what} ${text} has ${places} decimal places, and the ${whose} has ${decimals}; use fewer.`);
  }
  // Not by ethers, whose own limits are others than those of the contracts.
  const amount = BigInt(whole) * 10n ** decimals + BigInt(fraction.padEnd(Number(decimals), "0") || "0");
  if (amount > largest) fail(`The ${what} ${text} is too large; the largest is ${units(largest, decimals)}.`);
  return amount;
}

/** An amount that must do something. */
export function parsePositiveAmount(text: string, decimals: bigint, whose = "token"): bigint {
  const amount = parseAmount(text, decimals, "amount", whose);
  if (amount === 0n) fail("An amount of zero does nothing; give more than 0.");
  return amount;
}

/** A whole number from 0. */
export function parseWhole(text: string, what: string, largest: bigint): bigint {
  if (!/^\d+$/.test(text)) fail(`The ${what} "${text}" is no whole number; write digits only.`);
  const number = BigInt(text);
  if (number > largest) fail(`The ${what} ${text} is too large; the largest is ${largest}.`);
  return number;
}

/** A moment: Unix seconds, or ISO 8601; without a zone it is UTC. */
export function parseMoment(text: string): bigint {
  if (/^\d{5,}$/.test(text)) return parseWhole(text, "moment", LARGEST.seconds);
  const moment = readMoment(text);
  if (moment !== null) return moment;
  fail(`"${text}" is no moment; write it like 2026-11-30, 2026-11-30T18:00Z, or as Unix seconds.`);
}
