import { sharingSql } from './sharing.ts';

/**
 * GDPR Art. 19: which recipients a decision tells, and by which ids each finds the person. `p_names` holds, by recipient, its ids for them,
 * linked or refused, and those of the services and invoices it handed in. A recipient is told if it is in there or may read the feed.
 * Decision and preview both ask here, so that they agree.
 */
export const recipientsSql = `${sharingSql}
drop function if exists lethe.recipients_to_tell(jsonb);
create function lethe.recipients_to_tell(p_names jsonb)
  returns table (recipient_id uuid, name text, external_ids text[], linked boolean, records jsonb, handed_in boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $recipients$
  select r.id, r.name, coalesce(known.external_ids, '{}'), coalesce(known.linked, false), coalesce(known.records, '[]'),
    not coalesce(known.linked, false) and (known.external_ids <> '{}' or coalesce(known.records <> '[]', false))
  from lethe.recipients r cross join lateral (
    select p_names ? r.id::text as is_known, array(select jsonb_array_elements_text(p_names->(r.id::text)->'externalIds')) as external_ids,
      (p_names->(r.id::text)->>'linked')::boolean as linked, p_names->(r.id::text)->'records' as records) known
  where known.is_known or exists (select from lethe.service_keys k
    where k.recipient_id = r.id and k.revoked_at is null and 'erasures:read' = any(k.scopes))
$recipients$;

create or replace function lethe.external_ids_of(p_customer uuid) returns jsonb language sql stable
  set search_path = pg_catalog, pg_temp as $external$
  with named as (
    select recipient_id, 'customer' as kind, external_id from lethe.external_ids where customer_id = p_customer
    union select recipient_id, kind, external_id from lethe.refused_ids where customer_id = p_customer
    union select recipient_id, 'service', external_id from lethe.services where customer_id = p_customer
    union select recipient_id, 'invoice', external_id from lethe.invoices where customer_id = p_customer
    union select recipient_id, null, null from lethe.data_requests where customer_id = p_customer
  ), of_recipient as (
    select recipient_id, coalesce(array_agg(external_id) filter (where kind = 'customer'), '{}') as external_ids,
      coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'externalId', external_id, 'shared', false))
        filter (where kind <> 'customer' and external_id is not null), '[]') as records
    from named where recipient_id is not null group by recipient_id
  )
  select coalesce(jsonb_object_agg(o.recipient_id, jsonb_build_object('externalIds', told.external_ids, 'records', told.records,
    'linked', exists (select from lethe.external_ids e where e.customer_id = p_customer and e.recipient_id = o.recipient_id))), '{}')
  from of_recipient o cross join lateral lethe.told_names(o.recipient_id, p_customer, o.external_ids, o.records) told
$external$;`;
