const UNITS: readonly (readonly [string, bigint])[] = [
  ["w", 604_800n],
  ["d", 86_400n],
  ["h", 3_600n],
  ["min", 60n],
  ["s", 1n],
];

/**
 * Seconds from a text like "30d", "12h", "1w 2d"; a bare number is seconds. Throws a `RangeError` for anything else.
 *
 * @example
 * parseDuration("30d"); // 2592000n
 */
export function parseDuration(text: string): bigint {
  const written = text.trim();
  if (/^\d+$/.test(written)) return BigInt(written);
  let seconds = 0n;
  for (const part of written.split(/\s+/)) {
    const [, count, word] = /^(\d+)([a-z]+)$/.exec(part) ?? [];
    const unit = UNITS.find(([known]) => known === word);
    if (count === undefined || unit === undefined) {
      throw new RangeError(`"${text}" is no length of time; write it like 30d, 12h or 1w 2d, in w, d, h, min and s`);
    }
    seconds += BigInt(count) * unit[1];
  }
  return seconds;
}

/**
 * A length of time in days and parts of a day, as {@link parseDuration} reads it: "30d", "1d 12h".
 *
 * @example
 * durationLabel(129_600n); // "1d 12h"
 */
export function durationLabel(seconds: bigint): string {
  if (seconds < 0n) throw new RangeError(`${seconds} is no length of time: it is below 0`);
  const parts: string[] = [];
  let left = seconds;
  // Weeks are left out: plans and terms are thought in days.
  for (const [unit, length] of UNITS.slice(1)) {
    if (left >= length) parts.push(`${left / length}${unit}`);
    left %= length;
  }
  return parts.length === 0 ? "0s" : parts.join(" ");
}
