import { momentLabel } from "../chain/calendar.ts";
import { MAX_AHEAD, type Rules, Trigger } from "./constants.ts";

export { parseDuration } from "../chain/duration.ts";

/**
 * The bucket that holds a moment, as the contract counts it.
 *
 * @example
 * bucketAt(1_893_974_400n, BucketLength.DAY); // 21921n
 */
export function bucketAt(moment: bigint, bucketLength: bigint): bigint {
  if (moment < 0n) throw new RangeError(`${moment} is no moment: Unix seconds begin at 0`);
  return moment / bucketLength;
}

/**
 * Whether a moment is a bound, and so can be an expiry.
 *
 * @example
 * isBound(1_893_974_400n, BucketLength.DAY); // true
 */
export function isBound(moment: bigint, bucketLength: bigint): boolean {
  return moment % bucketLength === 0n;
}

/**
 * The first bound after a moment: the earliest expiry of an instrument that is issued then.
 *
 * @example
 * nextBound(1_893_974_400n, BucketLength.HOUR); // 1893978000n
 */
export function nextBound(moment: bigint, bucketLength: bigint): bigint {
  return (bucketAt(moment, bucketLength) + 1n) * bucketLength;
}

/**
 * A moment, moved later to a bound where it is none.
 *
 * @example
 * boundFrom(1_893_974_401n, BucketLength.HOUR); // 1893978000n
 */
export function boundFrom(moment: bigint, bucketLength: bigint): bigint {
  return isBound(moment, bucketLength) ? moment : nextBound(moment, bucketLength);
}

/**
 * The latest expiry that can be given at a moment.
 *
 * @example
 * const latest = latestExpiry(now, BucketLength.HOUR); // 170 days and 16 hours ahead
 */
export function latestExpiry(now: bigint, bucketLength: bigint): bigint {
  return (bucketAt(now, bucketLength) + MAX_AHEAD) * bucketLength;
}

/**
 * The expiry that comes closest to a wish: moved later to a bound, not before the next one, and not after the latest.
 *
 * @example
 * const expiry = clampExpiry(now + 45n * 86_400n, now, bucketLength);
 */
export function clampExpiry(moment: bigint, now: bigint, bucketLength: bigint): bigint {
  const wished = boundFrom(moment, bucketLength);
  const [first, last] = [nextBound(now, bucketLength), latestExpiry(now, bucketLength)];
  return wished < first ? first : wished > last ? last : wished;
}

/**
 * Throws a `RangeError` that says what is wrong with an expiry; gives it back where nothing is.
 *
 * @example
 * checkExpiry(expiry, { now, bucketLength });
 */
export function checkExpiry(expiry: bigint, { now, bucketLength }: { now: bigint; bucketLength: bigint }): bigint {
  if (!isBound(expiry, bucketLength)) {
    const [before, after] = [bucketAt(expiry, bucketLength) * bucketLength, nextBound(expiry, bucketLength)];
    throw new RangeError(
      `${momentLabel(expiry)} is no bound of ${bucketLength} seconds; the nearest are ${momentLabel(before)} and ${momentLabel(after)}`,
    );
  }
  const [first, last] = [nextBound(now, bucketLength), latestExpiry(now, bucketLength)];
  if (expiry < first)
    throw new RangeError(`${momentLabel(expiry)} is too early; the earliest is ${momentLabel(first)}`);
  if (expiry > last) throw new RangeError(`${momentLabel(expiry)} is too late; the latest is ${momentLabel(last)}`);
  return expiry;
}

/**
 * When an instrument would expire if the event that its clock waits for happened at a moment.
 *
 * @param latest The expiry given at issue, which is never passed.
 * @example
 * expiryAfter(rules, now, latest, bucketLength);
 */
export function expiryAfter(rules: Rules, moment: bigint, latest: bigint, bucketLength: bigint): bigint {
  if (rules.trigger === Trigger.ISSUE) return latest;
  const expiry = boundFrom(moment + rules.delay, bucketLength);
  return expiry < latest ? expiry : latest;
}
