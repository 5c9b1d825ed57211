-- Who is who. better-auth keeps people, sessions, credentials and one-time codes; `customers` and `admins` say what a person is here.
-- Columns that hold personal data have `statistics 0`: samples of them would outlive an erasure in pg_statistic.

create schema if not exists lethe;

create table lethe.users (
  id uuid primary key default gen_random_uuid(),
  name text,
  email text constraint users_email_unique unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table lethe.admins (
  id uuid primary key constraint admins_user references lethe.users (id) on delete cascade,
  created_at timestamptz not null default now()
);

create table lethe.customers (
  id uuid primary key constraint customers_user references lethe.users (id) on delete cascade,
  number bigint generated always as identity constraint customers_number_unique unique,
  state text not null default 'open' constraint customers_state check (state in ('open', 'blocked', 'starred')),
  phone text,
  company text,
  company_number text,
  birth_date date,
  language text not null default 'en',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  closed_at timestamptz
);

-- A user who signs up is a customer from the same transaction on; whoever makes an admin removes this row again.
create function lethe.user_becomes_customer() returns trigger language plpgsql as $$
begin
  insert into lethe.customers (id) values (new.id);
  return null;
end $$;
create trigger user_becomes_customer after insert on lethe.users
  for each row execute function lethe.user_becomes_customer();

create table lethe.sessions (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null constraint sessions_user references lethe.users (id) on delete cascade,
  token text not null constraint sessions_token_unique unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_customer on lethe.sessions (customer_id);
create index sessions_expiry on lethe.sessions (expires_at);

create table lethe.accounts (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null constraint accounts_user references lethe.users (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index accounts_customer on lethe.accounts (customer_id);

-- better-auth's one-time codes. `identifier` is stored hashed, `value` names the user.
create table lethe.verifications (
  id uuid primary key default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier on lethe.verifications (identifier);
create index verifications_value on lethe.verifications (value);

-- Our own single-use tokens to confirm an address: better-auth's would carry the address, readable, in the link.
create table lethe.email_tokens (
  customer_id uuid not null constraint email_tokens_customer references lethe.customers (id) on delete cascade,
  token_hash bytea not null constraint email_tokens_hash_unique unique,
  expires_at timestamptz not null,
  primary key (customer_id, token_hash)
);

create table lethe.sign_ins (
  customer_id uuid not null constraint sign_ins_customer references lethe.customers (id) on delete cascade,
  id bigint generated always as identity,
  signed_in_at timestamptz not null default now(),
  ip_address text,
  user_agent text,
  primary key (customer_id, id)
);
create index sign_ins_age on lethe.sign_ins (signed_in_at);

-- Keys are keyed hashes of addresses and accounts; rows expire within the hour.
create table lethe.rate_limits (
  key bytea primary key,
  count integer not null,
  window_started_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index rate_limits_expiry on lethe.rate_limits (expires_at);

alter table lethe.users alter name set statistics 0, alter email set statistics 0, alter image set statistics 0;
alter table lethe.customers alter phone set statistics 0, alter company set statistics 0,
  alter company_number set statistics 0, alter birth_date set statistics 0, alter language set statistics 0;
alter table lethe.sessions alter token set statistics 0, alter ip_address set statistics 0, alter user_agent set statistics 0;
alter table lethe.accounts alter account_id set statistics 0, alter access_token set statistics 0,
  alter refresh_token set statistics 0, alter id_token set statistics 0, alter password set statistics 0;
alter table lethe.verifications alter identifier set statistics 0, alter value set statistics 0;
alter table lethe.email_tokens alter token_hash set statistics 0;
alter table lethe.sign_ins alter ip_address set statistics 0, alter user_agent set statistics 0;
