import type { Sql } from 'postgres';

/* Where a person is signed in. Each statement names the person: an id alone reaches nobody else's session. */

export interface OwnSession {
  sessionId: string;
  userAgent: string | null;
  ipAddress: string | null;
  signedInAt: string;
  lastSeenAt: string;
}

/** A part of statements: whether a `session` still signs its owner in. */
export const isAliveFragment = (sql: Sql) => sql`session.expires_at > now()`;

/** The one that asks, then the last used first. */
export function listOwnSessions(sql: Sql, userId: string, current: string): Promise<OwnSession[]> {
  return sql<OwnSession[]>`
    select session.id as "sessionId", session.user_agent as "userAgent", session.ip_address as "ipAddress",
      session.created_at as "signedInAt", session.last_seen_at as "lastSeenAt"
    from lethe.sessions session where session.customer_id = ${userId} and ${isAliveFragment(sql)}
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
