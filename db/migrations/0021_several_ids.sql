-- A person is known by any number of ids to one system, may be two rows that are one person, and systems may differ about them.

alter table lethe.external_ids drop constraint external_ids_pkey, add primary key (customer_id, recipient_id, external_id);

-- What a system tried to hand in about a customer and was refused: the id alone, so that an erasure names it too. An id that the system gave to
-- two people is here as well (`external_id_reused`). A blocked customer takes such a row, which says nothing but an id.
create table lethe.refused_ids (
  customer_id uuid not null constraint refused_ids_customer references lethe.customers (id) on delete cascade,
  recipient_id uuid not null constraint refused_ids_recipient references lethe.recipients (id) on delete restrict,
  kind text not null constraint refused_ids_kind check (kind in ('customer', 'service', 'invoice')),
  external_id text not null,
  reason text not null,
  refused_at timestamptz not null default now(),
  primary key (customer_id, recipient_id, kind, external_id)
);
alter table lethe.refused_ids alter external_id set statistics 0;

-- What a system says of a customer where that differs from what stands there: one value for each field, shown to the person and to an admin.
create table lethe.statements (
  customer_id uuid not null constraint statements_customer references lethe.customers (id) on delete cascade,
  recipient_id uuid not null constraint statements_recipient references lethe.recipients (id) on delete restrict,
  field text not null constraint statements_field check (field in
    ('fullName', 'email', 'phone', 'company', 'companyNumber', 'birthDate', 'language', 'addresses')),
  value text not null,
  said_at timestamptz not null default now(),
  primary key (customer_id, recipient_id, field)
);
alter table lethe.statements alter value set statistics 0;

-- Two customers that may be one person. Each pair stands here from both sides, and goes as a pair.
create table lethe.possible_matches (
  customer_id uuid not null constraint possible_matches_customer references lethe.customers (id) on delete cascade,
  other_id uuid not null constraint possible_matches_other references lethe.customers (id) on delete cascade,
  reason text not null constraint possible_matches_reason check (reason in ('name_differs', 'shared_address', 'signed_up')),
  found_at timestamptz not null default now(),
  kept_apart_at timestamptz,
  kept_apart_by uuid,
  primary key (customer_id, other_id),
  constraint possible_matches_two check (customer_id <> other_id)
);
create index possible_matches_open on lethe.possible_matches (found_at, customer_id, other_id)
  where kept_apart_at is null and customer_id < other_id;
create index possible_matches_of_other on lethe.possible_matches (other_id);

create function lethe.possible_matches_go_as_pairs() returns trigger language plpgsql as $$
begin
  delete from lethe.possible_matches where customer_id = old.other_id and other_id = old.customer_id;
  return null;
end $$;
create trigger possible_matches_go_as_pairs after delete on lethe.possible_matches
  for each row execute function lethe.possible_matches_go_as_pairs();

-- The number of a customer who was joined with another one: whoever knows it finds the person.
create table lethe.joined_numbers (
  customer_id uuid not null constraint joined_numbers_customer references lethe.customers (id) on delete cascade,
  number bigint not null constraint joined_numbers_unique unique,
  joined_at timestamptz not null default now(),
  primary key (customer_id, number)
);

-- Keyed hashes of an erased person's address, alone and with the name, until every system that was told of the erasure has answered.
create table lethe.erased_addresses (
  request_id uuid not null constraint erased_addresses_request references lethe.data_requests (id) on delete cascade,
  hmac bytea not null,
  primary key (request_id, hmac)
);
create index erased_addresses_hmac on lethe.erased_addresses (hmac);
alter table lethe.erased_addresses alter hmac set statistics 0;

-- Fields that the person or an admin set by hand: no system overwrites them.
alter table lethe.customers add set_by_hand text[] not null default '{}';
alter table lethe.customers alter id set default gen_random_uuid();

-- How new a row was where it came from: an older one changes nothing.
alter table lethe.external_ids add source_version bigint, add source_updated_at timestamptz;
alter table lethe.services add source_version bigint, add source_updated_at timestamptz;
alter table lethe.invoices add source_version bigint, add source_updated_at timestamptz;
