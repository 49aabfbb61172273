import { civil, DAY, dayLabel, dayOf, momentLabel, pad } from "./calendar.ts";

/**
 * How a clock cuts time into frames; the values are those of the contracts.
 *
 * @example
 * const terms = { name: "Meals", symbol: "MEAL", rhythm: Rhythm.WEEK };
 */
export const Rhythm = { FIXED: 0n, DAY: 1n, WEEK: 2n, MONTH: 3n, QUARTER: 4n, YEAR: 5n } as const;
export type Rhythm = (typeof Rhythm)[keyof typeof Rhythm];

/** The clock of a token, as `clockParts()` gives it. */
export interface ClockParts {
  rhythm: bigint;
  /** Start of frame 1, Unix seconds; 0 for calendar rhythms. */
  anchor: bigint;
  /** Seconds in a frame; 0 for calendar rhythms. */
  frameLength: bigint;
}

/** The half-open interval `[start, end)` of a frame, Unix seconds. */
export interface FrameBounds {
  start: bigint;
  end: bigint;
}

const MAX_FRAME = 2n ** 32n - 2n;
const MAX_MOMENT = 2n ** 48n - 1n;
/** Days from the Monday of the week of 1970-01-01, a Thursday, to that day. */
const EPOCH_WEEKDAY = 3n;

/**
 * The frame that holds a moment, exactly as the contract counts it.
 *
 * @example
 * frameAt({ rhythm: Rhythm.MONTH, anchor: 0n, frameLength: 0n }, 1_709_164_800n); // 650n: February 2024
 */
export function frameAt(clock: ClockParts, timestamp: bigint): bigint {
  if (timestamp < 0n) throw new RangeError(`${timestamp} is no moment: Unix seconds begin at 0`);
  const frame = indexAt(clock, timestamp);
  if (frame > MAX_FRAME) throw new RangeError(`The clock can't number the frame of ${timestamp}`);
  return frame;
}

/**
 * The interval `[start, end)` of a frame, exactly as the contract counts it. Frame 0 is the time before the clock starts.
 *
 * @example
 * frameBounds({ rhythm: Rhythm.MONTH, anchor: 0n, frameLength: 0n }, 650n); // { start: 1706745600n, end: 1709251200n }
 */
export function frameBounds(clock: ClockParts, frame: bigint): FrameBounds {
  if (frame < 0n || frame > MAX_FRAME) throw new RangeError(`${frame} is no frame: they go from 0 to 2^32 - 2`);
  return { start: frame === 0n ? 0n : boundary(clock, frame), end: boundary(clock, frame + 1n) };
}

/**
 * The name of a frame: "2026-11-24", "2026-W48" (ISO 8601), "2026-11", "2026-Q4", "2026"; for fixed frames the moment of their start,
 * and "before the start" for frame 0.
 *
 * @example
 * frameLabel({ rhythm: Rhythm.WEEK, anchor: 0n, frameLength: 0n }, 2970n); // "2026-W48"
 */
export function frameLabel(clock: ClockParts, frame: bigint): string {
  if (frame === 0n) return "before the start";
  const { start } = frameBounds(clock, frame);
  const day = start / DAY;
  const { year, month } = civil(day);
  switch (clock.rhythm) {
    case Rhythm.DAY:
      return dayLabel(day);
    case Rhythm.WEEK:
      return weekLabel(day);
    case Rhythm.MONTH:
      return `${year}-${pad(month)}`;
    case Rhythm.QUARTER:
      return `${year}-Q${(month + 2n) / 3n}`;
    case Rhythm.YEAR:
      return year.toString();
    default:
      return momentLabel(start);
  }
}

function indexAt({ rhythm, anchor, frameLength }: ClockParts, timestamp: bigint): bigint {
  const day = timestamp / DAY;
  switch (rhythm) {
    case Rhythm.FIXED:
      return timestamp < anchor ? 0n : (timestamp - anchor) / frameLength + 1n;
    case Rhythm.DAY:
      return day + 1n;
    case Rhythm.WEEK:
      return (day + EPOCH_WEEKDAY) / 7n + 1n;
    case Rhythm.MONTH: {
      const { year, month } = civil(day);
      return (year - 1970n) * 12n + month;
    }
    case Rhythm.QUARTER: {
      const { year, month } = civil(day);
      return (year - 1970n) * 4n + (month + 2n) / 3n;
    }
    case Rhythm.YEAR:
      return civil(day).year - 1969n;
    default:
      throw new RangeError(`${rhythm} is no rhythm`);
  }
}

/** The first second of a frame of at least 1, which may be one beyond the last. */
function boundary({ rhythm, anchor, frameLength }: ClockParts, frame: bigint): bigint {
  const step = frame - 1n;
  const moment = ((): bigint => {
    switch (rhythm) {
      case Rhythm.FIXED:
        return anchor + step * frameLength;
      case Rhythm.DAY:
        return step * DAY;
      case Rhythm.WEEK:
        // Frame 1 is the rest of a week that began before 1970.
        return step === 0n ? 0n : (step * 7n - EPOCH_WEEKDAY) * DAY;
      case Rhythm.MONTH:
        return dayOf(1970n + step / 12n, (step % 12n) + 1n) * DAY;
      case Rhythm.QUARTER:
        return dayOf(1970n + step / 4n, (step % 4n) * 3n + 1n) * DAY;
      case Rhythm.YEAR:
        return dayOf(1970n + step, 1n) * DAY;
      default:
        throw new RangeError(`${rhythm} is no rhythm`);
    }
  })();
  if (moment > MAX_MOMENT) throw new RangeError(`Frame ${frame} lies beyond what the clock can number`);
  return moment;
}

/** A week belongs to the year of its Thursday. */
function weekLabel(day: bigint): string {
  const thursday = day - ((day + EPOCH_WEEKDAY) % 7n) + 3n;
  const { year } = civil(thursday);
  return `${year}-W${pad((thursday - dayOf(year, 1n)) / 7n + 1n)}`;
}
