import type { Sql, TransactionSql } from 'postgres';
import { CONFIRMATION_LINK_HOURS } from '../values/limits-and-periods.ts';
import type { OwnEmail } from './schema.ts';

/* The address of an account, and a new one that waits for its link. */

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
