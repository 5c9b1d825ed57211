/**
 * The one-time token of a mailed link. It stands behind `#`, so that it reaches no server log and no referrer, and it is
 * taken out of the address bar as soon as it was read.
 */
export function takeToken(): string {
  const token = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname);
  return token;
}
