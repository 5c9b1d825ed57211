-- Which member of the team looks after a request. Whoever leaves the team looks after none.

alter table lethe.data_requests
  add column assigned_to uuid,
  add constraint data_requests_assigned_to foreign key (assigned_to) references lethe.admins (id) on delete set null;
create index data_requests_assigned_to on lethe.data_requests (assigned_to, number) where assigned_to is not null;
