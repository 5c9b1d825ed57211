import type { PendingQuery, Row, Sql } from 'postgres';
import {
  ADMIN_SESSION_IDLE_HOURS,
  ADMIN_SESSION_MAX_DAYS,
  SESSION_IDLE_DAYS,
  SESSION_MAX_DAYS,
  SIGN_IN_DAYS,
} from '../../values/limits-and-periods.ts';

/* Where a person is signed in. Each statement names the person: an id alone reaches nobody else's session. */

export interface OwnSession {
  sessionId: string;
  userAgent: string | null;
  ipAddress: string | null;
  signedInAt: string;
  lastSeenAt: string;
}

/** A part of statements: whether a `session` still signs its owner in; `a` is the row of an admin, or null. */
export const isAliveFragment = (sql: Sql) => sql`
  session.expires_at > now()
  and session.last_seen_at > now() - case when a.id is null
    then make_interval(days => ${SESSION_IDLE_DAYS}) else make_interval(hours => ${ADMIN_SESSION_IDLE_HOURS}) end
  and session.created_at > now() - make_interval(
    days => case when a.id is null then ${SESSION_MAX_DAYS}::int else ${ADMIN_SESSION_MAX_DAYS}::int end)`;

/** Parts of the retention, which deletes what signs nobody in any more: each reads an index. */
export const endedSessionFragments: Record<string, (sql: Sql) => PendingQuery<Row[]>> = {
  expired_sessions: (sql) => sql`expires_at <= now()`,
  idle_sessions: (sql) => sql`last_seen_at <= now() - make_interval(days => ${SESSION_IDLE_DAYS})`,
  admin_sessions: (sql) => sql`customer_id = any(array(select id from lethe.admins))
    and (last_seen_at <= now() - make_interval(hours => ${ADMIN_SESSION_IDLE_HOURS})
      or created_at <= now() - make_interval(days => ${ADMIN_SESSION_MAX_DAYS}))`,
};

/** The one that asks, then the last used first. */
export function listOwnSessions(sql: Sql, userId: string, current: string): Promise<OwnSession[]> {
  return sql<OwnSession[]>`
    select session.id as "sessionId", session.user_agent as "userAgent", session.ip_address as "ipAddress",
      session.created_at as "signedInAt", session.last_seen_at as "lastSeenAt"
    from lethe.sessions session left join lethe.admins a on a.id = session.customer_id
    where session.customer_id = ${userId} and ${isAliveFragment(sql)}
    order by session.id = ${current} desc, session.last_seen_at desc, session.id`;
}

/** False if this person has no such session. */
export async function endOwnSession(sql: Sql, userId: string, sessionId: string): Promise<boolean> {
  const { count } = await sql`
    delete from lethe.sessions where id = ${sessionId} and customer_id = ${userId}`;
  return count === 1;
}

/** Returns how many it ended. */
export async function endOtherSessions(sql: Sql, userId: string, kept: string): Promise<number> {
  const { count } = await sql`delete from lethe.sessions where customer_id = ${userId} and id <> ${kept}`;
  return count;
}

/** Whether somebody signed in to the account before. One that is older than its sign-ins are kept counts as used. */
export async function wasUsedBefore(sql: Sql, userId: string): Promise<boolean> {
  const [row] = await sql<[{ used: boolean }]>`
    select exists (select from lethe.sign_ins where customer_id = ${userId})
      or exists (select from lethe.admins where id = ${userId} and last_seen_at is not null)
      or exists (select from lethe.users
        where id = ${userId} and created_at < now() - make_interval(days => ${SIGN_IN_DAYS})) as used`;
  return row.used;
}
