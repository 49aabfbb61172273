import { formatUnits } from "ethers";

import { WHOLE_BPS } from "./constants.ts";

/**
 * A share as people write it, "50", "33.33" or "33.33 %", in hundredths of a percent. Throws a `RangeError` for what is none, has more than two
 * decimal places, or is above the largest.
 *
 * @param options.largest In hundredths of a percent; all of it, 10,000, unless it is named.
 * @param options.what What the share is called in errors.
 * @example
 * parsePercent("33.33"); // 3333n
 */
export function parsePercent(text: string, options: { largest?: bigint; what?: string } = {}): bigint {
  const { largest = WHOLE_BPS, what = "share" } = options;
  const match = /^(\d{1,4})(?:\.(\d{1,2}))?(?:\s*%)?$/.exec(text.trim());
  if (match === null) {
    throw new RangeError(
      `The ${what} "${text}" is no percentage; write it like 50 or 33.33, with two decimal places at most`,
    );
  }
  const [, whole = "0", fraction = ""] = match;
  const bps = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
  if (bps <= largest) return bps;
  throw new RangeError(`The ${what} of ${formatPercent(bps)} is too large; the largest is ${formatPercent(largest)}`);
}

/**
 * A share in hundredths of a percent, as people read it.
 *
 * @example
 * formatPercent(3_333n); // "33.33 %"
 */
export function formatPercent(bps: bigint): string {
  return `${formatUnits(bps, 2).replace(/\.0$/, "")} %`;
}
