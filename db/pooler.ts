import type { Sql } from 'postgres';
import { connect, type Pools, type Way } from './connect.ts';
import { PoolerBetween, StartRefused, startFailure } from './errors.ts';
import { ASKED_OF_POOLER, OWN_SETTINGS, ROLE_DEFAULTS, SESSIONS, type Settings } from './sessions.ts';
import { inTransaction } from './transaction.ts';

/*
 * PgBouncer in transaction mode lends a session for one transaction, then to somebody else. It refuses a connection that asks for most
 * settings; other poolers ignore them without a word. So the sessions that it opens get their settings from the role.
 */

/** Names of the settings that a session has otherwise. */
async function findOtherSettings(sql: Sql, wanted: Settings): Promise<string[]> {
  const rows = await sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name = any(${Object.keys(wanted)})`;
  const found = new Map(rows.map(({ name, setting }) => [name, setting]));
  return Object.keys(wanted).filter((name) => found.get(name) !== wanted[name]);
}

/** Refuses a connection that did not get what it asked for: a pooler between ignored it. Errors: PoolerBetween. */
export async function refusePooler(sql: Sql, asked: Settings): Promise<void> {
  const [other] = await findOtherSettings(sql, { ...OWN_SETTINGS, ...asked });
  if (other !== undefined) throw new PoolerBetween(`it ignores ${other}`);
}

/**
 * Gives the server's role, in this database, the settings that a pooler's sessions must have. A role may do so for itself. Sessions
 * that the pooler opened before have none of them, so they are ended; our own direct ones go by a name. `url`: the role's, direct.
 */
export async function setRoleDefaults(url: string, way: Way = {}): Promise<void> {
  if (await hasRoleDefaults(url, way)) return;
  const sql = connect(url, 1, SESSIONS.app, way);
  try {
    await refusePooler(sql, SESSIONS.app);
    await sql.unsafe(roleDefaultsText).simple();
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where usename = current_user and datname = current_database() and pid <> pg_backend_pid()
        and application_name not like 'lethe %'`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Servers that start together take turns. */
const roleDefaultsText = `
do $defaults$ begin
  perform pg_advisory_xact_lock(hashtext('lethe_role_defaults'));
${Object.keys(ROLE_DEFAULTS)
  .map(
    (name) =>
      `  execute format('alter role %I in database %I set ${name} from current', current_user, current_database());`,
  )
  .join('\n')}
end $defaults$;`;

async function hasRoleDefaults(url: string, way: Way): Promise<boolean> {
  const sql = connect(url, 1, {}, { ...way, pooled: true });
  try {
    return (await findOtherSettings(sql, ROLE_DEFAULTS)).length === 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Refuses to serve where `app` or the direct pools have other sessions than they need. Errors: StartRefused, and the database's. */
export async function refuseOtherSessions(pools: Pools, isPooled: boolean): Promise<void> {
  if (!isPooled) return refusePooler(pools.app, SESSIONS.app);
  try {
    await refusePooler(pools.exports, SESSIONS.exports);
  } catch (error) {
    throw new StartRefused(startFailure(error, 'LETHE_DIRECT_URL'));
  }
  await refuseOtherDatabase(pools);
  const [other] = await findOtherSettings(pools.app, { ...ASKED_OF_POOLER, ...ROLE_DEFAULTS });
  if (other !== undefined)
    throw new StartRefused(
      `The pooler of DATABASE_URL opens sessions with another ${other} than Lethe needs; npm start sets it for the role, so restart the pooler, and let it set nothing itself`,
    );
}

/** Whoever holds a lock in one database holds it in no other, and in no replica. */
async function refuseOtherDatabase({ app, decisions }: Pools): Promise<void> {
  const [one = 0, two = 0] = crypto.getRandomValues(new Int32Array(2));
  await inTransaction(decisions, async (tx) => {
    const [direct] = await tx<[{ role: string }]>`
      select current_user as role, pg_advisory_xact_lock(${one}::int, ${two}::int)`;
    const [pooled] = await app<[{ role: string; free: boolean }]>`
      select current_user as role, pg_try_advisory_xact_lock(${one}::int, ${two}::int) as free`;
    if (pooled.free) throw new StartRefused('LETHE_DIRECT_URL leads to another database than DATABASE_URL');
    if (pooled.role !== direct.role)
      throw new StartRefused('LETHE_DIRECT_URL leads to the database as another role than DATABASE_URL');
  });
}
