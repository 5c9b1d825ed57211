import { StartRefused } from '../db/errors.ts';
import {
  findOpeningVariable,
  migrationVariableNames,
  parseEnv,
  parseMigrationEnv,
  variableNames,
} from '../server/env.ts';
import { explainMisspelt, findMisspelt } from './misspelt.ts';

/** The variables of the server and the migrating process, and the launcher's own. */
const KNOWN_VARIABLES = [...new Set<string>([...variableNames, ...migrationVariableNames, 'LETHE_DATA'])];

/** They say more about a database of one's own. */
const BESIDE_DATABASE_URL = ['LETHE_MIGRATION_URL', 'LETHE_DIRECT_URL', 'LETHE_DATABASE_CA'];

/** Refuses a misspelt LETHE variable; only warns of other names that look like ours. Errors: StartRefused. */
export function refuseMisspelt(given: NodeJS.ProcessEnv): void {
  const misspeltVariables = findMisspelt(given, KNOWN_VARIABLES);
  const ours = misspeltVariables.find((variable) => variable.ours);
  if (ours !== undefined) throw new StartRefused(explainMisspelt(ours));
  for (const variable of misspeltVariables) process.stderr.write(`lethe: ${explainMisspelt(variable)}\n`);
}

/** Checks variables before anything starts; those that the launcher sets later count as given. Errors: StartRefused. */
export function refuseMalformed(given: NodeJS.ProcessEnv): void {
  const beside = BESIDE_DATABASE_URL.find((name) => given[name]);
  if (beside !== undefined && !given.DATABASE_URL)
    throw new StartRefused(`DATABASE_URL is missing beside ${beside}`);
  const later = {
    DATABASE_URL: 'postgres://embedded',
    LETHE_SECRET: 'the secret that is made at the first start',
    LETHE_BLACKLIST_KEY: 'the blacklist key that is made at the first start',
  };
  const demo = given.DATABASE_URL ? {} : { LETHE_DEMO: demoOf(given) };
  const known: Record<string, string> = { ...later, ...demo };
  const read = (name: string) => given[name] || known[name];
  parseEnv(read);
  parseMigrationEnv(read);
}

/** The embedded database starts as a demo, unless other machines can reach the server. */
export function demoOf(given: NodeJS.ProcessEnv): string {
  return given.LETHE_DEMO || (findOpeningVariable((name) => given[name]) === null ? '1' : '0');
}
