-- What an erasure leaves behind: notices to systems, and keyed hashes that keep an erased person from being brought back.
-- The key of the hashes is kept outside the database, so a row alone names nobody.

-- One for each system and decision. Ids and records stay until the system has answered or its time is over.
create table lethe.erasure_notices (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  system_id uuid not null,
  request_id uuid not null,
  customer_id uuid,
  linked boolean not null,
  outcome text not null,
  created_at timestamptz not null default now(),
  due_at timestamptz not null,
  -- `marked_notified`: a system without a working key is notified by an admin, in another way.
  result text,
  reason text,
  retained_until date,
  acknowledged_at timestamptz,
  -- What the system handed in about somebody it never linked to an id: by these names it finds whom it is to erase.
  records jsonb not null default '[]',
  -- When the system last read the notice in its feed without having read it just before.
  notified_at timestamptz,
  -- Whether the system handed in records that the notice names: `records` is forgotten with the answer, this is not.
  handed_in boolean not null default false,
  -- Every id by which the system knows the customer.
  external_ids text[] not null default '{}',
  constraint erasure_notices_pkey primary key (id),
  constraint erasure_notices_number_unique unique (number),
  constraint erasure_notices_once unique (request_id, system_id),
  constraint erasure_notices_acknowledged check ((result is null) = (acknowledged_at is null)
    and (result is null or (external_ids = '{}' and records = '[]'))),
  constraint erasure_notices_outcome check (outcome in ('block', 'star', 'destroy')),
  constraint erasure_notices_result check (result in ('done', 'nothing_held', 'retained', 'marked_notified')),
  constraint erasure_notices_customer foreign key (customer_id) references lethe.customers (id) on delete set null,
  constraint erasure_notices_request foreign key (request_id) references lethe.data_requests (id) on delete cascade,
  constraint erasure_notices_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
create index erasure_notices_feed on lethe.erasure_notices (system_id, number);
create index erasure_notices_of_customer on lethe.erasure_notices (customer_id);
create index erasure_notices_to_scrub on lethe.erasure_notices (due_at) where external_ids <> '{}' or records <> '[]';
create index erasure_notices_waiting on lethe.erasure_notices (system_id, number) where result is null;
create index erasure_notices_waiting_of_request on lethe.erasure_notices (request_id) where result is null;
-- Why a system keeps something is forgotten one day. A reason with a day ends by that day, one without by the age of the answer.
create index erasure_notices_reason_until on lethe.erasure_notices (retained_until) where reason is not null;
create index erasure_notices_with_reason on lethe.erasure_notices (acknowledged_at) where reason is not null;
alter table lethe.erasure_notices alter reason set statistics 0, alter records set statistics 0, alter external_ids set statistics 0;

-- What a system called somebody who was starred or destroyed, as a keyed hash: it must not bring them back.
create table lethe.erased_external_ids (
  system_id uuid not null,
  hmac bytea not null,
  created_at timestamptz not null default now(),
  ends_at timestamptz not null,
  constraint erased_external_ids_pkey primary key (system_id, hmac),
  constraint erased_external_ids_system foreign key (system_id) references lethe.systems (id) on delete cascade
);
create index erased_external_ids_end on lethe.erased_external_ids (ends_at);
alter table lethe.erased_external_ids alter hmac set statistics 0;

-- Keyed hashes of an erased person's address, alone and with the name, until every notified system has answered.
create table lethe.erased_addresses (
  request_id uuid not null,
  hmac bytea not null,
  -- Whoever confirms an address again lifts all that is kept of it, also the hash with a name. So each row says which address it is of.
  address_hmac bytea not null,
  constraint erased_addresses_pkey primary key (request_id, hmac),
  constraint erased_addresses_request foreign key (request_id) references lethe.data_requests (id) on delete cascade
);
create index erased_addresses_address on lethe.erased_addresses (address_hmac);
create index erased_addresses_hmac on lethe.erased_addresses (hmac);
alter table lethe.erased_addresses alter hmac set statistics 0, alter address_hmac set statistics 0;

-- A keyed hash of a normalized value.
create table lethe.blacklist (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  kind text not null,
  hmac bytea not null,
  created_at timestamptz not null default now(),
  -- The latest end of the entry's claims, so that a look-up needs the entry alone.
  ends_at timestamptz not null,
  constraint blacklist_pkey primary key (id),
  constraint blacklist_number_unique unique (number),
  constraint blacklist_value_unique unique (kind, hmac),
  constraint blacklist_kind check (kind in ('email', 'phone', 'person', 'company_number', 'domain'))
);
create index blacklist_end on lethe.blacklist (ends_at);
alter table lethe.blacklist alter hmac set statistics 0;

-- One entry may stand for several erasures and admins. Each has a claim of its own, and an entry lives as long as its last claim.
-- A claim names the request or the admin behind it, and never the person.
create table lethe.blacklist_claims (
  id uuid not null default gen_random_uuid(),
  entry_id uuid not null,
  reason text not null,
  -- Whether the value was an erased person's own. Systems read `erased_person` for such a value, `value_refused` for any other.
  erased boolean not null default false,
  request_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  ends_at timestamptz not null,
  constraint blacklist_claims_pkey primary key (id),
  constraint blacklist_claims_reason check (reason in ('erasure', 'block', 'fraud', 'abuse', 'other')),
  constraint blacklist_claims_entry foreign key (entry_id) references lethe.blacklist (id) on delete cascade,
  constraint blacklist_claims_request foreign key (request_id) references lethe.data_requests (id) on delete set null
);
create unique index blacklist_claims_by_hand on lethe.blacklist_claims (entry_id, created_by) where request_id is null;
create unique index blacklist_claims_by_request on lethe.blacklist_claims (entry_id, request_id) where request_id is not null;
create index blacklist_claims_end on lethe.blacklist_claims (ends_at);
create index blacklist_claims_of_entry on lethe.blacklist_claims (entry_id);
create index blacklist_claims_of_request on lethe.blacklist_claims (request_id);
