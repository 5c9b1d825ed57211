import type { Sql } from 'postgres';
import { isAliveFragment } from '../accounts/sessions/queries.ts';
import { zoneOrFallback } from '../calendar/rules.ts';
import type { Role } from '../team/rules.ts';
import { PROVIDER } from '../team/single-sign-on/rules.ts';

/** Who is calling. One join reads it for every call: the process keeps no state. */
export type Viewer =
  | { role: 'visitor'; settings: Switches }
  | {
      role: 'customer';
      customerId: string;
      sessionId: string;
      fullName: string;
      /** When they last proved who they are: at the sign-in, or by the password since. */
      confirmedAt: string;
      twoFactor: boolean;
      consented: boolean;
      emailVerified: boolean;
      settings: Switches;
    }
  | {
      role: 'admin';
      adminId: string;
      sessionId: string;
      teamRole: Role;
      fullName: string;
      confirmedAt: string;
      /** Whether a sign-in asks for a code after the password. */
      twoFactor: boolean;
      /** Whether they sign in at the provider of single sign-on, and have no password here. */
      singleSignOn: boolean;
      settings: Switches;
    };

/** The settings on which every procedure may depend. */
export interface Switches {
  enabled: boolean;
  authorizationRequired: boolean;
  /** The operator's time zone: deadlines are days of this calendar. */
  timeZone: string;
}

/** Whether a customer must consent first: until then, everything but the Personal Data page is closed to them. */
export const owesConsent = (viewer: Viewer): boolean =>
  viewer.role === 'customer' &&
  viewer.settings.enabled &&
  viewer.settings.authorizationRequired &&
  !viewer.consented;

/** Whether the calling page belongs to another account than the one signed in. `pageOf` is null for programs, which have no page. */
export const isPageOfAnotherAccount = (viewer: Viewer, pageOf: string | null): boolean =>
  pageOf !== null &&
  viewer.role !== 'visitor' &&
  pageOf !== (viewer.role === 'admin' ? viewer.adminId : viewer.customerId);

interface ViewerRow extends Omit<Switches, 'timeZone'> {
  timeZone: string | null;
  userId: string | null;
  fullName: string | null;
  sessionId: string | null;
  confirmedAt: string | null;
  /** Null for a customer. */
  teamRole: Role | null;
  seenLately: boolean;
  open: boolean;
  emailVerified: boolean | null;
  twoFactor: boolean | null;
  singleSignOn: boolean;
  consented: boolean;
}

/**
 * `token`: the session token from a cookie whose signature the caller has checked; null for a visitor. `isUse`: false for what an open page
 * asks by itself, so that nobody stays signed in by going away.
 */
export async function findViewer(sql: Sql, token: string | null, isUse = true): Promise<Viewer> {
  const lately = sql`now() - make_interval(mins => ${SEEN_MINUTES})`;
  const [row] = await sql<[ViewerRow]>`
    select s.enabled, s.authorization_required as "authorizationRequired", s.time_zone as "timeZone",
      u.id as "userId", coalesce(c.name, u.name) as "fullName", u.email_verified as "emailVerified", u.two_factor_enabled as "twoFactor",
      session.id as "sessionId", session.confirmed_at as "confirmedAt", a.role as "teamRole",
      coalesce(session.last_seen_at > ${lately} and (a.id is null or a.last_seen_at > ${lately}), false) as "seenLately",
      a.id is not null and exists (select from lethe.accounts
        where customer_id = a.id and provider_id = ${PROVIDER}) as "singleSignOn",
      coalesce(c.state = 'open', false) as open,
      coalesce((select action = 'granted' from lethe.consents where customer_id = c.id
        order by number desc limit 1), false) as consented
    from lethe.settings s
    left join (lethe.sessions session left join lethe.admins a on a.id = session.customer_id)
      on session.token = ${token} and ${isAliveFragment(sql)}
    left join lethe.users u on u.id = session.customer_id
    left join lethe.customers c on c.id = u.id`;
  const settings = {
    enabled: row.enabled,
    authorizationRequired: row.authorizationRequired,
    timeZone: zoneOrFallback(row.timeZone),
  };
  if (row.userId === null || row.sessionId === null || row.confirmedAt === null)
    return { role: 'visitor', settings };
  const { sessionId, confirmedAt } = row;
  const twoFactor = row.twoFactor === true;
  const isSignedIn = row.teamRole !== null || row.open;
  if (isUse && isSignedIn && !row.seenLately) await recordSeen(sql, sessionId, row.userId);
  const who = { fullName: row.fullName ?? '', sessionId, confirmedAt, twoFactor, settings };
  if (row.teamRole !== null) {
    return {
      role: 'admin',
      adminId: row.userId,
      teamRole: row.teamRole,
      singleSignOn: row.singleSignOn,
      ...who,
    };
  }
  if (!row.open) return { role: 'visitor', settings };
  const { consented } = row;
  return {
    role: 'customer',
    customerId: row.userId,
    consented,
    emailVerified: row.emailVerified === true,
    ...who,
  };
}

/** A write with every call would cost more than the minute is worth. */
const SEEN_MINUTES = 5;

/** Locks the admin before the session, as a change of role does. Of calls at the same moment, the first one writes the session. */
async function recordSeen(sql: Sql, sessionId: string, userId: string): Promise<void> {
  await sql`
    with admin as (update lethe.admins set last_seen_at = now() where id = ${userId} returning id)
    update lethe.sessions set last_seen_at = now()
    where id = ${sessionId} and last_seen_at <= now() - make_interval(mins => ${SEEN_MINUTES})
      and (select count(*) from admin) >= 0`;
}
