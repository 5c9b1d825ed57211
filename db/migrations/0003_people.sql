-- Customers, and what systems say of them. `customer_id` leads every key: a customer is one range, and could be one shard.
-- Columns with personal data have `statistics 0`: samples of them would outlive an erasure in pg_statistic.

-- A customer is a person in their own right: with or without an account, with an address of their own, a shared one or none.
create table lethe.customers (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  state text not null default 'open',
  phone text,
  company text,
  company_number text,
  birth_date date,
  language text default 'en',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  closed_at timestamptz,
  -- The system that brought the customer in, until anybody else says anything about them; then null.
  -- The links cannot answer this: what a system said stays after it has cut its link.
  sole_system_id uuid,
  name text,
  email text,
  -- Fields that the person or an admin set by hand: no system overwrites them.
  set_by_hand text[] not null default '{}',
  constraint customers_pkey primary key (id),
  constraint customers_number_unique unique (number),
  constraint customers_state check (state in ('open', 'blocked', 'starred')),
  constraint customers_sole_system foreign key (sole_system_id) references lethe.systems (id) on delete set null
);
-- Not unique: several people may share a contact address.
create index customers_email on lethe.customers (email);
create index customers_birth_date on lethe.customers (birth_date) where state = 'open';
create index customers_mailbox on lethe.customers (lethe.mailbox_of(email)) where state = 'open';
create index customers_number_signs on lethe.customers (lethe.number_signs(company_number)) where state = 'open';
create index customers_phone_end on lethe.customers (lethe.phone_end(phone)) where state = 'open';
alter table lethe.customers alter name set statistics 0, alter email set statistics 0, alter phone set statistics 0,
  alter company set statistics 0, alter company_number set statistics 0, alter birth_date set statistics 0,
  alter language set statistics 0;
alter index lethe.customers_mailbox alter column 1 set statistics 0;
alter index lethe.customers_number_signs alter column 1 set statistics 0;
alter index lethe.customers_phone_end alter column 1 set statistics 0;

-- Admins find customers by these words.
create table lethe.search_words (
  customer_id uuid not null,
  word text collate "C" not null,
  constraint search_words_pkey primary key (customer_id, word),
  constraint search_words_customer foreign key (customer_id) references lethe.customers (id) on delete cascade
);
-- B-trees only: VACUUM takes dead entries out of them, while a GIN index keeps the words of the erased.
create index search_words_word on lethe.search_words (word, customer_id);
alter table lethe.search_words alter word set statistics 0;

-- How many words begin so, counted up to a bound. Without statistics the planner may read every entry for a bitmap before it counts
-- the first; an ordered scan stops at the bound.
create function lethe.words_beginning_with(start text, bound integer) returns bigint language sql stable parallel safe
  set search_path = pg_catalog, pg_temp set enable_bitmapscan = off set enable_seqscan = off as $$
  select count(*) from (
    select from lethe.search_words w where w.word >= start and w.word < start || U&'\+10FFFF' limit bound
  ) w
$$;

-- A trigger looks names up in the catalogue alone: whoever may create something in another schema of the path changes nothing of it.
create function lethe.customer_is_found_by_its_words() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare
  v_words text[] := lethe.person_words(new.name, new.email, new.company, new.phone);
begin
  if tg_op = 'UPDATE' then
    delete from lethe.search_words w where w.customer_id = new.id and w.word <> all (v_words);
  end if;
  insert into lethe.search_words (customer_id, word) select new.id, word from unnest(v_words) word on conflict do nothing;
  return null;
end $$;
create trigger customer_is_found after insert on lethe.customers
  for each row execute function lethe.customer_is_found_by_its_words();
-- Not for a starred customer: the decision takes their words away, as the personal data map says.
create trigger customer_is_found_again after update of name, email, company, phone on lethe.customers
  for each row when (new.state <> 'starred' and (old.name, old.email, old.company, old.phone)
    is distinct from (new.name, new.email, new.company, new.phone))
  execute function lethe.customer_is_found_by_its_words();

-- Systems hold addresses without a street, too. A missing part keeps nobody out of download and erasure.
create table lethe.addresses (
  customer_id uuid not null,
  id uuid not null default gen_random_uuid(),
  label text not null default '',
  line1 text,
  line2 text,
  city text,
  region text,
  postal_code text,
  country text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint addresses_pkey primary key (customer_id, id),
  constraint addresses_customer foreign key (customer_id) references lethe.customers (id) on delete cascade
);
alter table lethe.addresses alter label set statistics 0, alter line1 set statistics 0, alter line2 set statistics 0,
  alter city set statistics 0, alter region set statistics 0, alter postal_code set statistics 0, alter country set statistics 0;

-- What a system calls a customer; one system may know a customer by several ids.
create table lethe.external_ids (
  customer_id uuid not null,
  system_id uuid not null,
  external_id text not null,
  created_at timestamptz not null default now(),
  -- How new the row was where it came from: an older one changes nothing.
  source_version bigint,
  source_updated_at timestamptz,
  -- Which fields the system said by this id, none of their values; null where nobody knows.
  -- A system that said no name linked whoever has the address, which proves nobody.
  said_by_id text[],
  -- Which fields the system handed in a value for, and which of these somebody corrected by hand since.
  -- Only a system that said a field is notified of its new value.
  said text[] not null default '{}',
  corrected text[] not null default '{}',
  constraint external_ids_pkey primary key (customer_id, system_id, external_id),
  constraint external_ids_unique unique (system_id, external_id),
  constraint external_ids_customer foreign key (customer_id) references lethe.customers (id) on delete cascade,
  constraint external_ids_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
alter table lethe.external_ids alter external_id set statistics 0;

-- Ids that a system tried to hand in about a customer and was refused, so that an erasure names them too.
-- An id that the system gave to two people is here as well (`external_id_reused`).
create table lethe.refused_ids (
  customer_id uuid not null,
  system_id uuid not null,
  kind text not null,
  external_id text not null,
  reason text not null,
  refused_at timestamptz not null default now(),
  constraint refused_ids_pkey primary key (customer_id, system_id, kind, external_id),
  constraint refused_ids_kind check (kind in ('customer', 'service', 'invoice')),
  constraint refused_ids_customer foreign key (customer_id) references lethe.customers (id) on delete cascade,
  constraint refused_ids_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
-- Whether an id that an erasure names is somebody else's too.
create index refused_ids_handed_in on lethe.refused_ids (system_id, external_id);
alter table lethe.refused_ids alter external_id set statistics 0;

-- A blocked customer takes a refused id, since a later erasure must name it. A starred or destroyed one has nothing left to name.
create function lethe.refused_ids_not_of_the_erased() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from lethe.customers where id = new.customer_id and state <> 'starred' for key share;
  return case when found then new end;
end $$;
create trigger refused_ids_not_of_the_erased before insert or update on lethe.refused_ids
  for each row execute function lethe.refused_ids_not_of_the_erased();

-- What a system says of a customer where Lethe holds something else: one value for each field, shown to the customer and to admins.
create table lethe.statements (
  customer_id uuid not null,
  system_id uuid not null,
  field text not null,
  value text not null,
  said_at timestamptz not null default now(),
  constraint statements_pkey primary key (customer_id, system_id, field),
  constraint statements_field check (field in
    ('fullName', 'email', 'phone', 'company', 'companyNumber', 'birthDate', 'language', 'addresses')),
  constraint statements_customer foreign key (customer_id) references lethe.customers (id) on delete cascade,
  constraint statements_system foreign key (system_id) references lethe.systems (id) on delete restrict
);
alter table lethe.statements alter value set statistics 0;

-- Two customers who may be one person. Each pair stands here from both sides, and goes as a pair.
create table lethe.possible_matches (
  customer_id uuid not null,
  other_id uuid not null,
  reason text not null,
  found_at timestamptz not null default now(),
  kept_apart_at timestamptz,
  kept_apart_by uuid,
  constraint possible_matches_pkey primary key (customer_id, other_id),
  constraint possible_matches_reason check (reason in ('name_differs', 'shared_address', 'signed_up')),
  constraint possible_matches_two check (customer_id <> other_id),
  constraint possible_matches_customer foreign key (customer_id) references lethe.customers (id) on delete cascade,
  constraint possible_matches_other foreign key (other_id) references lethe.customers (id) on delete cascade
);
create index possible_matches_of_other on lethe.possible_matches (other_id);
create index possible_matches_open on lethe.possible_matches (found_at, customer_id, other_id)
  where kept_apart_at is null and customer_id < other_id;

create function lethe.possible_matches_go_as_pairs() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  delete from lethe.possible_matches where customer_id = old.other_id and other_id = old.customer_id;
  return null;
end $$;
create trigger possible_matches_go_as_pairs after delete on lethe.possible_matches
  for each row execute function lethe.possible_matches_go_as_pairs();

-- A customer who was joined with this one. Whoever knows their number finds the person; a system may go on to use their id.
create table lethe.joined_numbers (
  customer_id uuid not null,
  number bigint not null,
  joined_at timestamptz not null default now(),
  joined_id uuid not null,
  constraint joined_numbers_pkey primary key (customer_id, number),
  constraint joined_numbers_unique unique (number),
  constraint joined_numbers_id_unique unique (joined_id),
  constraint joined_numbers_customer foreign key (customer_id) references lethe.customers (id) on delete cascade
);
