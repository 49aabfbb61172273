import { getAddress, parseUnits } from "ethers";

import { fail } from "./failure.ts";

/** An address with `0x`; in mixed case its checksum must be right, since a wrong one is a mistyped address. */
export function parseAddress(text: string, what: string): string {
  if (!/^0x[0-9a-f]{40}$/i.test(text)) {
    fail(
      `The ${what} "${text}" is no address; give 0x and 40 hex digits, or the number of one of the network's accounts.`,
    );
  }
  try {
    return getAddress(text);
  } catch {
    fail(`The checksum of the ${what} ${text} is wrong: a character is mistyped. Copy the address again.`);
  }
}

/** An amount as people write it, in whole units: "3", "1.5"; `whose` decimals they are is said where they don't suffice. */
export function parseAmount(text: string, decimals: bigint, what = "amount", whose = "token"): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null)
    fail(`The ${what} "${text}" is no number; write digits with a point where needed, like 3 or 1.5.`);
  const whole = match[1] ?? "0";
  const fraction = match[2]?.replace(/0+$/, "") ?? "";
  const places = fraction.length;
  if (BigInt(places) > decimals) {
    fail(`The ${what} ${text} has ${places} decimal places, and the ${whose} has ${decimals}; use fewer.`);
  }
  return parseUnits(places === 0 ? whole : `${whole}.${fraction}`, decimals);
}

/** An amount that must do something. */
export function parsePositiveAmount(text: string, decimals: bigint, whose = "token"): bigint {
  const amount = parseAmount(text, decimals, "amount", whose);
  if (amount === 0n) fail("An amount of zero does nothing; give more than 0.");
  return amount;
}

/** A whole number from 0. */
export function parseWhole(text: string, what: string): bigint {
  if (!/^\d+$/.test(text)) fail(`The ${what} "${text}" is no whole number; write digits only.`);
  return BigInt(text);
}

/** A moment: Unix seconds, or ISO 8601; without a zone it is UTC. */
export function parseMoment(text: string): bigint {
  if (/^\d{5,}$/.test(text)) return BigInt(text);
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (match !== null) {
    const [, day = "", minutes = "00:00", seconds = ":00", zone = "Z"] = match;
    const milliseconds = Date.parse(`${day}T${minutes}${seconds}${zone}`);
    // Some engines roll 30 February over to March; that is a mistake here.
    const rolls = Number.isNaN(milliseconds) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day;
    if (!rolls && milliseconds >= 0) return BigInt(milliseconds / 1000);
  }
  fail(`"${text}" is no moment; write it like 2026-11-30, 2026-11-30T18:00Z, or as Unix seconds.`);
}
