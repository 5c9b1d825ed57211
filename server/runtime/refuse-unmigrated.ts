import type { Sql } from 'postgres';
import { isNotMigrated, StartRefused } from '../../db/errors.ts';
import { MAP_VERSION } from '../personal-data/map.ts';
import { findInstalledMap } from '../personal-data/queries.ts';

/** The server itself cannot migrate. It must not serve a database that the migrating process has not prepared for it. */
export async function refuseUnmigrated(sql: Sql): Promise<void> {
  const installed = await findInstalledMap(sql).catch((error: unknown) => {
    if (isNotMigrated(error)) return undefined;
    throw error;
  });
  if (installed !== undefined && installed.version >= MAP_VERSION) return;
  throw new StartRefused(
    'The database of DATABASE_URL is not migrated, or not for this role; npm start migrates it, with LETHE_MIGRATION_URL where that is set',
  );
}
