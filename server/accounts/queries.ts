import type { Sql, TransactionSql } from 'postgres';
import { CONFIRMATION_LINK_HOURS } from '../values/limits-and-periods.ts';
import type { OwnEmail } from './schema.ts';

/**
 * Whether an address belongs to a closed customer, or to an admin who signs in at the provider of single sign-on. Nobody may start a password
 * reset for one: a password would be a second way in, which the provider cannot close.
 */
export async function isClosedAddress(sql: Sql, email: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from lethe.users u left join lethe.customers c on c.id = u.id
    where u.email = ${email.toLowerCase()} and (c.state <> 'open' or (c.id is null
      and exists (select from lethe.accounts p where p.customer_id = u.id and p.provider_id <> 'credential')))`;
  return row !== undefined;
}

/** Whether a blocked customer has this address: they must not come back by a new sign-up. */
export async function isBlockedAddress(sql: Sql | TransactionSql, email: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from lethe.customers where email = ${email.toLowerCase()} and state = 'blocked' limit 1`;
  return row !== undefined;
}

/**
 * Creates a user for the one customer whom systems handed in with this address: better-auth mails a link to set a password to users only. If
 * several people have the address, nobody gets a user, because the link would open a stranger's data.
 */
export async function createUserForHandedIn(sql: Sql, email: string): Promise<void> {
  const address = email.toLowerCase();
  await sql`
    insert into lethe.users (id, email, email_verified)
    select c.id, c.email, false from lethe.customers c
    where c.email = ${address} and c.state = 'open'
      and not exists (select from lethe.customers o where o.email = ${address} and o.id <> c.id and o.state <> 'starred')
      and not exists (select from lethe.users u where u.email = ${address})
    for key share of c
    on conflict do nothing`;
}

interface ResetLink {
  email: string | null;
  /**
   * The customer of the link is closed or gone, or has no account yet and now shares the address with somebody; or an admin signs in at the
   * provider of single sign-on, and joined while the link was being asked for.
   */
  closed: boolean;
}

/** Finds a reset link and its account's address by the hashed identifier. The `value` of a link is a user's id. */
export async function findResetLink(sql: Sql, identifierHash: string): Promise<ResetLink | undefined> {
  const [row] = await sql<ResetLink[]>`
    select u.email, c.id is null and a.id is null as closed
    from lethe.verifications v
      left join lethe.users u on u.id = v.value::uuid
      left join lethe.customers c on c.id = v.value::uuid and c.state = 'open' and (
        exists (select from lethe.accounts p where p.customer_id = c.id)
        or not exists (select from lethe.customers o where o.email = c.email and o.id <> c.id and o.state <> 'starred'))
      left join lethe.admins a on a.id = v.value::uuid
        and not exists (select from lethe.accounts p where p.customer_id = a.id and p.provider_id <> 'credential')
    where v.identifier = ${identifierHash}`;
  return row;
}

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

/** Stores the new address in place of one that the customer or admin entered before. */
export async function replaceEmailChange(
  tx: TransactionSql,
  customerId: string,
  newEmail: string,
  tokenHash: Uint8Array,
): Promise<void> {
  await tx`
    insert into lethe.email_changes (customer_id, new_email, token_hash, expires_at)
    values (${customerId}, ${newEmail}, ${tokenHash}, now() + make_interval(hours => ${CONFIRMATION_LINK_HOURS}))
    on conflict (customer_id) do update set new_email = excluded.new_email, token_hash = excluded.token_hash,
      created_at = now(), expires_at = excluded.expires_at`;
}

interface PendingEmailChange {
  /** The id of the account's customer or admin. */
  customerId: string;
  isAdmin: boolean;
  passwordHash: string | null;
}

/** Finds the account of a change link and the hash of their password; undefined if the link is unknown, used or expired. */
export async function findEmailChange(
  sql: Sql,
  tokenHash: Uint8Array,
): Promise<PendingEmailChange | undefined> {
  const [row] = await sql<PendingEmailChange[]>`
    select e.customer_id as "customerId", a.password as "passwordHash",
      exists (select from lethe.admins where id = e.customer_id) as "isAdmin"
    from lethe.email_changes e
      left join lethe.accounts a on a.customer_id = e.customer_id and a.provider_id = 'credential'
    where e.token_hash = ${tokenHash} and e.expires_at > now()`;
  return row;
}

/**
 * Uses the link up if the checked password is still the current one. `passwordHash` is null when a session proved the owner instead.
 * Returns the new address, or null if another call was faster or the link has expired.
 */
export async function consumeEmailChange(
  tx: TransactionSql,
  tokenHash: Uint8Array,
  passwordHash: string | null,
): Promise<string | null> {
  const [row] = await tx<{ newEmail: string | null }[]>`
    delete from lethe.email_changes e
    where e.token_hash = ${tokenHash} and (${passwordHash}::text is null or ${passwordHash} = (
      select a.password from lethe.accounts a
      where a.customer_id = e.customer_id and a.provider_id = 'credential'))
    returning case when e.expires_at > now() then e.new_email end as "newEmail"`;
  return row?.newEmail ?? null;
}

export async function deleteEmailChange(tx: TransactionSql | Sql, customerId: string): Promise<void> {
  await tx`delete from lethe.email_changes where customer_id = ${customerId}`;
}

/**
 * Whether the account still has this address. Locks it until the transaction ends: waits for a change in progress, and makes a later
 * one wait.
 */
export async function lockAddress(tx: TransactionSql, userId: string, email: string): Promise<boolean> {
  const [row] = await tx`select 1 from lethe.users where id = ${userId} and email = ${email} for share`;
  return row !== undefined;
}

export async function isAddressTaken(tx: TransactionSql, email: string): Promise<boolean> {
  const [row] = await tx`select 1 from lethe.users where email = ${email}`;
  return row !== undefined;
}

/** Returns false if somebody else has the address by now. */
export async function changeEmail(tx: TransactionSql, customerId: string, email: string): Promise<boolean> {
  const { count } = await tx`
    update lethe.users set email = ${email}, email_verified = true, updated_at = now()
    where id = ${customerId} and not exists (select from lethe.users where email = ${email})`;
  return count === 1;
}

/** Deletes all sessions, and the links that were mailed to the account's former address. */
export async function deleteSessionsAndLinks(tx: TransactionSql, customerId: string): Promise<void> {
  await tx`
    with sessions as (delete from lethe.sessions where customer_id = ${customerId}),
      confirmations as (delete from lethe.email_tokens where customer_id = ${customerId})
    delete from lethe.verifications where value = ${customerId}`;
}

/** The current address, and a new one that waits for its link. */
export async function findOwnEmail(sql: Sql, customerId: string): Promise<OwnEmail | undefined> {
  const [row] = await sql<OwnEmail[]>`
    select coalesce(u.email, '') as email, e.new_email as "newEmail", e.expires_at as "expiresAt"
    from lethe.users u left join lethe.email_changes e on e.customer_id = u.id and e.expires_at > now()
    where u.id = ${customerId}`;
  return row;
}
