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
