-- How the house is run: settings, letters, the audit log, and which personal data functions are installed.

create table lethe.settings (
  only_row boolean not null default true,
  enabled boolean not null default false,
  authorization_required boolean not null default false,
  automatic_processing boolean not null default false,
  waiting_days integer not null default 14,
  secret_fingerprint bytea,
  blacklist_key_fingerprint bytea,
  updated_at timestamptz not null default now(),
  acknowledgement_days integer not null default 7,
  -- When the database was filled as a demo. A demo's passwords are published, so only a demo may ever serve it.
  demo_filled_at timestamptz,
  -- The zone that days are counted in; null until an admin chooses it.
  time_zone text,
  -- When an admin last switched automatic decisions on, and the first day that may be announced since: a switch decides nobody at once.
  -- Null where it was never switched.
  automatic_since timestamptz,
  automatic_from date,
  constraint settings_pkey primary key (only_row),
  constraint settings_acknowledgement_days check (acknowledgement_days between 1 and 30),
  constraint settings_only_row check (only_row),
  constraint settings_time_zone check (length(time_zone) between 1 and 64),
  constraint settings_waiting_days check (waiting_days between 1 and 27)
);
insert into lethe.settings default values;

create table lethe.notification_templates (
  name text not null,
  subject text not null,
  body text not null,
  updated_by uuid,
  updated_at timestamptz not null default now(),
  constraint notification_templates_pkey primary key (name)
);

-- Address, subject and body live here only until the letter is out or its deadline has passed.
create table lethe.outbox (
  id uuid not null default gen_random_uuid(),
  customer_id uuid,
  request_id uuid,
  template text not null,
  to_address text,
  subject text,
  body text,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  deadline_at timestamptz not null default now() + interval '24 hours',
  last_error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint outbox_pkey primary key (id),
  constraint outbox_scrubbed check (status = 'queued' or (to_address is null and subject is null and body is null)),
  constraint outbox_status check (status in ('queued', 'sent', 'failed')),
  constraint outbox_customer foreign key (customer_id) references lethe.customers (id) on delete set null,
  constraint outbox_request foreign key (request_id) references lethe.data_requests (id) on delete set null
);
create index outbox_due on lethe.outbox (next_attempt_at) where status = 'queued';
create index outbox_of_customer on lethe.outbox (customer_id, created_at desc);
create index outbox_of_request on lethe.outbox (request_id);
alter table lethe.outbox alter to_address set statistics 0, alter subject set statistics 0, alter body set statistics 0;

create table lethe.audit (
  number bigint not null generated always as identity,
  actor uuid,
  action text not null,
  request_id uuid,
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint audit_pkey primary key (number)
);
create index audit_of_request on lethe.audit (request_id, number);

-- Which version of the personal data map the installed functions were compiled from.
create table lethe.personal_data_functions (
  only_row boolean not null default true,
  map_version integer not null,
  map_hash text not null,
  installed_at timestamptz not null default now(),
  constraint personal_data_functions_pkey primary key (only_row),
  constraint personal_data_functions_only_row check (only_row)
);
