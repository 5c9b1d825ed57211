import * as v from 'valibot';
import { isFuture, isTimeZone, isTooOldForReceipt } from '../calendar/rules.ts';
import { Day } from './schema.ts';

/** An IANA time zone, such as `Europe/Berlin`. */
export const TimeZone = v.pipe(
  v.string(),
  v.maxLength(64, 'too_long'),
  v.check(isTimeZone, 'unknown_time_zone'),
);

/** The day a request came in: at most two years ago, and not after today anywhere on earth. */
export const ReceivedOn = v.pipe(
  Day,
  v.check((day) => !isFuture(day), 'in_the_future'),
  v.check((day) => !isTooOldForReceipt(day), 'too_long_ago'),
);
