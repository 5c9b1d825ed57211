-- How the house is run: switches, mail, blacklist, audit, and which eraser is installed.

create table lethe.settings (
  only_row boolean primary key default true constraint settings_only_row check (only_row),
  enabled boolean not null default false,
  authorization_required boolean not null default false,
  automatic_processing boolean not null default false,
  waiting_days integer not null default 14 constraint settings_waiting_days check (waiting_days between 1 and 27),
  secret_fingerprint bytea,
  blacklist_key_fingerprint bytea,
  updated_at timestamptz not null default now()
);
insert into lethe.settings default values;

create table lethe.notification_templates (
  name text primary key,
  subject text not null,
  body text not null,
  updated_by uuid,
  updated_at timestamptz not null default now()
);

-- Address, subject and body live here only until the message is out or its deadline has passed.
create table lethe.outbox (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid constraint outbox_customer references lethe.customers (id) on delete set null,
  request_id uuid constraint outbox_request references lethe.data_requests (id) on delete set null,
  template text not null,
  to_address text,
  subject text,
  body text,
  status text not null default 'queued' constraint outbox_status check (status in ('queued', 'sent', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  deadline_at timestamptz not null default now() + interval '24 hours',
  last_error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint outbox_scrubbed check (status = 'queued' or (to_address is null and subject is null and body is null))
);
create index outbox_due on lethe.outbox (next_attempt_at) where status = 'queued';
create index outbox_of_customer on lethe.outbox (customer_id, created_at desc);
create index outbox_of_request on lethe.outbox (request_id);

-- A keyed hash of a normalised value. The key is kept outside the database, so a row alone names nobody.
create table lethe.blacklist (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity constraint blacklist_number_unique unique,
  kind text not null constraint blacklist_kind check (kind in ('email', 'phone', 'person', 'company_number')),
  hmac bytea not null,
  reason text not null constraint blacklist_reason check (reason in ('erasure', 'fraud', 'abuse', 'other')),
  request_id uuid constraint blacklist_request references lethe.data_requests (id) on delete set null,
  created_by uuid,
  created_at timestamptz not null default now(),
  ends_at timestamptz not null,
  constraint blacklist_value_unique unique (kind, hmac)
);
create index blacklist_of_request on lethe.blacklist (request_id);
create index blacklist_end on lethe.blacklist (ends_at);

create table lethe.audit (
  number bigint generated always as identity primary key,
  actor uuid,
  action text not null,
  request_id uuid,
  details jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index audit_of_request on lethe.audit (request_id, number);

create table lethe.personal_data_functions (
  only_row boolean primary key default true constraint personal_data_functions_only_row check (only_row),
  map_version integer not null,
  map_hash text not null,
  installed_at timestamptz not null default now()
);

alter table lethe.outbox alter to_address set statistics 0, alter subject set statistics 0, alter body set statistics 0;
alter table lethe.blacklist alter hmac set statistics 0;
