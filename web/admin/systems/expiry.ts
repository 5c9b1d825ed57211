import { addDays, addMonths, dayIn, endOfDay } from '../../../server/calendar/rules.ts';

export const expiries = ['none', 'days90', 'year', 'date'] as const;
export type Expiry = (typeof expiries)[number];

/**
 * The end of a key, for the server: the last second of a day in the operator's time zone. A text that is no day is passed on,
 * for the server to refuse.
 */
export function expiresAt(
  expiry: Expiry,
  chosen: string,
  zone: string,
  now = Date.now(),
): { expiresAt?: string } {
  const today = dayIn(zone, now);
  if (expiry === 'none') return {};
  if (expiry === 'days90') return lastOf(zone, addDays(today, 90));
  if (expiry === 'year') return lastOf(zone, addMonths(today, 12));
  return Number.isNaN(Date.parse(`${chosen}T00:00:00Z`)) ? { expiresAt: '' } : lastOf(zone, chosen);
}

const lastOf = (zone: string, day: string) => ({ expiresAt: endOfDay(zone, day).toISOString() });
