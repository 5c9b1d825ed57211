-- Owners are told of an admin who decides unusually many requests in an hour: after how many, and when it was last told of whom.

alter table lethe.settings
  add column decisions_per_hour_alert integer not null default 20,
  add constraint settings_decisions_per_hour_alert check (decisions_per_hour_alert between 1 and 1000);
alter table lethe.admins add column alerted_at timestamptz;
create index data_requests_decided_by on lethe.data_requests (decided_by, decided_at) where decided_by is not null;
