-- When the waiting period of automatic processing was announced to the customer. It runs from then, so a switch decides nobody at once.

select set_config('lethe.guard', 'off', true);
alter table lethe.data_requests
  add column announced_at timestamptz,
  add constraint data_requests_announced check (announced_at is null or waiting_days is not null);
-- Customers have read the period on the page where they asked. Nobody has told those whose request an admin entered.
update lethe.data_requests set announced_at = created_at
  where status = 'pending' and waiting_days is not null and system_id is null and entered_by is null;

-- What automatic processing looks at: by the end of the announced period, and what is still to be announced.
drop index lethe.data_requests_automatic;
drop index lethe.data_requests_automatic_unannounced;
create index data_requests_automatic on lethe.data_requests
  (((announced_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days)), number)
  where status = 'pending' and system_id is null and announced_at is not null;
create index data_requests_to_announce on lethe.data_requests (coalesce(announced_at, '-infinity'::timestamptz), number)
  where status = 'pending' and system_id is null;
alter index lethe.data_requests_automatic alter column 1 set statistics 0;
alter index lethe.data_requests_to_announce alter column 1 set statistics 0;

-- Whoever waits is told again after automatic decisions were off. No first day is needed any more.
alter table lethe.settings drop column automatic_from;
