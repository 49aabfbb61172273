import { parseDuration } from "../../src/chain/duration.ts";
import { fail } from "./failure.ts";
import { LARGEST, parseMoment } from "./parse.ts";

/** A span as people write it, "30d" or "1w 2d"; a number alone would be taken for a moment. */
export const SPAN = /^\d+[a-z]+(\s+\d+[a-z]+)*$/;

/** The last second of the year 9999: what is later was written in milliseconds. */
const LAST = 253_402_300_799n;

/** A moment, or a span from now: "2026-11-30", "30d". */
export function parseWhen(text: string, now: bigint): bigint {
  if (/^\d{1,4}$/.test(text)) {
    fail(`"${text}" is no moment; write it like 2026-11-30, or as a span from now, like 30d or 12h (w, d, h, min, s).`);
  }
  if (!SPAN.test(text)) {
    const moment = parseMoment(text);
    if (moment <= LAST) return moment;
    return fail(`The moment ${text} lies after the year 9999; give seconds, not milliseconds.`);
  }
  const when = now + parseDuration(text);
  if (when > LARGEST.seconds) fail(`The moment ${text} from now is too late; the last is ${LARGEST.seconds}.`);
  return when;
}
