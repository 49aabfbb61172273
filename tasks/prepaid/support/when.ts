import { boundFrom, checkExpiry } from "../../../src/prepaid/index.ts";
import { parseWhen, SPAN } from "../../support/when.ts";

export { parseWhen } from "../../support/when.ts";

/**
 * An expiry that the vault can have. A span from now ends at the next bound; a moment is taken as it is, since another bound than the next may be
 * meant.
 */
export function parseExpiry(text: string, now: bigint, bucketLength: bigint): bigint {
  const when = parseWhen(text, now);
  return checkExpiry(SPAN.test(text) ? boundFrom(when, bucketLength) : when, { now, bucketLength });
}
