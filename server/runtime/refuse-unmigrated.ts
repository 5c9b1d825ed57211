import type { Sql } from 'postgres';
import { isNotMigrated, StartRefused } from '../../db/errors.ts';
import { MAP_VERSION } from '../personal-data/map.ts';
import { findInstalledMap } from '../personal-data/queries.ts';

/** The server cannot migrate. Started alone, or before the process that does, it must not serve what it does not know. */
export async function refuseUnmigrated(sql: Sql): Promise<void> {
  const installed = await findInstalledMap(sql).catch((error: unknown) => {
    if (isNotMigrated(error)) return undefined;
    throw error;
  });
  if (installed !== undefined && installed.version >= MAP_VERSION) return;
  throw new StartRefused(
    'The database of DATABASE_URL is not migrated, or not for this role; npm start does it, by LETHE_MIGRATION_URL where that is set',
  );
}
