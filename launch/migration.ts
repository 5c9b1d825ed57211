import { join } from 'node:path';
import { migrationVariableNames } from '../server/env.ts';
import { type Child, type ChildOptions, startChild } from './child.ts';
import { migratingFlags } from './permissions.ts';

/** Starts the process that migrates and ends. It alone gets the owner's address. */
export function startMigration(options: ChildOptions): Child {
  const { environment, root } = options;
  const flags = migratingFlags({
    ownerUrl: environment.LETHE_MIGRATION_URL || environment.LETHE_DIRECT_URL || environment.DATABASE_URL!,
    directUrl: environment.LETHE_DIRECT_URL || undefined,
    databaseCa: environment.LETHE_DATABASE_CA || undefined,
    migrations: join(root, 'db/migrations'),
  });
  return startChild(options, { name: 'migrate', arguments: [], variables: migrationVariableNames, flags });
}
