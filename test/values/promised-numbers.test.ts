import { expect, it } from 'vitest';
import { BLACKLIST_YEARS } from '../../server/blacklist/rules.ts';
import * as periods from '../../server/values/limits-and-periods.ts';

/* Each number that somebody was promised, as a number: whoever changes one changes what letters and pages have told people. */

const PROMISED = {
  SESSION_IDLE_DAYS: 7,
  SESSION_MAX_DAYS: 30,
  ADMIN_SESSION_IDLE_HOURS: 12,
  ADMIN_SESSION_MAX_DAYS: 7,
  CONFIRMATION_LINK_HOURS: 24,
  RESET_LINK_HOURS: 1,
  STRICT_CONFIRMATION_MINUTES: 10,
  CONFIRMATION_MINUTES: 60,
  PROPOSAL_DAYS: 7,
  SECOND_FACTOR_MINUTES: 10,
  INVITATION_DAYS: 3,
  PASSWORD_MIN_LENGTH: 12,
  PASSWORD_MAX_LENGTH: 128,
  UNCONFIRMED_DAYS: 30,
  SIGN_IN_DAYS: 180,
  AUDIT_YEARS: 3,
  BARRED_YEARS: 3,
  LETTER_HOURS: 24,
  LATE_DAYS: 30,
  REASON_YEARS: 3,
  MONTHS_TO_ANSWER: 1,
  OLDEST_RECEIPT_YEARS: 2,
  MAX_WAITING_DAYS: 27,
  MAX_DECISIONS_ALERT: 1_000,
  MAX_ACKNOWLEDGEMENT_DAYS: 30,
  MAX_RETENTION_YEARS: 30,
  EARLIEST_BIRTH_YEAR: 1880,
  MAX_ADDRESSES: 50,
  MAX_INVOICE_LINES: 200,
  MAX_LOGO_KILOBYTES: 256,
  MAX_LOGO_BYTES: 262_144,
  MAX_LOGO_PIXELS: 1_024,
  MAX_PURPOSES: 20,
  MAX_BATCH_ROWS: 1_000,
  MAX_BATCHED_CALLS: 10,
  SYSTEM_REQUESTS_PER_MINUTE: 30,
  NOTIFIED_LATELY_SECONDS: 5,
  REQUEST_SECONDS: 60,
  STALLED_SECONDS: 30,
  PROVIDER_SECONDS: 10,
  WEBHOOK_HOURS: 72,
  WEBHOOK_DAYS: 30,
  WEBHOOK_LATE_DAYS: 14,
  FORMER_SECRET_HOURS: 24,
};

it('every limit and period is the number that people were told', () => {
  const numbers = Object.entries(periods).filter(([, value]) => typeof value === 'number');
  expect(Object.fromEntries(numbers)).toEqual(PROMISED);
});

it('a value stays on the blacklist for three years', () => {
  expect({ BLACKLIST_YEARS }).toEqual({ BLACKLIST_YEARS: 3 });
});
