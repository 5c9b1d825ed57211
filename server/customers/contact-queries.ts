import type { TransactionSql } from 'postgres';
import { hasAccount } from './queries.ts';

export interface Contact {
  email: string | null;
  /** One that was only offered, by a link to set a password, is none yet. */
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

/** After an e-mail address moved: deletes what was mailed to the old one, and the account that nobody has opened by it. */
export async function deleteUnopenedAccounts(tx: TransactionSql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    with links as (delete from lethe.verifications where value = any(${[...ids]}::text[])),
      confirmations as (delete from lethe.email_tokens where customer_id = any(${[...ids]}::uuid[])),
      changes as (delete from lethe.email_changes where customer_id = any(${[...ids]}::uuid[]))
    delete from lethe.users where id = any(${[...ids]}::uuid[]) and not email_verified`;
}
