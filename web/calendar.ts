import { createMemo, createSignal, onCleanup } from 'solid-js';
import { dayIn, FALLBACK_ZONE, zoneOrFallback } from '../server/calendar/rules.ts';

/** The operator's time zone. Every reader sees the dates that the mails give, whatever zone their browser is in. */
const [timeZone, setTimeZone] = createSignal(FALLBACK_ZONE);

export { timeZone };

/** A browser too old to know the zone shows UTC, and says so beside every time. */
export const showDatesIn = (zone: string) => setTimeZone(zoneOrFallback(zone));

const MINUTE = 60_000;

/** Today's date in the operator's time zone; it changes at midnight while the page stays open. */
export function createToday() {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), MINUTE);
  onCleanup(() => clearInterval(timer));
  return createMemo(() => dayIn(timeZone(), now()));
}

/** The time zone of the reader's browser. */
export const browserZone = () => zoneOrFallback(new Intl.DateTimeFormat().resolvedOptions().timeZone);
