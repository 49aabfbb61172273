/** The moments of the two years, Unix seconds. */
export interface Calendar {
  /** Midnight before the first day. */
  start: bigint;
  /** When each half-year is over. */
  halves: readonly bigint[];
  ada: {
    /** When she pays, as on any tenth day. */
    pays: readonly bigint[];
    /** When a watcher looks. */
    looks: readonly bigint[];
    /** When she pays for the last time before her journey. */
    leaves: bigint;
    /** When she pays for the first time after it. */
    returns: bigint;
  };
  ben: {
    acts: readonly bigint[];
    /** When his robot pays the rent. */
    rents: readonly bigint[];
    /** His last act with his key. */
    loses: bigint;
  };
  cara: {
    acts: readonly bigint[];
    /** Her last act. */
    dies: bigint;
    /** When something arrives that no plan lists. */
    arrival: bigint;
    /** When what failed is claimed. */
    claim: bigint;
    /** When what arrived is moved. */
    late: bigint;
  };
}

export const HOUR = 3_600n;
export const DAY = 86_400n;

const DAYS = 730;
/** From when to when Ada travels. */
const JOURNEY = { from: 400, to: 609 };

/** Two years that begin with the next midnight but one, so that there is time to set up. */
export function calendarAfter(timestamp: bigint): Calendar {
  const start = (timestamp / DAY + 2n) * DAY;
  const on = (day: number, hour: bigint): bigint => start + BigInt(day) * DAY + hour * HOUR;
  const every = (days: number, from: number, to: number, hour: bigint): bigint[] =>
    Array.from({ length: Math.floor((to - from) / days) + 1 }, (_, i) => on(from + i * days, hour));
  return {
    start,
    halves: [182, 365, 547, DAYS].map((day) => on(day, 23n)),
    ada: {
      pays: [...every(10, 10, JOURNEY.from - 10, 12n), ...every(10, JOURNEY.to + 11, DAYS, 12n)],
      looks: every(10, 10, DAYS, 18n),
      leaves: on(JOURNEY.from, 12n),
      returns: on(JOURNEY.to, 12n),
    },
    ben: { acts: every(30, 15, 135, 9n), rents: every(30, 30, 240, 10n), loses: on(165, 15n) },
    cara: {
      acts: every(30, 20, 170, 16n),
      dies: on(200, 16n),
      arrival: on(300, 14n),
      claim: on(580, 8n),
      late: on(600, 8n),
    },
  };
}
