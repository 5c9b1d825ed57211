import type { Columns, PersonalDataMap } from './shape.ts';

/**
 * `identity_of`: fingerprint of a customer's identity. Letter, blacklist entries and the hashes of external ids and addresses are
 * prepared before the decision takes its lock; under the lock the decision compares the fingerprint and starts again if it changed.
 *
 * `automatic_days`: after how many days Lethe decides a request of this customer. Null where an admin must decide: automatic processing
 * is off, a service still runs, an invoice is unpaid, or the customer is blocked and could not cancel while waiting.
 *
 * `automatic_on`: the day that Lethe announces, counted from the operator's day on which the request came in. Null also for a request
 * that a system entered: nobody here has seen that the customer made it.
 *
 * `automatic_at`: the first moment at which Lethe may decide. That is whole days later, and once every calendar on earth shows the
 * announced day, at noon UTC. Both lie a full day after automatic decisions were switched on again, since no day was announced while they were off.
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

create or replace function lethe.automatic_on(p_request uuid) returns date language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select greatest((r.created_at at time zone 'UTC' + make_interval(mins => r.minutes_ahead))::date + coalesce(r.waiting_days, d.days),
    s.automatic_from)
  from lethe.data_requests r cross join lethe.settings s cross join lateral (select lethe.automatic_days(r.customer_id)) d (days)
  where r.id = p_request and r.status = 'pending' and r.system_id is null and d.days is not null
$automatic$;

create or replace function lethe.automatic_at(p_request uuid) returns timestamptz language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select greatest(r.created_at + make_interval(hours => 24 * coalesce(r.waiting_days, s.waiting_days)),
    (o.day + time '12:00') at time zone 'UTC', s.automatic_since + interval '24 hours')
  from lethe.data_requests r cross join lethe.settings s cross join lateral (select lethe.automatic_on(r.id)) o (day)
  where r.id = p_request and o.day is not null
$automatic$;`;

const identifyingColumns = (columns: Columns): string =>
  Object.entries(columns)
    .flatMap(([name, column]) => (column.is === 'personal' && column.identifies ? [`c.${name}`] : []))
    .join(', ');
