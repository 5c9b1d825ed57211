import type { ReservedSql } from 'postgres';
import { StartRefused } from '../../db/errors.ts';
import { hex } from '../../db/hex.ts';
import { compileClosedCustomerTriggers } from './closed-customer.ts';
import { compareWithCatalog } from './compare.ts';
import { compileCounts } from './counts.ts';
import { compileDecision } from './decision.ts';
import { identitySql } from './identity.ts';
import { compileJoin } from './join.ts';
import { MAP_VERSION, personalDataMap } from './map.ts';
import { findInstalledMap, type InstalledMap } from './queries.ts';
import type { PersonalDataMap } from './shape.ts';
import { systemsToNotifySql } from './systems-to-notify.ts';

/** They run with the owner's rights, so that not everybody who can reach the database may call them. */
const closed = `
revoke execute on all functions in schema lethe from public;`;

/** The compiled functions as one SQL text, and its hash: a server decides only through the very functions it knows. */
export async function compileMap(map: PersonalDataMap): Promise<{ sql: string; hash: string }> {
  const sqlWith = (hash: string) =>
    [
      systemsToNotifySql,
      identitySql,
      compileClosedCustomerTriggers(map),
      compileCounts(map),
      compileDecision(map, hash),
      compileJoin(map, hash),
      closed,
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
 * Installs the functions compiled from the map, and grants; runs under the migration lock. A newer server's functions stay: this
 * one's decisions then answer `server_outdated`. `appRole`: the role the server works as, where the owner is another
 * (LETHE_MIGRATION_URL). Errors: StartRefused naming every column the map misses.
 */
export async function installPersonalDataFunctions(
  sql: ReservedSql,
  appRole: string | null = null,
): Promise<void> {
  const problems = await compareWithCatalog(sql, personalDataMap);
  const installed = await findInstalledMap(sql);
  const texts: string[] = [];
  if (installed === undefined || installed.version <= MAP_VERSION) {
    if (problems.length > 0) throw new StartRefused(problems.join('\n'));
    texts.push(await missingFunctions(installed));
  }
  if (appRole !== null) texts.push(grantsTo(appRole));
  // One message is one transaction: others see all of it or nothing, whatever ends the connection.
  await sql.unsafe(texts.join('\n')).simple();
}

/** What installs this server's functions; nothing where they are installed. */
async function missingFunctions(installed: InstalledMap | undefined): Promise<string> {
  const { sql: text, hash } = await compileMap(personalDataMap);
  if (installed?.hash === hash) return '';
  if (installed?.version === MAP_VERSION) {
    throw new StartRefused(
      `map ${MAP_VERSION} is installed with other functions: raise MAP_VERSION in personal-data/map.ts`,
    );
  }
  return `${text}
insert into lethe.personal_data_functions (map_version, map_hash) values (${MAP_VERSION}, '${hash}')
on conflict (only_row) do update set map_version = excluded.map_version, map_hash = excluded.map_hash, installed_at = now();`;
}

/** The server's role reads and writes rows; it can neither change a table nor replace what erases and guards them. */
function grantsTo(role: string): string {
  const to = `"${role.replaceAll('"', '""')}"`;
  // What says which eraser is installed is the owner's to write, and what happened is nobody's to change.
  return `
grant usage on schema lethe to ${to};
grant select, insert, update, delete on all tables in schema lethe to ${to};
revoke insert, update, delete on lethe.migrations, lethe.personal_data_functions from ${to};
revoke update, delete on lethe.audit from ${to};
grant usage on all sequences in schema lethe to ${to};
grant execute on all functions in schema lethe to ${to};`;
}
