import { AWAY } from '../server/accounts/rules.ts';

/** As exact as the server's own note of when a session was last used. */
const AWAY_MS = 5 * 60_000;

let lastTouched = Date.now();
for (const kind of ['pointerdown', 'pointermove', 'wheel', 'keydown'])
  addEventListener(kind, () => (lastTouched = Date.now()), { capture: true, passive: true });

/** Says of a call that nobody is there: an open page asks on by itself, and must not keep its session alive for ever. */
export const presenceHeaders = (): Record<string, string> =>
  Date.now() - lastTouched > AWAY_MS ? { [AWAY]: 'yes' } : {};
