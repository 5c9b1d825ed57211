/**
 * What a notice, blacklist entries and the hashes of external ids are made from, in one opaque text: if it has changed by the time the decision holds
 * the lock, they would speak of somebody else. And after how many days the system decides a customer's request by itself: null where an admin must,
 * because automatic processing is off, a service still runs, an invoice is unpaid, the customer is blocked and could not cancel
 * while waiting, or another service entered the request: nobody here has seen that the customer made it.
 */
export const identitySql = `
create or replace function lethe.identity_of(p_customer uuid) returns text language sql stable
  set search_path = pg_catalog, pg_temp as $identity$
  select encode(sha256(convert_to(row(c.name, c.email, c.phone, c.company, c.company_number, c.birth_date, c.language,
    (select jsonb_agg(jsonb_build_array(e.recipient_id, e.external_id) order by e.recipient_id, e.external_id)
      from lethe.external_ids e where e.customer_id = p_customer))::text, 'UTF8')), 'hex')
  from lethe.customers c where c.id = p_customer
$identity$;

create or replace function lethe.automatic_days(p_customer uuid) returns integer language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select s.waiting_days from lethe.settings s
  where s.enabled and s.automatic_processing
    and exists (select from lethe.customers c where c.id = p_customer and c.state = 'open')
    and not exists (select from lethe.services v
      where v.customer_id = p_customer and v.status in ('active', 'pending', 'suspended'))
    and not exists (select from lethe.invoices i where i.customer_id = p_customer and i.status = 'unpaid')
$automatic$;

create or replace function lethe.automatic_at(p_request uuid) returns timestamptz language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select r.created_at + make_interval(days => lethe.automatic_days(r.customer_id))
  from lethe.data_requests r where r.id = p_request and r.status = 'pending' and r.recipient_id is null
$automatic$;`;
