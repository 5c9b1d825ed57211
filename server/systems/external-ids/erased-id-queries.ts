import type { Sql } from 'postgres';
import { hex } from '../../../db/hex.ts';
import { auditEntryFragment } from '../../audit/queries.ts';

/** The systems with stored ids of erased people. */
export const listSystemsWithErasedIds = (sql: Sql): Promise<{ systemId: string; name: string }[]> =>
  sql<{ systemId: string; name: string }[]>`
  select r.id as "systemId", r.name from lethe.systems r
  where exists (select from lethe.erased_external_ids e where e.system_id = r.id and e.ends_at > now())
  order by lower(r.name)`;

/** Until when Lethe refuses a system's id as one of an erased person; undefined if it does not. */
export async function findErasedId(
  sql: Sql,
  systemId: string,
  hmac: Uint8Array,
): Promise<string | undefined> {
  const [row] = await sql<{ endsAt: string }[]>`
    select ends_at as "endsAt" from lethe.erased_external_ids
    where system_id = ${systemId} and hmac = decode(${hex(hmac)}, 'hex') and ends_at > now()`;
  return row?.endsAt;
}

interface LiftedId {
  systemId: string;
  externalId: string;
  hmac: Uint8Array;
  because: string;
}

/**
 * Lets the system send the id again, and returns whether it was refused until now. A notice that the system has not answered yet then names
 * the id as shared, since it may be somebody else's when the system reads it. The audit entry does not name the id.
 */
export async function liftErasedId(sql: Sql, adminId: string, lifted: LiftedId): Promise<boolean> {
  const { systemId, externalId, hmac, because } = lifted;
  const audited = auditEntryFragment(sql, {
    actor: adminId,
    action: 'erased_id_lifted',
    details: { systemId, because },
  });
  const rows = await sql`
    with lifted as (
      delete from lethe.erased_external_ids
      where system_id = ${systemId} and hmac = decode(${hex(hmac)}, 'hex') and ends_at > now() returning system_id
    ), shared as (
      update lethe.erasure_notices n set external_ids = array_remove(n.external_ids, ${externalId}), records = n.records ||
        jsonb_build_array(jsonb_build_object('kind', 'customer', 'externalId', ${externalId}::text, 'shared', true))
      from lifted where n.system_id = lifted.system_id and n.result is null and ${externalId} = any(n.external_ids)
    ), audited as (${audited} from lifted)
    select from lifted`;
  return rows.length > 0;
}
