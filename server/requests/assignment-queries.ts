import type { Sql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';
import { rolesWith } from '../team/rules.ts';
import type { Assign } from './list-schema.ts';

/* Which member looks after a request. It keeps nobody else from deciding. */

/** The name of the member who looks after `r`, and whether that is the viewer. Who may no longer decide looks after none. */
export const assignmentFragment = (sql: Sql, viewerId: string) => sql`
  (select coalesce(nullif(trim(u.name), ''), u.email) from lethe.admins a join lethe.users u on u.id = a.id
    where a.id = r.assigned_to and a.role = any(${rolesWith('decide')}::text[])) as "assignedTo",
  r.assigned_to is not distinct from ${viewerId}::uuid as "isMine"`;

/** Null gives the request back to everybody. False where it is not pending, or the member may not decide. */
export async function assignRequest(
  sql: Sql,
  actor: string,
  { requestId, adminId }: Assign,
): Promise<boolean> {
  const audited = auditEntryFragment(
    sql,
    adminId === null
      ? { actor, action: 'request_given_back', requestId }
      : { actor, action: 'request_assigned', requestId, details: { adminId } },
  );
  // Locked, so that a member who is just being removed gets no request.
  const rows = await sql`
    with member as materialized (
      select id from lethe.admins where id = ${adminId}::uuid and role = any(${rolesWith('decide')}::text[]) for key share
    ),
    assigned as (
      update lethe.data_requests set assigned_to = (select id from member)
      where id = ${requestId} and status = 'pending' and (${adminId}::uuid is null or exists (select from member)) returning id
    ),
    audited as (${audited} from assigned)
    select id from assigned`;
  return rows.length === 1;
}
