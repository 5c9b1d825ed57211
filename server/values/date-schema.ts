import * as v from 'valibot';
import { isFuture, isTimeZone, isTooOldForReceipt } from '../calendar/rules.ts';
import { Day } from './schema.ts';

/** An IANA time zone, such as `Europe/Berlin`. */
export const TimeZone = v.pipe(
  v.string(),
  v.maxLength(64, 'too_long'),
  v.check(isTimeZone, 'unknown_time_zone'),
);

/** Whether PostgreSQL can store the instant: a real day, a supported offset, a year from 1 to 9999. Any other would fail the whole statement. */
function isInstant(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return v.is(Day, text.slice(0, 10)) && !UNSUPPORTED_OFFSET.test(text) && year >= 1 && year <= 9999;
}
const UNSUPPORTED_OFFSET = /[+-](?:1[6-9]|2\d)(?::?\d{2})?$/u;

/** An ISO 8601 instant with its zone, as a system writes it. */
export const GivenInstant = v.pipe(
  v.string(),
  v.isoTimestamp('invalid_date'),
  v.check(isInstant, 'invalid_date'),
);

/** The day a request came in: at most two years ago, and not after today anywhere on earth. */
export const ReceivedOn = v.pipe(
  Day,
  v.check((day) => !isFuture(day), 'in_the_future'),
  v.check((day) => !isTooOldForReceipt(day), 'too_long_ago'),
);
