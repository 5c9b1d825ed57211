import type { Sql } from 'postgres';
import { StartRefused } from '../../db/errors.ts';
import { hasRealAccounts, isFilledAsDemo } from '../settings/queries.ts';

/**
 * A database that was filled as a demo stays one. Its passwords are published, and anyone who signed in with them may have left
 * accounts of their own. A server that others can reach must never serve it.
 */
export async function refuseDemoDatabase(sql: Sql): Promise<void> {
  if (!(await isFilledAsDemo(sql))) return;
  throw new StartRefused(
    'This database was filled as a demo, and the demo’s passwords are published: to start without LETHE_DEMO=1, choose a new LETHE_DATA or another DATABASE_URL',
  );
}

/** Refuses a demo on real accounts: a demo puts its letters into its own mailbox, where letters to real people would be lost. */
export async function refuseRealDatabase(sql: Sql): Promise<void> {
  if (!(await hasRealAccounts(sql))) return;
  throw new StartRefused(
    'This database has real accounts, whose letters a demo would not deliver: start without LETHE_DEMO=1, or choose a new LETHE_DATA or another DATABASE_URL',
  );
}
