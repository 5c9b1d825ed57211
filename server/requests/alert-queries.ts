import type { TransactionSql } from 'postgres';

/* Which decisions of an admin the owners learn of. */

export async function lockAdmin(tx: TransactionSql, adminId: string): Promise<void> {
  await tx`select 1 from lethe.admins where id = ${adminId} for no key update`;
}

/**
 * The numbers of the requests that the admin decided within an hour, if these are more than the setting allows and the owners have not been
 * told within this hour. It notes that they are told now.
 */
export async function noteManyDecisions(tx: TransactionSql, adminId: string): Promise<number[] | undefined> {
  const [row] = await tx<{ numbers: number[] }[]>`
    with recent as materialized (
      select number::int as number from lethe.data_requests
      where decided_by = ${adminId} and decided_at > now() - interval '1 hour'
    )
    update lethe.admins a set alerted_at = now() from lethe.settings s
    where a.id = ${adminId} and coalesce(a.alerted_at <= now() - interval '1 hour', true)
      and (select count(*) from recent) > s.decisions_per_hour_alert
    returning array(select number from recent order by number) as numbers`;
  return row?.numbers;
}

/** The name, or the address of an admin without one. */
export async function findAdminName(tx: TransactionSql, adminId: string): Promise<string> {
  const [row] = await tx<{ name: string | null }[]>`
    select coalesce(nullif(trim(name), ''), email) as name from lethe.users where id = ${adminId}`;
  return row?.name ?? 'An administrator';
}
