-- Consent, access and erasure. Each row outlives its customer as a number, dates and an outcome: `customer_id` becomes null.

create table lethe.consent_texts (
  version integer generated always as identity primary key,
  text text not null,
  created_by uuid,
  created_at timestamptz not null default now()
);

create table lethe.consents (
  number bigint generated always as identity primary key,
  customer_id uuid constraint consents_customer references lethe.customers (id) on delete set null,
  action text not null constraint consents_action check (action in ('granted', 'withdrawn')),
  text_version integer not null constraint consents_text references lethe.consent_texts (version) on delete restrict,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now()
);
create index consents_of_customer on lethe.consents (customer_id, number desc);
create index consents_of_text on lethe.consents (text_version, action);

create table lethe.data_requests (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity constraint data_requests_number_unique unique,
  customer_id uuid constraint data_requests_customer references lethe.customers (id) on delete set null,
  type text not null constraint data_requests_type check (type in ('removal', 'anonymization')),
  status text not null default 'pending' constraint data_requests_status
    check (status in ('pending', 'cancelled', 'blocked', 'starred', 'destroyed', 'refused')),
  note text,
  reason text,
  entered_by uuid,
  created_at timestamptz not null default now(),
  answer_by timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_rule text
);
create unique index data_requests_one_pending on lethe.data_requests (customer_id) where status = 'pending';
create index data_requests_of_customer on lethe.data_requests (customer_id, number desc);
create index data_requests_by_status on lethe.data_requests (status, number desc);
create index data_requests_by_type on lethe.data_requests (type, number desc);

create table lethe.exports (
  number bigint generated always as identity primary key,
  customer_id uuid constraint exports_customer references lethe.customers (id) on delete set null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  bytes bigint not null default 0,
  outcome text not null default 'running' constraint exports_outcome check (outcome in ('running', 'complete', 'aborted'))
);
create index exports_of_customer on lethe.exports (customer_id, number desc);

alter table lethe.consents alter ip_address set statistics 0, alter user_agent set statistics 0;
alter table lethe.data_requests alter note set statistics 0, alter reason set statistics 0;
