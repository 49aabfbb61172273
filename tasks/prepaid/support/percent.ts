import { formatUnits } from "ethers";

import { fail } from "../../support/failure.ts";

/** A share as people write it, in hundredths of a percent: "33.33" is 3,333. */
export function parsePercent(text: string, what: string, largest: bigint): bigint {
  const match = /^(\d{1,4})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) fail(`The ${what} "${text}" is no percentage; write digits, like 50 or 33.33.`);
  const [, whole = "0", fraction = ""] = match;
  const bps = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
  if (bps > largest) fail(`The ${what} of ${text} % is too large; the largest is ${percent(largest)}.`);
  return bps;
}

/** "33.33 %". */
export function percent(bps: bigint): string {
  return `${formatUnits(bps, 2).replace(/\.0$/, "")} %`;
}
