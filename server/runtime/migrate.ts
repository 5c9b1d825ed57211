import { isForbidden, StartRefused, startFailure } from '../../db/errors.ts';
import { setRoleDefaults } from '../../db/pooler.ts';
import { parseMigrationEnv } from '../env.ts';
import { readAuthority } from './authority.ts';
import { prepareDatabase } from './prepare.ts';

/* The process that migrates the database and ends, before a server starts. It alone gets the owner's address, and it serves nobody. */

/** Ends when the launcher was killed. That does no harm: each migration is applied whole or not at all. */
const end = () => process.exit(1);

async function migrateAndEnd(): Promise<void> {
  const { ownerUrl, serverUrl, pooled, databaseCa } = parseMigrationEnv((name) => process.env[name]);
  if (process.argv.includes('--launched')) process.stdin.once('end', end).once('error', end).resume();
  const ca = await readAuthority(databaseCa);
  await prepareDatabase(ownerUrl, serverUrl, ca);
  if (pooled) await giveRoleDefaults(serverUrl, ca);
  process.exit(0);
}

async function giveRoleDefaults(serverUrl: string, ca: string | undefined): Promise<void> {
  try {
    await setRoleDefaults(serverUrl, { ca });
  } catch (error) {
    throw new StartRefused(startFailure(error, 'LETHE_DIRECT_URL'));
  }
}

/** The variable whose address the owner's work took. */
function usedVariable() {
  if (process.env.LETHE_MIGRATION_URL) return 'LETHE_MIGRATION_URL';
  return process.env.LETHE_DIRECT_URL ? 'LETHE_DIRECT_URL' : 'DATABASE_URL';
}

function reason(error: unknown): string {
  if (error instanceof StartRefused) return error.message;
  const variable = usedVariable();
  if (isForbidden(error)) return `The role of ${variable} does not own the tables of this database`;
  return startFailure(error, variable);
}

migrateAndEnd().catch((error: unknown) => {
  process.stderr.write(`lethe: ${reason(error)}\n`);
  process.exit(1);
});
