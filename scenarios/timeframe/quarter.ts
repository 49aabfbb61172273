/** The moments of a first quarter, Unix seconds. */
export interface Quarter {
  year: number;
  /** 1 January, 1 February, 1 March, 1 April: each the end of a month and the start of the next. */
  months: readonly [bigint, bigint, bigint, bigint];
  /** Mondays, midnight, at which a week begins within the quarter. */
  weeks: readonly bigint[];
}

export const HOUR = 3_600n;
export const DAY = 86_400n;

/** Seconds before a quarter that a programme needs to be set up. */
export const LEAD = 10n * DAY;

/**
 * The next first quarter of a leap year that leaves time to set up: it has a 29 February, and its weeks and months do not end together.
 */
export function leapQuarterAfter(timestamp: bigint): Quarter {
  let year = new Date(Number(timestamp + LEAD) * 1000).getUTCFullYear() + 1;
  while (!isLeap(year)) year += 1;

  const monthStart = (month: number): bigint => BigInt(Date.UTC(year, month, 1)) / 1000n;
  const months = [monthStart(0), monthStart(1), monthStart(2), monthStart(3)] as const;
  const weeks: bigint[] = [];
  for (let day = months[0]; day < months[3]; day += DAY)
    if (new Date(Number(day) * 1000).getUTCDay() === 1) weeks.push(day);
  return { year, months, weeks };
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
