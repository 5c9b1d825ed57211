/** A page about one customer shows the newest of each list; the standing beside it counts every service and invoice. */
export const SHOWN_TO_ADMINS = 100;

/** More than any customer needs, and few enough to be shown and erased at once. */
export const MAX_ADDRESSES = 50;

/** A search text as a pattern for `like` that finds it anywhere, taking its own `%`, `_` and `\` literally. */
export const containing = (search: string): string =>
  `%${search.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
