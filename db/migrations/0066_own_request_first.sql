-- A request that a service entered never bars the person's own: theirs takes its place, and the earlier row says which did.
alter table lethe.data_requests
  add replaced_by bigint constraint data_requests_replaced_by references lethe.data_requests (number) on delete set null,
  add constraint data_requests_replaced check (replaced_by is null or status = 'cancelled');
create index data_requests_replaced on lethe.data_requests (replaced_by) where replaced_by is not null;

-- How many that one service entered are pending.
create index data_requests_pending_of_service on lethe.data_requests (recipient_id)
  where status = 'pending' and recipient_id is not null;
