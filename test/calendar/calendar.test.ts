import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  answerDue,
  dayIn,
  daysBetween,
  earliestToday,
  endOfDay,
  isFuture,
  isTimeZone,
  isTooOldForReceipt,
  latestToday,
  minutesAhead,
  zoneOrFallback,
} from '../../server/calendar/rules.ts';
import { expiresAt } from '../../web/admin/systems/expiry.ts';
import { anyDay, anyMoment, anyZone, ZONES } from '../support/calendar.ts';
import { rounds } from '../support/depth.ts';

const RUNS = { numRuns: rounds(2_000, 10_000) };
const at = (iso: string) => Date.parse(iso);

describe('one month after receipt (Reg. 1182/71, GDPR Art. 12(3))', () => {
  test.each([
    ['2026-11-30', '2026-12-30', 'the same date of the next month'],
    ['2026-01-31', '2026-02-28', 'the last of February, which has no 31st'],
    ['2028-01-31', '2028-02-29', 'the last of February in a leap year'],
    ['2027-01-29', '2027-02-28', 'the 29th of a February that has 28 days'],
    ['2028-01-29', '2028-02-29', 'the 29th of a February that has it'],
    ['2026-01-30', '2026-02-28', 'the 30th of January'],
    ['2026-02-28', '2026-03-28', 'from the last of February, not to the last of March'],
    ['2028-02-29', '2028-03-29', 'from a leap day'],
    ['2026-03-31', '2026-04-30', 'the last of a month of 30 days'],
    ['2026-08-31', '2026-09-30', 'the last of September'],
    ['2026-07-31', '2026-08-31', 'two long months beside each other'],
    ['2026-12-31', '2027-01-31', 'over the end of the year'],
    ['2026-12-01', '2027-01-01', 'a public holiday, which extends nothing here'],
    ['2026-11-15', '2026-12-15', 'the middle of a month'],
    ['2027-01-14', '2027-02-14', 'a Sunday, which extends nothing here'],
    ['2099-12-31', '2100-01-31', 'over the end of a century'],
    ['2100-01-31', '2100-02-28', 'a February of a century without a leap day'],
  ])('received on %s, answered by %s: %s', (received, due) => expect(answerDue(received)).toBe(due));

  test('it is the same date, or the last day of the next month, and never in another month', () =>
    fc.assert(
      fc.property(anyDay, (received) => {
        const due = answerDue(received);
        const last = addDays(due, 1).endsWith('-01');
        expect(due.slice(8) === received.slice(8) || (last && due.slice(8) < received.slice(8))).toBe(true);
        expect(daysBetween(`${received.slice(0, 7)}-01`, `${due.slice(0, 7)}-01`)).toBe(
          new Date(Date.UTC(Number(received.slice(0, 4)), Number(received.slice(5, 7)), 0)).getUTCDate(),
        );
        expect(daysBetween(received, due)).toBeGreaterThanOrEqual(28);
      }),
      RUNS,
    ));
});

describe('days alone', () => {
  test('days added are days between, through every month end and leap day', () =>
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -3_000, max: 3_000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).toBe(n);
        expect(addDays(addDays(day, n), -n)).toBe(day);
      }),
      RUNS,
    ));

  test.each([
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2028-02-29', -24, '2026-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['0085-01-31', 1, '0085-02-28'],
  ])('%s and %i months are %s', (day, months, then) => expect(addMonths(day, months)).toBe(then));
});

describe('days of zones', () => {
  test.each([
    ['Pacific/Kiritimati', '2026-11-30T10:00:00Z', '2026-12-01'],
    ['Pacific/Kiritimati', '2026-11-30T09:59:59Z', '2026-11-30'],
    ['America/Los_Angeles', '2026-12-01T07:59:59Z', '2026-11-30'],
    ['America/Los_Angeles', '2026-12-01T08:00:00Z', '2026-12-01'],
    ['Asia/Kathmandu', '2026-11-30T18:14:59Z', '2026-11-30'],
    ['Asia/Kathmandu', '2026-11-30T18:15:00Z', '2026-12-01'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['Etc/GMT+12', '2026-12-01T11:59:59Z', '2026-11-30'],
  ])('in %s %s is %s', (zone, instant, day) => expect(dayIn(zone, instant)).toBe(day));

  test('every instant lies within its day, up to the end of it', () =>
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, moment) => {
        const day = dayIn(zone, moment);
        const end = endOfDay(zone, day).getTime();
        expect(dayIn(zone, end)).toBe(day);
        expect(dayIn(zone, end + 1_000) > day).toBe(true);
        expect(end).toBeGreaterThanOrEqual(moment - 999);
        expect(day <= latestToday(moment) && day >= earliestToday(moment)).toBe(true);
      }),
      { numRuns: rounds(600, 3_000) },
    ));

  test('the minutes that a clock is ahead give the same day', () =>
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, moment) => {
        const shifted = new Date(moment + minutesAhead(zone, moment) * 60_000).toISOString();
        expect(shifted.slice(0, 10)).toBe(dayIn(zone, moment));
      }),
      RUNS,
    ));

  test('the day that Samoa left out ends with the day before', () =>
    expect(endOfDay('Pacific/Apia', '2011-12-30').toISOString()).toBe('2011-12-30T09:59:59.000Z'));

  test('a zone is an IANA name, never an offset or an abbreviation nobody knows', () => {
    for (const zone of [...ZONES, 'UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'US/Eastern'])
      expect(isTimeZone(zone), zone).toBe(true);
    for (const none of [
      '',
      '+02:00',
      '-05',
      'Mars/Olympus',
      'Europe/Berlin ',
      '../etc',
      'Europe/Berlin\0',
      '中',
    ])
      expect(isTimeZone(none), none).toBe(false);
    expect(zoneOrFallback('Mars/Olympus')).toBe('UTC');
    expect(zoneOrFallback(null)).toBe('UTC');
  });
});

describe('the day of receipt', () => {
  test('today is accepted in every zone, tomorrow in none', () =>
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, moment) => {
        expect(isFuture(dayIn(zone, moment), moment)).toBe(false);
        expect(isTooOldForReceipt(addMonths(dayIn(zone, moment), -24), moment)).toBe(false);
        expect(isFuture(addDays(latestToday(moment), 1), moment)).toBe(true);
        expect(isTooOldForReceipt(addDays(addMonths(dayIn(zone, moment), -24), -4), moment)).toBe(true);
      }),
      RUNS,
    ));

  test('today in Kiritimati counts while Greenwich is still in yesterday', () => {
    expect(isFuture('2026-12-01', at('2026-11-30T10:00:00Z'))).toBe(false);
    expect(isFuture('2026-12-01', at('2026-11-30T09:59:59Z'))).toBe(true);
  });
});

describe('the end of a system key', () => {
  test('it is the last second of the day that is shown', () =>
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, now) => {
        for (const [expiry, day] of [
          ['date', addDays(dayIn(zone, now), 3)],
          ['days90', addDays(dayIn(zone, now), 90)],
          ['year', addMonths(dayIn(zone, now), 12)],
        ] as const) {
          const { expiresAt: end = '' } = expiresAt(expiry, day, zone, now);
          expect(dayIn(zone, end)).toBe(day);
          expect(dayIn(zone, Date.parse(end) + 1_000) > day).toBe(true);
        }
      }),
      { numRuns: rounds(200, 1_000) },
    ));

  test('what is no day is passed on to be refused', () => {
    for (const none of ['', 'soon', '2026-13-01'])
      expect(expiresAt('date', none, 'Asia/Tokyo')).toEqual({ expiresAt: '' });
    expect(expiresAt('none', '', 'Asia/Tokyo')).toEqual({});
  });
});
