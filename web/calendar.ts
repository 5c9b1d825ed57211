import { createMemo, createSignal, onCleanup } from 'solid-js';
import { dayIn, FALLBACK_ZONE, zoneOrFallback } from '../server/calendar/rules.ts';

/** The zone of the operator's calendar. Whatever zone a reader is in, a date is the one that stands in the mails too. */
const [timeZone, setTimeZone] = createSignal(FALLBACK_ZONE);

export { timeZone };

/** A browser too old to know the zone writes UTC, and says so beside every time. */
export const showDatesIn = (zone: string) => setTimeZone(zoneOrFallback(zone));

const MINUTE = 60_000;

/** Today's date in the operator's calendar; it turns over while the page stays open. */
export function createToday() {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), MINUTE);
  onCleanup(() => clearInterval(timer));
  return createMemo(() => dayIn(timeZone(), now()));
}

/** The reader's own zone, as the browser has it. */
export const browserZone = () => zoneOrFallback(new Intl.DateTimeFormat().resolvedOptions().timeZone);
