/** A search text as a pattern for `like` that finds it anywhere, taking its own `%`, `_` and `\` literally. */
export const containing = (search: string): string =>
  `%${search.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
