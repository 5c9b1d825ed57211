-- A deadline is a day of the operator's calendar: the zone it is counted in, and the days as they were promised.

-- Null until an admin chooses it.
alter table lethe.settings add time_zone text constraint settings_time_zone check (length(time_zone) between 1 and 64);

alter table lethe.data_requests
  alter answer_by type date using (answer_by at time zone 'UTC')::date,
  -- How far the operator's clock was ahead of UTC when the request came in: which day it was there, whatever zone is chosen later.
  add minutes_ahead smallint not null default 0
    constraint data_requests_minutes_ahead check (minutes_ahead between -1440 and 1440),
  -- The waiting time that was announced; null where no automatic decision was: then today's setting holds.
  add waiting_days integer constraint data_requests_waiting_days check (waiting_days between 1 and 27);

update lethe.data_requests r set waiting_days = s.waiting_days
from lethe.settings s where r.status = 'pending' and s.enabled and s.automatic_processing;
