/*
 * The library ties a way to the provider to the browser by one cookie. A second window would take its place, and the first would come back
 * refused. So each way has a cookie of its own, which the library sees under its own name.
 */

const STATE = /^[\w-]{20,100}$/u;

/** The state of this way, in the address that leads to the provider or back; null where it has none. */
export function stateIn(search: URLSearchParams): string | null {
  const state = search.get('state') ?? '';
  return STATE.test(state) ? state : null;
}

/** A line of `set-cookie`, as the browser gets it. */
export const forBrowser = (line: string, name: string, state: string): string =>
  line.startsWith(`${name}=`) ? `${name}.${state}${line.slice(name.length)}` : line;

/** The browser's cookies, as the library gets them: with the one of this way. */
export const forLibrary = (cookies: string, name: string, state: string): string =>
  cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => !pair.startsWith(`${name}=`))
    .map((pair) =>
      pair.startsWith(`${name}.${state}=`) ? `${name}${pair.slice(name.length + 1 + state.length)}` : pair,
    )
    .join('; ');
