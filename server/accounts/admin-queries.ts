import type { Sql, TransactionSql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';
import type { Action } from '../audit/rules.ts';

/* What admins change of their own account. The audit has the act, and never the value. */

export interface AdminAccount {
  email: string;
  /** Null where the admin has none. */
  name: string | null;
}

/** Locks the account until the transaction ends. Undefined if the admin was removed. */
export async function lockAdminAccount(
  tx: TransactionSql,
  adminId: string,
): Promise<AdminAccount | undefined> {
  const [row] = await tx<AdminAccount[]>`
    select coalesce(u.email, '') as email, nullif(trim(u.name), '') as name
    from lethe.users u where u.id = ${adminId} and exists (select from lethe.admins where id = u.id) for update`;
  return row;
}

export async function changeAdminName(sql: Sql, adminId: string, fullName: string): Promise<void> {
  const audited = auditEntryFragment(sql, { actor: adminId, action: 'own_name_changed' });
  await sql`
    with changed as (
      update lethe.users u set name = ${fullName}, updated_at = now()
      where u.id = ${adminId} and u.name is distinct from ${fullName}
        and exists (select from lethe.admins where id = u.id)
      returning u.id
    )
    ${audited} from changed`;
}

export async function deleteAdminEmailChange(sql: Sql, adminId: string): Promise<void> {
  const audited = auditEntryFragment(sql, { actor: adminId, action: 'own_address_cancelled' });
  await sql`
    with deleted as (delete from lethe.email_changes where customer_id = ${adminId} returning customer_id)
    ${audited} from deleted`;
}

/** Records what admins do to their own accounts. What customers do to theirs is nobody else's business. */
export async function recordOwnAct(sql: Sql, userId: string, action: Action): Promise<void> {
  await sql`
    ${auditEntryFragment(sql, { actor: userId, action })} where exists (select from lethe.admins where id = ${userId})`;
}
