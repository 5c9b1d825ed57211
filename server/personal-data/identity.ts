import type { Columns, PersonalDataMap } from './shape.ts';

/**
 * `identity_of`: fingerprint of a customer's identity. Letter, blacklist entries and the hashes of external ids and addresses are
 * prepared before the decision takes its lock; under the lock the decision compares the fingerprint and starts again if it changed.
 */
export const compileIdentity = ({ customers }: PersonalDataMap): string => `
create or replace function lethe.identity_of(p_customer uuid) returns text language sql stable
  set search_path = pg_catalog, pg_temp as $identity$
  select encode(sha256(convert_to(row(${identifyingColumns(customers?.columns ?? {})},
    (select jsonb_agg(jsonb_build_array(e.system_id, e.external_id, e.shared) order by e.system_id, e.external_id)
      from lethe.customer_ids_of(p_customer) e),
    (select jsonb_agg(jsonb_build_array(r.system_id, r.kind, r.external_id, r.reason) order by r.system_id, r.kind, r.external_id)
      from lethe.refused_ids r where r.customer_id = p_customer),
    (select jsonb_agg(jsonb_build_array(s.system_id, s.value) order by s.system_id)
      from lethe.statements s where s.customer_id = p_customer and s.field = 'email'))::text, 'UTF8')), 'hex')
  from lethe.customers c where c.id = p_customer
$identity$;`;

const identifyingColumns = (columns: Columns): string =>
  Object.entries(columns)
    .flatMap(([name, column]) => (column.is === 'personal' && column.identifies ? [`c.${name}`] : []))
    .join(', ');
