/** Seconds of a day in Unix time, which knows no other. */
export const DAY = 86_400n;

/**
 * A moment in UTC, to the second: "2026-11-24T00:59:46Z".
 *
 * @example
 * momentLabel(1_709_164_800n); // "2024-02-29T00:00:00Z"
 */
export function momentLabel(timestamp: bigint): string {
  const second = timestamp % DAY;
  return `${dayLabel(timestamp / DAY)}T${pad(second / 3600n)}:${pad((second / 60n) % 60n)}:${pad(second % 60n)}Z`;
}

/** Days from 1970-01-01 to the first of a month, in the proleptic Gregorian calendar (after Howard Hinnant's algorithms). */
export function dayOf(year: bigint, month: bigint): bigint {
  // Years are counted from March, so that 29 February is the last day of one.
  const y = month <= 2n ? year - 1n : year;
  const era = y / 400n;
  const yearOfEra = y % 400n;
  const dayOfYear = (153n * ((month + 9n) % 12n) + 2n) / 5n;
  const dayOfEra = yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + dayOfYear;
  return era * 146_097n + dayOfEra - 719_468n;
}

/** Year, month and day of a number of days since 1970-01-01. */
export function civil(daysSince1970: bigint): { year: bigint; month: bigint; day: bigint } {
  const z = daysSince1970 + 719_468n;
  const dayOfEra = z % 146_097n;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const shifted = (5n * dayOfYear + 2n) / 153n;
  const month = shifted < 10n ? shifted + 3n : shifted - 9n;
  const year = yearOfEra + (z / 146_097n) * 400n + (month <= 2n ? 1n : 0n);
  return { year, month, day: dayOfYear - (153n * shifted + 2n) / 5n + 1n };
}

/** A day as ISO 8601 writes it: "2026-11-24". */
export function dayLabel(days: bigint): string {
  const { year, month, day } = civil(days);
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** A number with at least two digits. */
export function pad(value: bigint): string {
  return value.toString().padStart(2, "0");
}

/** The last moment that the contracts can name. */
const LAST_MOMENT = 2n ** 48n - 1n;

/**
 * A moment as people write it: Unix seconds, or ISO 8601, which without a zone is UTC. Null for what is none.
 *
 * @example
 * parseMoment("2026-11-30T18:00Z"); // 1796061600n
 */
export function parseMoment(text: string): bigint | null {
  if (/^\d{5,}$/.test(text)) return BigInt(text) > LAST_MOMENT ? null : BigInt(text);
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (match === null) return null;
  const [, day = "", minutes = "00:00", seconds = ":00", zone = "Z"] = match;
  const milliseconds = Date.parse(`${day}T${minutes}${seconds}${zone}`);
  // Some engines roll 30 February over to March; that is a mistake here.
  const rolls = Number.isNaN(milliseconds) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day;
  return rolls || milliseconds < 0 ? null : BigInt(milliseconds / 1000);
}
