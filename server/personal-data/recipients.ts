/**
 * GDPR Art. 19: whom a decision about somebody is told to, and what each of them calls the person (`p_external_ids`, by recipient; null
 * where a recipient handed something in about the person and never linked them). Whoever is in it or may read the feed is told. Decision
 * and preview both ask here, so that they agree.
 */
export const recipientsSql = `
create or replace function lethe.recipients_to_tell(p_external_ids jsonb)
  returns table (recipient_id uuid, name text, external_id text, linked boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $recipients$
  select r.id, r.name, p_external_ids->>(r.id::text), p_external_ids->>(r.id::text) is not null
  from lethe.recipients r
  where p_external_ids ? r.id::text or exists (select from lethe.service_keys k
    where k.recipient_id = r.id and k.revoked_at is null and 'erasures:read' = any(k.scopes))
$recipients$;

create or replace function lethe.external_ids_of(p_customer uuid) returns jsonb language sql stable
  set search_path = pg_catalog, pg_temp as $external$
  select coalesce(jsonb_object_agg(known.recipient_id, e.external_id), '{}')
  from (select recipient_id from lethe.external_ids where customer_id = p_customer
    union select recipient_id from lethe.services where customer_id = p_customer
    union select recipient_id from lethe.invoices where customer_id = p_customer
    union select recipient_id from lethe.data_requests where customer_id = p_customer) known
  left join lethe.external_ids e on e.customer_id = p_customer and e.recipient_id = known.recipient_id
  where known.recipient_id is not null
$external$;`;
