/** The migrated database that every test's own database is cloned from. */
export const TEMPLATE = 'lethe_template';

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
