export const HOUR = 3_600n;
export const DAY = 86_400n;
/** A twelfth of 365 days: how long there is between two rounds of reports. */
export const MONTH = (365n * DAY) / 12n;
export const MONTHS = 36;
export const MONTHS_A_YEAR = 12;
/** Months in a frame of the rewards. */
export const MONTHS_A_FRAME = 3;

/** When the logs of the fleet begin: 2023-01-02. */
export const LOGS_BEGIN = 1_672_617_600n;
/** So long before the end of a month whatever is in the logs up to then is reported, in that month's frame. */
const LEAD = 6n * HOUR;

/** The three years. */
export interface Calendar {
  /** The day on which all vehicles are new. */
  start: bigint;
  /** What comes before these moments is reported in a month's round. */
  cuts: readonly bigint[];
  /** The ends of the years. */
  years: readonly bigint[];
}

/** The calendar that begins two days after a moment, at midnight UTC. */
export function calendarAfter(now: bigint): Calendar {
  const start = (now / DAY + 2n) * DAY;
  return {
    start,
    cuts: Array.from({ length: MONTHS }, (_, month) => start + BigInt(month + 1) * MONTH - LEAD),
    years: [1n, 2n, 3n].map((year) => start + year * 365n * DAY),
  };
}
