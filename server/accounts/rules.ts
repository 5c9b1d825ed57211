/**
 * Each call of a page names the page's owner in this header, by the opaque id from `account.me`. If somebody else has signed in by another
 * window since then, the server refuses the page's calls.
 */
export const PAGE_OF = 'x-lethe-page-of';

/** A page that nobody has touched for a while says so in this header: what it asks by itself is no use of the session. */
export const AWAY = 'x-lethe-away';
