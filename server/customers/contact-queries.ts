import type { TransactionSql } from 'postgres';
import { hasAccount } from './queries.ts';

export interface Contact {
  email: string | null;
  /** False for an account that was only offered by a link to set a password. */
  hasAccount: boolean;
}

export async function findContact(tx: TransactionSql, customerId: string): Promise<Contact | undefined> {
  const [row] = await tx<Contact[]>`
    select c.email, ${hasAccount(tx)} as "hasAccount"
    from lethe.customers c where c.id = ${customerId}`;
  return row;
}

export async function updateContactAddress(
  tx: TransactionSql,
  customerId: string,
  email: string,
): Promise<void> {
  await tx`update lethe.customers set email = ${email}, updated_at = now() where id = ${customerId}`;
}

/** After a change of address: deletes the links that went to the old address, and an account that nobody has opened by them. */
export async function deleteLinksAndUnopenedAccounts(
  tx: TransactionSql,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    with links as (delete from lethe.verifications where value = any(${[...ids]}::text[])),
      confirmations as (delete from lethe.email_tokens where customer_id = any(${[...ids]}::uuid[])),
      changes as (delete from lethe.email_changes where customer_id = any(${[...ids]}::uuid[]))
    delete from lethe.users where id = any(${[...ids]}::uuid[]) and not email_verified`;
}
