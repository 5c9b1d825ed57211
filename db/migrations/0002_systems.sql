-- Connected systems hold data about the same people: the recipients of GDPR Art. 4(9). Lethe notifies them of an erasure (Art. 19).

create table lethe.systems (
  id uuid not null default gen_random_uuid(),
  name text not null,
  -- How often the system tried to bring back somebody who was erased.
  refused_people bigint not null default 0,
  created_at timestamptz not null default now(),
  -- How often the blacklist refused a value of the system. That says nothing of an erasure, so it is counted apart.
  refused_values bigint not null default 0,
  constraint systems_pkey primary key (id)
);
-- "CRM" and "crm" are one system.
create unique index systems_name_unique on lethe.systems (lower(name));
alter index lethe.systems_name_unique alter column 1 set statistics 0;

-- A key is 256 random bits, shown once. A second key of the same system replaces the first, and every link stays.
create table lethe.system_keys (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  system_id uuid not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint system_keys_pkey primary key (id),
  constraint system_keys_hash_unique unique (key_hash),
  constraint system_keys_number_unique unique (number),
  constraint system_keys_scopes check (cardinality(scopes) > 0
    and scopes <@ array['customers:write', 'consents:read', 'requests:write', 'erasures:read']),
  constraint system_keys_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
create index system_keys_of_system on lethe.system_keys (system_id);

-- Whoever brings in or joins people by an address takes turns with others at the same address, by a lock on one of these rows.
-- Advisory locks would fill the shared lock table, with one for each of a thousand addresses. A row stands for all addresses of one hash.
create table lethe.address_turns (
  number integer not null,
  constraint address_turns_pkey primary key (number)
);
insert into lethe.address_turns select generate_series(0, 16383);
