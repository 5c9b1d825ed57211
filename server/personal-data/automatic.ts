/**
 * When Lethe may decide by itself.
 *
 * `automatic_days`: after how many days Lethe decides a request of this customer. Null where an admin must decide: automatic processing
 * is off, a service still runs, an invoice is unpaid, or the customer is blocked and could not cancel while waiting.
 *
 * `days_to_announce`: the waiting period that may be announced now, at least `p_days`. Null where an admin must decide, also because the
 * decision would come after the day that was promised for the answer. `p_minutes`: how far the operator's clock is ahead of UTC.
 *
 * `automatic_on`: the announced day, counted from the operator's day of the announcement. Null where nothing was announced since automatic
 * decisions were switched on, for a request that a system entered (nobody here has seen that the customer made it), and while an admin's
 * proposal waits for approval.
 *
 * `automatic_at`: the first moment at which Lethe may decide. That is whole days after the announcement, and once every calendar on earth
 * shows the announced day, at noon UTC.
 */
export const automaticSql = `
create or replace function lethe.automatic_days(p_customer uuid) returns integer language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select s.waiting_days from lethe.settings s
  where s.enabled and s.automatic_processing
    and exists (select from lethe.customers c where c.id = p_customer and c.state = 'open')
    and not exists (select from lethe.services v
      where v.customer_id = p_customer and v.status in ('active', 'pending', 'suspended'))
    and not exists (select from lethe.invoices i where i.customer_id = p_customer and i.status = 'unpaid')
$automatic$;

create or replace function lethe.days_to_announce(p_customer uuid, p_days integer, p_minutes integer, p_answer_by date)
  returns integer language sql stable set search_path = pg_catalog, pg_temp as $automatic$
  select g.days
  from (select lethe.automatic_days(p_customer)) d (today)
  cross join lateral (select greatest(d.today, p_days)) g (days)
  cross join lateral (select (now() at time zone 'UTC' + make_interval(mins => p_minutes))::date + g.days) a (day)
  where d.today is not null and p_answer_by >= (make_interval(mins => p_minutes) +
    greatest(now() at time zone 'UTC' + make_interval(hours => 24 * g.days), a.day + time '12:00'))::date
$automatic$;

create or replace function lethe.automatic_on(p_request uuid) returns date language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select case when r.status = 'pending' and r.system_id is null and r.proposal_id is null and r.announced_at >= coalesce(s.automatic_since, r.announced_at)
      and lethe.automatic_days(r.customer_id) is not null
    then (r.announced_at at time zone 'UTC' + make_interval(mins => r.minutes_ahead))::date + r.waiting_days end
  from lethe.data_requests r cross join lethe.settings s where r.id = p_request
$automatic$;

create or replace function lethe.automatic_at(p_request uuid) returns timestamptz language sql stable
  set search_path = pg_catalog, pg_temp as $automatic$
  select greatest(r.announced_at + make_interval(hours => 24 * r.waiting_days), (o.day + time '12:00') at time zone 'UTC')
  from lethe.data_requests r cross join lateral (select lethe.automatic_on(r.id)) o (day)
  where r.id = p_request and o.day is not null
$automatic$;`;
