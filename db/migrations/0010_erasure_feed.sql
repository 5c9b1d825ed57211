-- What a service handed in about somebody it never linked to an id of its own: by these names it finds whom it is to erase.
alter table lethe.erasure_notices add records jsonb not null default '[]',
  -- When the service last read it in its feed without having read it just before.
  add told_at timestamptz;
alter table lethe.erasure_notices alter records set statistics 0;
alter table lethe.erasure_notices drop constraint erasure_notices_acknowledged,
  add constraint erasure_notices_acknowledged check ((result is null) = (acknowledged_at is null)
    and (result is null or (external_id is null and records = '[]')));
drop index lethe.erasure_notices_to_scrub;
create index erasure_notices_to_scrub on lethe.erasure_notices (due_at) where external_id is not null or records <> '[]';

-- Whether a service has used a name for two people: its rows by that name are not this person's alone.
create index services_handed_in on lethe.services (recipient_id, external_id) where external_id is not null;
create index invoices_handed_in on lethe.invoices (recipient_id, external_id) where external_id is not null;

-- A service without a key that works is told by an admin, in another way.
alter table lethe.erasure_notices drop constraint erasure_notices_result,
  add constraint erasure_notices_result check (result in ('done', 'nothing_held', 'retained', 'told_otherwise'));

-- What a service gives as its reason to keep something is forgotten one day.
create index erasure_notices_with_reason on lethe.erasure_notices (acknowledged_at) where reason is not null;
