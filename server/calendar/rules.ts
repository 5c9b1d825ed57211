import { MONTHS_TO_ANSWER, OLDEST_RECEIPT_YEARS } from '../values/limits-and-periods.ts';
/**
 * Computes with calendar days, by Regulation (EEC, Euratom) No 1182/71. A day is `YYYY-MM-DD` without a zone; to turn an instant into a
 * day, a caller must name the zone.
 */
export type Day = string;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** The zones furthest ahead of UTC and furthest behind it. */
const FURTHEST_AHEAD = 14 * HOUR;
const FURTHEST_BEHIND = 12 * HOUR;

const midnight = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number): Day => new Date(time).toISOString().slice(0, 10);

/* Days without a zone. */

export const addDays = (day: Day, days: number): Day => dayAt(midnight(day) + days * DAY);

/** The same date in another month, or that month's last day if it has no such date (Art. 3(2)(c)): 31 January + 1 month is the last of February. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const total = year * 12 + month - 1 + months;
  const first = `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}-01`;
  const last = new Date(midnight(first));
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return addDays(first, Math.min(date, last.getUTCDate()) - 1);
}

/** The number of days from one day to another; negative if the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((midnight(to) - midnight(from)) / DAY);

/**
 * The last day for the answer. The day of receipt does not count (Art. 3(1)). If that is a holiday or a weekend, Art. 3(4) would allow
 * the next working day; Lethe promises the earlier date.
 */
export const answerDue = (receivedOn: Day): Day => addMonths(receivedOn, MONTHS_TO_ANSWER);

/* Days in a zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormatOf(zone: string): Intl.DateTimeFormat {
  const cached = formats.get(zone);
  if (cached) return cached;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** The zone's local date and time, as milliseconds as if they were UTC. */
function wallClock(zone: string, time: number): number {
  const parts = Object.fromEntries(
    dateFormatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const timeOf = (instant: Date | string | number): number => new Date(instant).getTime();

/** The date that the calendar in a zone shows at an instant. */
export const dayIn = (zone: string, instant: Date | string | number = Date.now()): Day =>
  dayAt(wallClock(zone, timeOf(instant)));

/** How far a zone's clock is ahead of UTC at an instant, in minutes. */
export const minutesAhead = (zone: string, instant: Date | string | number): number =>
  Math.round(
    (wallClock(zone, timeOf(instant)) - Math.floor(timeOf(instant) / SECOND) * SECOND) / (60 * SECOND),
  );

/** The last second of a day in a zone; if the zone skipped that day, the last second of the day before. */
export function endOfDay(zone: string, day: Day): Date {
  let within = (midnight(day) - FURTHEST_AHEAD - HOUR) / SECOND;
  let after = (midnight(day) + DAY + FURTHEST_BEHIND + HOUR) / SECOND;
  while (after - within > 1) {
    const middle = Math.floor((within + after) / 2);
    if (dayIn(zone, middle * SECOND) <= day) within = middle;
    else after = middle;
  }
  return new Date(within * SECOND);
}

/** Whether this runtime knows the IANA name. An offset (`+02:00`) has no summer time and does not count. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/u.test(name)) return false;
  try {
    return dateFormatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** The zone until an admin chooses one, and if this runtime does not know the chosen one. */
export const FALLBACK_ZONE = 'UTC';
export const zoneOrFallback = (stored: string | null): string =>
  stored !== null && isTimeZone(stored) ? stored : FALLBACK_ZONE;

/* Days in all zones together, for dates that people in any zone enter or read. */

/** Today's date in the zone furthest ahead. */
export const latestToday = (now = Date.now()): Day => dayAt(now + FURTHEST_AHEAD);
/** Today's date in the zone furthest behind. */
export const earliestToday = (now = Date.now()): Day => dayAt(now - FURTHEST_BEHIND);

/** Whether a day is in the future everywhere. An admin in Auckland can so enter a letter of this morning. */
export const isFuture = (day: Day, now = Date.now()): boolean => day > latestToday(now);
export const isTooOldForReceipt = (day: Day, now = Date.now()): boolean =>
  day < addMonths(earliestToday(now), -12 * OLDEST_RECEIPT_YEARS);
