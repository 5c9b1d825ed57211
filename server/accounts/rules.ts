/** For a download and for a new address a sign-in must be this young: whoever finds an open browser gets neither. */
const FRESH_SIGN_IN_MS = 10 * 60_000;

/** `signedInAt`: ISO 8601. */
export const isFresh = (signedInAt: string): boolean =>
  Date.now() - Date.parse(signedInAt) <= FRESH_SIGN_IN_MS;
/**
 * The header in which each call of a page says whose page it is, by the opaque id that `account.me` answered. In another window somebody else
 * may have signed in since: then the page's calls are not theirs.
 */
export const PAGE_OF = 'x-lethe-page-of';
