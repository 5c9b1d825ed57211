import type { Sql } from 'postgres';
import { StartRefused } from '../../db/errors.ts';
import { hasRealAccounts, wasFilledAsDemo } from '../settings/queries.ts';

/**
 * Once a demo, always one: its passwords are published, its sessions were opened with them, and whoever signed in may have left
 * accounts of their own. A server that others may reach must never serve it, whoever has signed up since.
 */
export async function refuseDemoDatabase(sql: Sql): Promise<void> {
  if (!(await wasFilledAsDemo(sql))) return;
  throw new StartRefused(
    'This database was filled as a demo, whose passwords are published: without LETHE_DEMO=1 start on a new LETHE_DATA or another DATABASE_URL',
  );
}

/** Not the other way round either: a demo shows its letters in a mailbox of its own, where those to real people would be lost. */
export async function refuseRealDatabase(sql: Sql): Promise<void> {
  if (!(await hasRealAccounts(sql))) return;
  throw new StartRefused(
    'This database holds accounts and was not filled as a demo, which would lose their letters: start without LETHE_DEMO=1, or on a new LETHE_DATA or another DATABASE_URL',
  );
}
