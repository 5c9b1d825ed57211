import type { Sql } from 'postgres';
import { MAP_VERSION } from './personal-data/map.ts';
import { findInstalledMap } from './personal-data/queries.ts';

/** A database that this server cannot serve yet; the message is one line. */
export class NotMigratedError extends Error {
  override name = 'NotMigratedError';
}

/** The server cannot migrate. Started alone, or before the process that does, it must not serve what it does not know. */
export async function refuseUnmigrated(sql: Sql): Promise<void> {
  const installed = await findInstalledMap(sql).catch((error: { code?: string }) => {
    // No such schema, no such table, no right in it.
    if (['3F000', '42P01', '42501'].includes(error.code ?? '')) return undefined;
    throw error;
  });
  if (installed !== undefined && installed.version >= MAP_VERSION) return;
  throw new NotMigratedError(
    'The database of DATABASE_URL is not migrated, or not for this role; npm start does it, by LETHE_MIGRATION_URL where that is set',
  );
}
