import type { ReservedSql } from 'postgres';
import { StartRefused } from '../../db/errors.ts';
import { hex } from '../../db/hex.ts';
import { explainUnknownMigrations, MIGRATIONS } from '../../db/migrate.ts';
import { approvalSql } from './approval.ts';
import { automaticSql } from './automatic.ts';
import { compileClosedCustomerTriggers } from './closed-customer.ts';
import { compareWithCatalog } from './compare.ts';
import { compileCounts } from './counts.ts';
import { compileDecision } from './decision.ts';
import { compileIdentity } from './identity.ts';
import { compileJoin } from './join.ts';
import { MAP_VERSION, personalDataMap } from './map.ts';
import { compilePreviewHash } from './preview-hash.ts';
import { findInstalledMap, type InstalledMap } from './queries.ts';
import type { PersonalDataMap } from './shape.ts';
import { systemsToNotifySql } from './systems-to-notify.ts';

/** These functions run with the rights of the tables' owner, so not every database role may call them. */
const revokeFromPublic = `
revoke execute on all functions in schema lethe from public;`;

/** The compiled functions as one SQL text, and its hash: a server decides only through the functions it was built with. */
export async function compileMap(map: PersonalDataMap): Promise<{ sql: string; hash: string }> {
  const sqlWith = (hash: string) =>
    [
      systemsToNotifySql,
      compileIdentity(map),
      automaticSql,
      approvalSql,
      compilePreviewHash(map, hash),
      compileClosedCustomerTriggers(map),
      compileCounts(map),
      compileDecision(map, hash),
      compileJoin(map, hash),
      revokeFromPublic,
    ].join('\n');
  const hash = hex(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sqlWith('')))),
  );
  return { sql: sqlWith(hash), hash };
}

let ownHash: Promise<string> | undefined;
/** The hash of the functions that this server would install. */
export function mapHash(): Promise<string> {
  ownHash ??= compileMap(personalDataMap).then(({ hash }) => hash);
  return ownHash;
}

/**
 * Installs the functions compiled from the map, and grants rights. The caller holds the migration lock. Functions of a newer server
 * stay; this server's decisions then answer `server_outdated`. `appRole`: the role of the server, where another role owns the tables
 * (LETHE_MIGRATION_URL). Errors: StartRefused that names every column the map misses.
 */
export async function installPersonalDataFunctions(
  sql: ReservedSql,
  appRole: string | null = null,
): Promise<void> {
  const problems = await compareWithCatalog(sql, personalDataMap);
  const installed = await findInstalledMap(sql);
  const statements: string[] = [];
  if (installed === undefined || installed.version <= MAP_VERSION) {
    if (problems.length > 0) throw new StartRefused(await explainProblems(sql, problems));
    statements.push(await compileIfChanged(installed));
  }
  if (appRole !== null) statements.push(compileGrants(appRole));
  // PostgreSQL runs one message as one transaction: other connections see all of it or nothing, even if this one breaks.
  await sql.unsafe(statements.join('\n')).simple();
}

/** Columns of another branch do not belong into this map. */
const explainProblems = async (sql: ReservedSql, problems: string[]): Promise<string> =>
  (await explainUnknownMigrations(sql, MIGRATIONS)) ?? problems.join('\n');

/** SQL that installs this server's functions; empty where they are installed. */
async function compileIfChanged(installed: InstalledMap | undefined): Promise<string> {
  const { sql: text, hash } = await compileMap(personalDataMap);
  if (installed?.hash === hash) return '';
  if (installed?.version === MAP_VERSION) {
    throw new StartRefused(
      `map ${MAP_VERSION} is installed with other functions: raise MAP_VERSION in personal-data/map.ts ` +
        '(in development another branch may have installed them: stop, delete data-dev and start again)',
    );
  }
  return `${text}
insert into lethe.personal_data_functions (map_version, map_hash) values (${MAP_VERSION}, '${hash}')
on conflict (only_row) do update set map_version = excluded.map_version, map_hash = excluded.map_hash, installed_at = now();`;
}

/** The server's role reads and writes rows. It can neither change a table nor replace the functions and triggers. */
function compileGrants(role: string): string {
  const quoted = `"${role.replaceAll('"', '""')}"`;
  // Only the owner records which functions are installed, and nobody changes the audit.
  return `
grant usage on schema lethe to ${quoted};
grant select, insert, update, delete on all tables in schema lethe to ${quoted};
revoke insert, update, delete on lethe.migrations, lethe.personal_data_functions from ${quoted};
revoke update, delete on lethe.audit from ${quoted};
grant usage on all sequences in schema lethe to ${quoted};
grant execute on all functions in schema lethe to ${quoted};`;
}
