-- What automatic processing looks at, by when its waiting time is over: what was announced, and what waits by today's setting.
create index data_requests_automatic on lethe.data_requests
  (((created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days)), number)
  where status = 'pending' and recipient_id is null and waiting_days is not null;
create index data_requests_automatic_unannounced on lethe.data_requests ((created_at at time zone 'UTC'), number)
  where status = 'pending' and recipient_id is null and waiting_days is null;

-- As of every other expression of an index, no samples are kept.
alter index lethe.data_requests_automatic alter column 1 set statistics 0;
alter index lethe.data_requests_automatic_unannounced alter column 1 set statistics 0;
