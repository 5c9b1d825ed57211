import { StartRefused } from '../db/errors.ts';
import {
  findOpeningVariable,
  migrationVariableNames,
  parseEnv,
  parseMigrationEnv,
  variableNames,
} from '../server/env.ts';
import { hint, misspelt } from './misspelt.ts';

/** What the launcher reads itself, beside what the server and the migrating process do. */
const KNOWN = [...new Set<string>([...variableNames, ...migrationVariableNames, 'LETHE_DATA'])];

/** What only looks like one of ours is said and left. Errors: StartRefused. */
export function refuseMisspelt(given: NodeJS.ProcessEnv): void {
  const found = misspelt(given, KNOWN);
  const ours = found.find((one) => one.ours);
  if (ours !== undefined) throw new StartRefused(hint(ours));
  for (const one of found) process.stderr.write(`lethe: ${hint(one)}\n`);
}

/** Before anything is started: what is made later counts as given. Errors: StartRefused. */
export function refuseMalformed(given: NodeJS.ProcessEnv): void {
  if (given.LETHE_MIGRATION_URL && !given.DATABASE_URL)
    throw new StartRefused('DATABASE_URL is missing beside LETHE_MIGRATION_URL');
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

/** The embedded database begins as a demo, where nobody but this machine can reach it. */
export function demoOf(given: NodeJS.ProcessEnv): string {
  return given.LETHE_DEMO || (findOpeningVariable((name) => given[name]) === null ? '1' : '0');
}
