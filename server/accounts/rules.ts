/** A download or a new address needs a sign-in this recent, so that a stranger at an open browser gets neither. */
const FRESH_SIGN_IN_MS = 10 * 60_000;

/** `signedInAt`: ISO 8601. */
export const isFresh = (signedInAt: string): boolean =>
  Date.now() - Date.parse(signedInAt) <= FRESH_SIGN_IN_MS;
/**
 * Each call of a page names the page's owner in this header, by the opaque id from `account.me`. If somebody else has signed in by another
 * window since then, the server refuses the page's calls.
 */
export const PAGE_OF = 'x-lethe-page-of';
