-- A message that was refused keeps its address and text until its deadline, so that an admin can send it again; one that was sent keeps nothing.
alter table lethe.outbox drop constraint outbox_scrubbed;
alter table lethe.outbox add constraint outbox_scrubbed
  check (status <> 'sent' or (to_address is null and subject is null and body is null));

alter table lethe.outbox add column number bigint not null generated always as identity;
alter table lethe.outbox add constraint outbox_number_unique unique (number);
alter table lethe.outbox add column attempted_at timestamptz;

create index outbox_undelivered on lethe.outbox (number desc) where last_error is not null;
create index outbox_kept on lethe.outbox (deadline_at) where status = 'failed' and to_address is not null;
