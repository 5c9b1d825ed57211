import type { Sql, TransactionSql } from 'postgres';
import { CONFIRMATION_LINK_HOURS } from '../values/limits-and-periods.ts';

export async function recordSignIn(tx: TransactionSql, customerId: string, from: ClientFacts): Promise<void> {
  await tx`insert into lethe.sign_ins (customer_id, ip_address, user_agent)
    values (${customerId}, ${from.ipAddress}, ${from.userAgent})`;
}

export interface ClientFacts {
  ipAddress: string | null;
  userAgent: string | null;
}

export async function isAdmin(sql: Sql, userId: string): Promise<boolean> {
  const [row] = await sql`select 1 from lethe.admins where id = ${userId}`;
  return row !== undefined;
}

export async function hasPassword(sql: Sql, userId: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from lethe.accounts where customer_id = ${userId} and provider_id = 'credential' and password is not null`;
  return row !== undefined;
}

/** Null where the account has no password. */
export async function findPasswordHash(sql: Sql, userId: string): Promise<string | null> {
  const [row] = await sql<{ password: string | null }[]>`
    select password from lethe.accounts where customer_id = ${userId} and provider_id = 'credential'`;
  return row?.password ?? null;
}

interface Confirmation {
  sessionId: string;
  passwordHash: string;
  /** Whether a code was asked for. */
  twoFactor: boolean;
}

/**
 * Notes that the session's owner has just proved who they are. False if the session has ended, the password is another one by now, or two-factor
 * sign-in was switched on meanwhile.
 */
export async function recordConfirmation(
  sql: Sql,
  { sessionId, passwordHash, twoFactor }: Confirmation,
): Promise<boolean> {
  const { count } = await sql`
    update lethe.sessions s set confirmed_at = now()
    where s.id = ${sessionId} and s.expires_at > now() and exists (
      select from lethe.accounts a where a.customer_id = s.customer_id and a.provider_id = 'credential' and a.password = ${passwordHash})
      and exists (select from lethe.users u where u.id = s.customer_id and (${twoFactor} or not u.two_factor_enabled))`;
  return count === 1;
}

/** After a new password, no older link may set another password or change the address. */
export async function deleteOlderLinks(sql: Sql, userId: string): Promise<void> {
  await sql`
    with changes as (delete from lethe.email_changes where customer_id = ${userId})
    delete from lethe.verifications where value = ${userId}`;
}

/** Replaces older links by a newer one. */
export async function replaceEmailToken(
  tx: TransactionSql,
  customerId: string,
  tokenHash: Uint8Array,
): Promise<void> {
  await tx`delete from lethe.email_tokens where customer_id = ${customerId}`;
  await tx`insert into lethe.email_tokens (customer_id, token_hash, expires_at)
    values (${customerId}, ${tokenHash}, now() + make_interval(hours => ${CONFIRMATION_LINK_HOURS}))`;
}

/** Deletes an account that nobody has confirmed, with its customer. */
export async function deleteUnconfirmedAccount(tx: TransactionSql, userId: string): Promise<void> {
  await tx`
    with deleted as (delete from lethe.users where id = ${userId} and not email_verified returning id)
    delete from lethe.customers where id in (select id from deleted)`;
}

interface UnconfirmedAccount {
  customerId: string;
  email: string | null;
  passwordHash: string | null;
}

/** Finds the customer of a link and the hash of their password; undefined if the link is unknown, used or expired. */
export async function findUnconfirmedAccount(
  sql: Sql,
  tokenHash: Uint8Array,
): Promise<UnconfirmedAccount | undefined> {
  const [row] = await sql<UnconfirmedAccount[]>`
    select t.customer_id as "customerId", u.email, a.password as "passwordHash"
    from lethe.email_tokens t join lethe.users u on u.id = t.customer_id
      left join lethe.accounts a on a.customer_id = t.customer_id and a.provider_id = 'credential'
    where t.token_hash = ${tokenHash} and t.expires_at > now()`;
  return row;
}

/** Uses the token up if the checked password is still the current one. Returns the customer's id, or null. */
export async function consumeEmailToken(
  tx: TransactionSql | Sql,
  tokenHash: Uint8Array,
  passwordHash: string,
): Promise<string | null> {
  const [row] = await tx<{ customerId: string }[]>`
    with used as (
      delete from lethe.email_tokens t where t.token_hash = ${tokenHash} and ${passwordHash} = (
        select a.password from lethe.accounts a
        where a.customer_id = t.customer_id and a.provider_id = 'credential')
      returning t.customer_id, t.expires_at)
    update lethe.users u set email_verified = true, updated_at = now() from used
    where u.id = used.customer_id and used.expires_at > now()
    returning u.id as "customerId"`;
  return row?.customerId ?? null;
}
