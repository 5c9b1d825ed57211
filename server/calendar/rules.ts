/**
 * The arithmetic of calendar days, by Regulation (EEC, Euratom) No 1182/71. A day is `YYYY-MM-DD` and belongs to no zone; an instant
 * becomes a day only in a stated zone.
 */
export type Day = string;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** No clock on earth is further ahead of UTC, nor further behind. */
const FURTHEST_AHEAD = 14 * HOUR;
const FURTHEST_BEHIND = 12 * HOUR;

/** GDPR Art. 12(3): a request is answered within one month of receipt. */
const MONTHS_TO_ANSWER = 1;
/** A letter that lay around longer than this is a slip of the keyboard. */
const OLDEST_RECEIPT_MONTHS = 24;

const midnight = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number): Day => new Date(time).toISOString().slice(0, 10);

/* Days alone: nothing here knows a zone. */

export const addDays = (day: Day, days: number): Day => dayAt(midnight(day) + days * DAY);

/** The same date of another month; its last day where it has no such date (Art. 3(2)(c)): 31 January and a month is the last of February. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const total = year * 12 + month - 1 + months;
  const first = `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}-01`;
  const last = new Date(midnight(first));
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return addDays(first, Math.min(date, last.getUTCDate()) - 1);
}

/** From one day to another, negative where the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((midnight(to) - midnight(from)) / DAY);

/**
 * The last day for the answer. The day of receipt does not count (Art. 3(1)). Where it ends on a holiday or at a weekend, Art. 3(4)
 * would give until the next working day: Lethe promises the earlier date.
 */
export const answerDue = (receivedOn: Day): Day => addMonths(receivedOn, MONTHS_TO_ANSWER);

/* Days of zones. */

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** What the clock on the wall shows, read as if it hung in Greenwich. */
function wallClock(zone: string, time: number): number {
  const parts = Object.fromEntries(
    dateFormatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const timeOf = (at: Date | string | number): number => new Date(at).getTime();

/** The date that the calendar in a zone shows at an instant. */
export const dayIn = (zone: string, at: Date | string | number = Date.now()): Day =>
  dayAt(wallClock(zone, timeOf(at)));

/** How far a zone's clock is ahead of UTC at an instant, in minutes. */
export const minutesAhead = (zone: string, at: Date | string | number): number =>
  Math.round((wallClock(zone, timeOf(at)) - Math.floor(timeOf(at) / SECOND) * SECOND) / (60 * SECOND));

/** The last second of a day in a zone; of a day that the zone left out, that of the day before. */
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

/** An IANA name that this runtime knows. Mere offsets (`+02:00`) know no summer time and are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/u.test(name)) return false;
  try {
    return dateFormatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** Until an admin has chosen a zone, and where this runtime does not know the one chosen. */
export const FALLBACK_ZONE = 'UTC';
export const zoneOrFallback = (stored: string | null): string =>
  stored !== null && isTimeZone(stored) ? stored : FALLBACK_ZONE;

/* Days of the whole earth, for what people in any zone say or read. */

/** The latest date that any calendar shows. */
export const latestToday = (now = Date.now()): Day => dayAt(now + FURTHEST_AHEAD);
/** The latest date that every calendar has reached. */
export const earliestToday = (now = Date.now()): Day => dayAt(now - FURTHEST_BEHIND);

/** Up to what is today somewhere, so that a letter of this morning in Auckland can be entered there. */
export const isFuture = (day: Day, now = Date.now()): boolean => day > latestToday(now);
export const isTooOldForReceipt = (day: Day, now = Date.now()): boolean =>
  day < addMonths(earliestToday(now), -OLDEST_RECEIPT_MONTHS);
