/** Whether somebody proved who they are within so many minutes. `confirmedAt`: ISO 8601. */
export const isConfirmedWithin = (minutes: number, confirmedAt: string): boolean =>
  Date.now() - Date.parse(confirmedAt) <= minutes * 60_000;

/**
 * Each call of a page names the page's owner in this header, by the opaque id from `account.me`. If somebody else has signed in by another
 * window since then, the server refuses the page's calls.
 */
export const PAGE_OF = 'x-lethe-page-of';
