/**
 * Which ids an erasure notice may call the person's own. An id of a system is shared where the system gave it to another customer too,
 * tried to, or where nobody can say which person it means; the system then compares by hand. The decision and each reading of a notice
 * judge again, since the system may give an id to somebody else meanwhile. An id that was shared once stays shared. Each check uses an index.
 */
export const sharingSql = `
drop function if exists lethe.names_in_notice(uuid, uuid, text[], jsonb);
drop function if exists lethe.judged_names(uuid, uuid, jsonb);
create function lethe.judged_names(p_system uuid, p_customer uuid, p_names jsonb)
  returns table (kind text, external_id text, shared boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $judged$
  select n.kind, n."externalId", n.shared or coalesce(${givenToAnother('customer', 'external_ids')},
    ${givenToAnother('service', 'services')}, ${givenToAnother('invoice', 'invoices')},
    (select true from lethe.refused_ids r where r.system_id = p_system and r.external_id = n."externalId" and r.kind = n.kind
      and (r.customer_id is distinct from p_customer or r.reason in ('external_id_reused', 'unclear', 'erased_person')) limit 1), false)
  from jsonb_to_recordset(p_names) as n (kind text, "externalId" text, shared boolean)
$judged$;

-- external_ids: the ids that are the person's alone. records: everything else, with the ids that are shared.
create function lethe.names_in_notice(p_system uuid, p_customer uuid, p_external_ids text[], p_records jsonb)
  returns table (external_ids text[], records jsonb) language sql stable set search_path = pg_catalog, pg_temp as $names$
  with judged as materialized (
    select * from lethe.judged_names(p_system, p_customer, p_records || (
      select coalesce(jsonb_agg(jsonb_build_object('kind', 'customer', 'externalId', id, 'shared', false)), '[]')
      from unnest(p_external_ids) as id))
  )
  select coalesce(array_agg(external_id order by external_id) filter (where kind = 'customer' and not shared), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'externalId', external_id, 'shared', shared) order by kind, external_id)
      filter (where kind <> 'customer' or shared), '[]')
  from judged
$names$;

create or replace function lethe.customer_ids_of(p_customer uuid) returns table (system_id uuid, external_id text, shared boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $ids$
  select named.system_id, judged.external_id, judged.shared
  from (select system_id, jsonb_agg(jsonb_build_object('kind', 'customer', 'externalId', external_id, 'shared', false)) as names
    from (select system_id, external_id from lethe.external_ids where customer_id = p_customer
      union select system_id, external_id from lethe.refused_ids where customer_id = p_customer and kind = 'customer') own
    group by system_id) named
  cross join lateral lethe.judged_names(named.system_id, p_customer, named.names) judged
$ids$;`;

/** A scalar subquery: PostgreSQL plans it over the index, and never hashes the whole table. */
function givenToAnother(kind: string, table: 'external_ids' | 'services' | 'invoices'): string {
  return `(select true from lethe.${table} other where n.kind = '${kind}' and other.system_id = p_system
      and other.external_id = n."externalId" and other.customer_id is distinct from p_customer limit 1)`;
}
