/** The migrated database that every test's own database is cloned from. */
export const TEMPLATE = 'lethe_template';

/** The same, filled by the demo once the first test wants it. */
export const DEMO_TEMPLATE = 'lethe_demo_template';

/** The secrets of every product under test. */
export const SECRETS = {
  secret: 'a secret for tests, long enough to be one',
  blacklistKey: 'a blacklist key for tests, long enough',
};

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
