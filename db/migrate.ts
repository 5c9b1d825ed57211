import { readdir, readFile } from 'node:fs/promises';
import type { ReservedSql, Sql } from 'postgres';
import { StartRefused } from './errors.ts';
import { hex } from './hex.ts';

/** By way of the root, so that a bundle, which lies as deep as this file, finds them too. */
export const MIGRATIONS = new URL('../db/migrations/', import.meta.url);

export interface Migration {
  /** The file's name, as in `0001_text.sql`; the order of names is the order of application. */
  name: string;
  text: string;
  /** sha256 of the text, in hex. */
  checksum: string;
}

export interface MigrateOptions {
  directory: URL;
  /** Runs at each start under the same lock, after the last file: the server installs its functions here. */
  afterwards?: (sql: ReservedSql) => Promise<void>;
}

/** Any fixed number that all servers share. */
const LOCK = 5_061_723;

/**
 * Brings the database to the newest migration. Servers that start together take turns. A file that was changed after it had
 * been applied stops the start, and so does a database that other files began. Returns the names applied now.
 */
export async function migrate(sql: Sql, { directory, afterwards }: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const reserved = await sql.reserve();
  try {
    // Another server may migrate for longer than the pool's timeout.
    await reserved`set statement_timeout = 0`;
    await refuseOtherEncoding(reserved);
    await reserved`select pg_advisory_lock(${LOCK})`;
    try {
      const applied = await applyMissing(reserved, migrations);
      await afterwards?.(reserved);
      return applied;
    } finally {
      await reserved`select pg_advisory_unlock(${LOCK})`;
    }
  } finally {
    await reserved`reset statement_timeout`;
    reserved.release();
  }
}

export async function readMigrations(directory: URL): Promise<Migration[]> {
  const files = await readdir(directory);
  const names = files.filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      // A checkout on Windows may have other line endings; that is no change.
      const text = (await readFile(new URL(name, directory), 'utf8')).replaceAll('\r\n', '\n');
      return { name, text, checksum: await sha256(text) };
    }),
  );
}

/** A database with columns of another branch cannot be brought back; the demo is made again in seconds. */
const IN_DEVELOPMENT = 'In development you may stop, delete the data folder (data-dev) and start again.';

/** One line where the database has migrations without a file here: a newer Lethe or another branch applied them. Otherwise null. */
export async function explainUnknownMigrations(
  sql: Sql | ReservedSql,
  directory: URL,
): Promise<string | null> {
  const [{ exists } = { exists: false }] = await sql<{ exists: boolean }[]>`
    select to_regclass('lethe.migrations') is not null as exists`;
  if (!exists) return null;
  const known = await readMigrations(directory);
  const unknown = await sql<{ name: string }[]>`
    select name from lethe.migrations where name <> all(${known.map(({ name }) => name)}) order by name`;
  if (unknown.length === 0) return null;
  const names = unknown.map(({ name }) => name).join(', ');
  return `This database was migrated by a newer Lethe or another branch: this one has no ${names}. ${IN_DEVELOPMENT}`;
}

/** Names and texts are of any script. Other encodings fail in the middle of a migration, or at somebody's name. */
async function refuseOtherEncoding(sql: ReservedSql): Promise<void> {
  const [row] = await sql<[{ encoding: string }]>`select current_setting('server_encoding') as encoding`;
  if (row.encoding === 'UTF8') return;
  throw new StartRefused(
    `This database is encoded in ${row.encoding}, and Lethe needs UTF8: create database … encoding 'UTF8' template template0`,
  );
}

async function applyMissing(sql: ReservedSql, migrations: Migration[]): Promise<string[]> {
  await sql`create schema if not exists lethe`;
  await sql`
    create table if not exists lethe.migrations (
      name text constraint migrations_pkey primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`;
  const rows = await sql<{ name: string; checksum: string }[]>`select name, checksum from lethe.migrations`;
  const appliedBefore = new Map(rows.map((row) => [row.name, row.checksum]));
  if (rows.length > 0) refuseOtherBeginning(appliedBefore, migrations);
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = appliedBefore.get(migration.name);
    if (checksum === migration.checksum) continue;
    if (checksum !== undefined) {
      throw new StartRefused(
        `${migration.name} was changed after it had been applied to this database: restore it. ${IN_DEVELOPMENT}`,
      );
    }
    await apply(sql, migration);
    applied.push(migration.name);
  }
  return applied;
}

/**
 * Whatever this release or a newer one migrated began with the first file. Files from before 0.1.0 were never released, so no
 * migration leads on from them.
 */
function refuseOtherBeginning(appliedBefore: Map<string, string>, [first]: Migration[]): void {
  if (first === undefined || appliedBefore.has(first.name)) return;
  throw new StartRefused(
    'This database was made before Lethe 0.1.0 and cannot be updated: start on a new LETHE_DATA folder or another DATABASE_URL ' +
      '(a demo folder from before can be deleted)',
  );
}

/**
 * Sends each file as one message, which PostgreSQL runs as one transaction: the file is applied and recorded, or neither. With several
 * messages, the rest could reach a new connection after the first one broke.
 */
async function apply(sql: ReservedSql, { name, text, checksum }: Migration): Promise<void> {
  // Both are plain: a file's name as `readMigrations` takes it, and hex.
  const record = `insert into lethe.migrations (name, checksum) values ('${name}', '${checksum}')`;
  try {
    await sql.unsafe(`${text}\n;\n${record};`).simple();
  } catch (error) {
    throw new StartRefused(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return hex(new Uint8Array(digest));
}
