import { addDays, addMonths, dayIn, endOfDay } from '../../../server/calendar/rules.ts';

export const expiries = ['none', 'days90', 'year', 'date'] as const;
export type Expiry = (typeof expiries)[number];

/**
 * When a key ends, as the server is told: with the last second of a day of the operator's calendar, as it is then shown. What is no day
 * is passed on, to be refused.
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
