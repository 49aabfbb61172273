import { parseDuration } from "../../src/chain/duration.ts";
import { fail } from "./failure.ts";
import { parseAmount } from "./parse.ts";

/** The longest that contracts take: durations have 32 bits. */
const LONGEST = 2n ** 32n - 1n;

/** The most wei that contracts take, and that is sent here. */
const MOST_ETHER = 2n ** 96n - 1n;

/** A length of time as people write it: "90d", "12h", "1w 2d", or seconds. */
export function parseSpan(text: string, what: string): bigint {
  if (!/^\s*(\d+|\d+[a-z]+(\s+\d+[a-z]+)*)\s*$/.test(text))
    fail(`The ${what} "${text}" is no length of time; write it like 90d, 12h or 1w 2d.`);
  const seconds = parseDuration(text);
  if (seconds > LONGEST) fail(`The ${what} ${text} is too long; the longest is 49710d.`);
  return seconds;
}

/** An amount of ether as people write it. */
export function parseEther(text: string, what: string): bigint {
  return parseAmount(text, 18n, what, "ether", MOST_ETHER);
}
