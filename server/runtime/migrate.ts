import { isForbidden, StartRefused, startFailure } from '../../db/errors.ts';
import { parseMigrationEnv } from '../env.ts';
import { prepareDatabase } from './prepare.ts';

/* The process that migrates the database and ends, before a server starts. It alone gets the owner's address, and it serves nobody. */

/** Ends when the launcher was killed. That does no harm: each migration is applied whole or not at all. */
const end = () => process.exit(1);

async function migrateAndEnd(): Promise<void> {
  const { ownerUrl, serverUrl } = parseMigrationEnv((name) => process.env[name]);
  if (process.argv.includes('--launched')) process.stdin.once('end', end).once('error', end).resume();
  await prepareDatabase(ownerUrl, serverUrl);
  process.exit(0);
}

function reason(error: unknown): string {
  if (error instanceof StartRefused) return error.message;
  const variable = process.env.LETHE_MIGRATION_URL ? 'LETHE_MIGRATION_URL' : 'DATABASE_URL';
  if (isForbidden(error)) return `The role of ${variable} does not own the tables of this database`;
  return startFailure(error, variable);
}

migrateAndEnd().catch((error: unknown) => {
  process.stderr.write(`lethe: ${reason(error)}\n`);
  process.exit(1);
});
