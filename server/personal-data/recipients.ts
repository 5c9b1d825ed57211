/**
 * GDPR Art. 19: whom a decision about somebody is told to, and what each of them calls the person (`p_external_ids`, by recipient): its
 * id for them, or, where it never linked them, its names for the services and invoices it handed in. Whoever is in it or may read the
 * feed is told. Decision and preview both ask here, so that they agree.
 */
export const recipientsSql = `
drop function if exists lethe.recipients_to_tell(jsonb);
create function lethe.recipients_to_tell(p_external_ids jsonb)
  returns table (recipient_id uuid, name text, external_id text, linked boolean, records jsonb, handed_in boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $recipients$
  select r.id, r.name, known->>'externalId', known->>'externalId' is not null, coalesce(known->'records', '[]'),
    coalesce(known->'records' <> '[]', false)
  from lethe.recipients r cross join lateral (select p_external_ids->(r.id::text)) as of_recipient (known)
  where known is not null or exists (select from lethe.service_keys k
    where k.recipient_id = r.id and k.revoked_at is null and 'erasures:read' = any(k.scopes))
$recipients$;

create or replace function lethe.external_ids_of(p_customer uuid) returns jsonb language sql stable
  set search_path = pg_catalog, pg_temp as $external$
  with records as (${handedIn('service', 'services')} union all ${handedIn('invoice', 'invoices')})
  select coalesce(jsonb_object_agg(known.recipient_id, jsonb_build_object('externalId', e.external_id, 'records', coalesce((
      select jsonb_agg(jsonb_build_object('kind', r.kind, 'externalId', r.external_id, 'shared', r.shared) order by r.kind, r.external_id)
      from records r where r.recipient_id = known.recipient_id and r.external_id is not null and e.external_id is null
    ), '[]'))), '{}')
  from (select recipient_id from lethe.external_ids where customer_id = p_customer
    union select recipient_id from records
    union select recipient_id from lethe.data_requests where customer_id = p_customer) known
  left join lethe.external_ids e on e.customer_id = p_customer and e.recipient_id = known.recipient_id
  where known.recipient_id is not null
$external$;`;

/** `shared`: the recipient gave the same name to something of somebody else, which must not be erased with it. */
function handedIn(kind: string, table: 'services' | 'invoices'): string {
  return `
    select own.recipient_id, '${kind}' as kind, own.external_id, exists (select from lethe.${table} other
      where other.recipient_id = own.recipient_id and other.external_id = own.external_id and other.customer_id <> p_customer) as shared
    from lethe.${table} own where own.customer_id = p_customer`;
}
