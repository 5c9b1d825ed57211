/**
 * The one-time token of a mailed link. It is in the fragment (`#`), so that it reaches no server log and no referrer. This
 * function also removes it from the address bar.
 */
export function takeToken(): string {
  const token = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname);
  return token;
}
