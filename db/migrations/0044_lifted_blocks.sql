-- A block is no end: an admin may lift it. The request stays as it was decided, with the day and the admin who lifted it.
alter table lethe.data_requests add lifted_at timestamptz, add lifted_by uuid,
  add constraint data_requests_lifted check (lifted_at is null or status = 'blocked');
