-- Other services that hold data about the same people: the recipients of GDPR Art. 4(9), who must be told of an erasure (Art. 19).

create table lethe.recipients (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint recipients_name_unique unique,
  -- How often it tried to bring somebody back who was erased.
  refused_people bigint not null default 0,
  created_at timestamptz not null default now()
);

-- A key is 256 random bits, shown once; a second key of the same recipient replaces the first without losing what is linked.
create table lethe.service_keys (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity constraint service_keys_number_unique unique,
  recipient_id uuid not null constraint service_keys_recipient references lethe.recipients (id) on delete restrict,
  key_hash bytea not null constraint service_keys_hash_unique unique,
  scopes text[] not null constraint service_keys_scopes check (cardinality(scopes) > 0
    and scopes <@ array['customers:write', 'consents:read', 'requests:write', 'erasures:read']),
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index service_keys_of_recipient on lethe.service_keys (recipient_id);

-- What a recipient calls a customer.
create table lethe.external_ids (
  customer_id uuid not null constraint external_ids_customer references lethe.customers (id) on delete cascade,
  recipient_id uuid not null constraint external_ids_recipient references lethe.recipients (id) on delete restrict,
  external_id text not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, recipient_id),
  constraint external_ids_unique unique (recipient_id, external_id)
);

-- What a recipient called somebody who was starred or destroyed, as a keyed hash: it must not bring them back.
create table lethe.erased_external_ids (
  recipient_id uuid not null constraint erased_external_ids_recipient references lethe.recipients (id) on delete cascade,
  hmac bytea not null,
  created_at timestamptz not null default now(),
  ends_at timestamptz not null,
  primary key (recipient_id, hmac)
);
create index erased_external_ids_end on lethe.erased_external_ids (ends_at);

-- One for each recipient and decision. The external id stays until the recipient has answered or its time is over.
create table lethe.erasure_notices (
  id uuid primary key default gen_random_uuid(),
  number bigint generated always as identity constraint erasure_notices_number_unique unique,
  recipient_id uuid not null constraint erasure_notices_recipient references lethe.recipients (id) on delete restrict,
  request_id uuid not null constraint erasure_notices_request references lethe.data_requests (id) on delete cascade,
  customer_id uuid constraint erasure_notices_customer references lethe.customers (id) on delete set null,
  external_id text,
  linked boolean not null,
  outcome text not null constraint erasure_notices_outcome check (outcome in ('block', 'star', 'destroy')),
  created_at timestamptz not null default now(),
  due_at timestamptz not null,
  result text constraint erasure_notices_result check (result in ('done', 'nothing_held', 'retained')),
  reason text,
  retained_until date,
  acknowledged_at timestamptz,
  constraint erasure_notices_once unique (request_id, recipient_id),
  constraint erasure_notices_acknowledged check ((result is null) = (acknowledged_at is null)
    and (result is null or external_id is null))
);
create index erasure_notices_feed on lethe.erasure_notices (recipient_id, number);
create index erasure_notices_waiting on lethe.erasure_notices (recipient_id, number) where result is null;
create index erasure_notices_waiting_of_request on lethe.erasure_notices (request_id) where result is null;
create index erasure_notices_of_customer on lethe.erasure_notices (customer_id);
create index erasure_notices_to_scrub on lethe.erasure_notices (due_at) where external_id is not null;

-- Rows that came in through the service door, by the name the recipient has for them.
alter table lethe.services add recipient_id uuid
  constraint services_recipient references lethe.recipients (id) on delete restrict, add external_id text;
create unique index services_external on lethe.services (customer_id, recipient_id, external_id);
alter table lethe.invoices add recipient_id uuid
  constraint invoices_recipient references lethe.recipients (id) on delete restrict, add external_id text;
create unique index invoices_external on lethe.invoices (customer_id, recipient_id, external_id);

-- A request that a recipient received by phone or letter and entered on the customer's behalf.
alter table lethe.data_requests add recipient_id uuid
    constraint data_requests_recipient references lethe.recipients (id) on delete restrict,
  add received_by text constraint data_requests_received_by check (received_by in ('phone', 'letter', 'email', 'in_person')),
  add idempotency_key uuid;
create unique index data_requests_idempotency on lethe.data_requests (recipient_id, idempotency_key);

-- What a consent to this text allows, in words that services ask by.
alter table lethe.consent_texts add purposes text[] not null default '{}';
update lethe.consent_texts set purposes = array['services', 'billing', 'security'] where created_by is null;

alter table lethe.settings add acknowledgement_days integer not null default 7
  constraint settings_acknowledgement_days check (acknowledgement_days between 1 and 30);

alter table lethe.external_ids alter external_id set statistics 0;
alter table lethe.erased_external_ids alter hmac set statistics 0;
alter table lethe.erasure_notices alter external_id set statistics 0, alter reason set statistics 0;
alter table lethe.services alter external_id set statistics 0;
alter table lethe.invoices alter external_id set statistics 0;
