/** The moments of the two months, Unix seconds. */
export interface Calendar {
  /** The first of a month, midnight: cards can be used from now on. */
  start: bigint;
  /** The noons on which people eat, one a week. */
  weeks: readonly bigint[];
}

export const HOUR = 3_600n;
export const DAY = 86_400n;

/** What it takes to set up: the cards are bought this long before the start. */
export const LEAD = 2n * DAY;
const WEEKS = 9;

/** Two months that begin with the next first of a month which leaves time to set up. */
export function calendarAfter(timestamp: bigint): Calendar {
  const date = new Date(Number(timestamp + LEAD) * 1000);
  const start = BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)) / 1000n;
  return { start, weeks: Array.from({ length: WEEKS }, (_, week) => start + BigInt(week) * 7n * DAY + 12n * HOUR) };
}
