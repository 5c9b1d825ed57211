import { sharingSql } from './sharing.ts';

/**
 * GDPR Art. 19: which systems a decision notifies, and by which ids each finds the person. `p_names` has, by system, its ids for the
 * person, linked or refused, and its ids of the services and invoices that it handed in. Lethe notifies each system in `p_names`, and
 * each that may read the feed. Decision and preview both use this function, so they agree.
 */
export const systemsToNotifySql = `${sharingSql}
drop function if exists lethe.systems_to_notify(jsonb);
create function lethe.systems_to_notify(p_names jsonb)
  returns table (system_id uuid, name text, external_ids text[], linked boolean, records jsonb, handed_in boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $systems$
  select s.id, s.name, coalesce(ids.external_ids, '{}'), coalesce(ids.linked, false), coalesce(ids.records, '[]'),
    not coalesce(ids.linked, false) and (ids.external_ids <> '{}' or coalesce(ids.records <> '[]', false))
  from lethe.systems s cross join lateral (
    select p_names ? s.id::text as is_known, array(select jsonb_array_elements_text(p_names->(s.id::text)->'externalIds')) as external_ids,
      (p_names->(s.id::text)->>'linked')::boolean as linked, p_names->(s.id::text)->'records' as records) ids
  where ids.is_known or exists (select from lethe.system_keys k
    where k.system_id = s.id and k.revoked_at is null and 'erasures:read' = any(k.scopes))
$systems$;

create or replace function lethe.external_ids_of(p_customer uuid) returns jsonb language sql stable
  set search_path = pg_catalog, pg_temp as $ids$
  with ids_and_records as (
    select system_id, 'customer' as kind, external_id from lethe.external_ids where customer_id = p_customer
    union select system_id, kind, external_id from lethe.refused_ids where customer_id = p_customer
    union select system_id, 'service', external_id from lethe.services where customer_id = p_customer
    union select system_id, 'invoice', external_id from lethe.invoices where customer_id = p_customer
    union select system_id, null, null from lethe.data_requests where customer_id = p_customer
  ), of_system as (
    select system_id, coalesce(array_agg(external_id) filter (where kind = 'customer'), '{}') as external_ids,
      coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'externalId', external_id, 'shared', false))
        filter (where kind <> 'customer' and external_id is not null), '[]') as records
    from ids_and_records where system_id is not null group by system_id
  )
  select coalesce(jsonb_object_agg(o.system_id, jsonb_build_object('externalIds', names.external_ids, 'records', names.records,
    'linked', exists (select from lethe.external_ids e where e.customer_id = p_customer and e.system_id = o.system_id))), '{}')
  from of_system o cross join lateral lethe.names_in_notice(o.system_id, p_customer, o.external_ids, o.records) names
$ids$;`;
