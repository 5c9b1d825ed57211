-- Who can sign in. better-auth keeps users, sessions, credentials and one-time codes; `customers` and `admins` say what a user is here.

-- A customer with an account has a user of the same id, and the user's address is the customer's contact address too.
create table lethe.users (
  id uuid not null default gen_random_uuid(),
  name text,
  email text,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_pkey primary key (id),
  constraint users_email_unique unique (email)
);
-- Sign-ups that nobody confirmed are forgotten, oldest first.
create index users_unconfirmed on lethe.users (created_at, id) where not email_verified;
alter table lethe.users alter name set statistics 0, alter email set statistics 0, alter image set statistics 0;

-- Who signs up is a customer in the same transaction, and the customer's row holds the name from then on.
-- A customer whom a system handed in gets an account for their address of now, never for one that moved meanwhile.
-- Whoever makes an admin removes the customer again.
create function lethe.user_becomes_customer() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  insert into lethe.customers (id, name, email) values (new.id, new.name, new.email) on conflict (id) do nothing;
  if not found then
    perform 1 from lethe.customers where id = new.id and state = 'open' and email = new.email for key share;
    if not found then raise exception using errcode = 'LE001', message = 'customer_closed'; end if;
  end if;
  update lethe.users set name = null where id = new.id;
  return null;
end $$;
create trigger user_becomes_customer after insert on lethe.users
  for each row execute function lethe.user_becomes_customer();

create function lethe.contact_address_follows() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  update lethe.customers set email = new.email, updated_at = now() where id = new.id and email is distinct from new.email;
  return null;
end $$;
create trigger contact_address_follows after update of email on lethe.users
  for each row when (old.email is distinct from new.email) execute function lethe.contact_address_follows();

create table lethe.admins (
  id uuid not null,
  created_at timestamptz not null default now(),
  constraint admins_pkey primary key (id),
  constraint admins_user foreign key (id) references lethe.users (id) on delete cascade
);

create table lethe.accounts (
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
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
  updated_at timestamptz not null default now(),
  constraint accounts_pkey primary key (id),
  constraint accounts_user foreign key (customer_id) references lethe.users (id) on delete cascade
);
create index accounts_customer on lethe.accounts (customer_id);
alter table lethe.accounts alter account_id set statistics 0, alter access_token set statistics 0,
  alter refresh_token set statistics 0, alter id_token set statistics 0, alter password set statistics 0;

-- What a browser says of itself is its own to write. 512 characters name any browser, and Lethe keeps no more (USER_AGENT_CHARACTERS).
create table lethe.sessions (
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  token text not null,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint sessions_pkey primary key (id),
  constraint sessions_token_unique unique (token),
  constraint sessions_user_agent check (char_length(user_agent) <= 512),
  constraint sessions_user foreign key (customer_id) references lethe.users (id) on delete cascade
);
create index sessions_customer on lethe.sessions (customer_id);
create index sessions_expiry on lethe.sessions (expires_at);
alter table lethe.sessions alter token set statistics 0, alter ip_address set statistics 0, alter user_agent set statistics 0;

-- better-auth's one-time codes. `identifier` is stored hashed, `value` names the user.
create table lethe.verifications (
  id uuid not null default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint verifications_pkey primary key (id)
);
create index verifications_identifier on lethe.verifications (identifier);
create index verifications_value on lethe.verifications (value);
alter table lethe.verifications alter identifier set statistics 0, alter value set statistics 0;

-- Lethe's own single-use tokens to confirm an address: better-auth's would carry the address, readable, in the link.
create table lethe.email_tokens (
  customer_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  constraint email_tokens_pkey primary key (customer_id, token_hash),
  constraint email_tokens_hash_unique unique (token_hash),
  constraint email_tokens_customer foreign key (customer_id) references lethe.customers (id) on delete cascade
);
alter table lethe.email_tokens alter token_hash set statistics 0;

-- The new address that a customer asked for, until they use its link or the link runs out: one for each customer.
create table lethe.email_changes (
  customer_id uuid not null,
  new_email text not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint email_changes_pkey primary key (customer_id),
  constraint email_changes_hash_unique unique (token_hash),
  constraint email_changes_customer foreign key (customer_id) references lethe.customers (id) on delete cascade
);
create index email_changes_expiry on lethe.email_changes (expires_at);
alter table lethe.email_changes alter new_email set statistics 0, alter token_hash set statistics 0;

create table lethe.sign_ins (
  customer_id uuid not null,
  id bigint not null generated always as identity,
  signed_in_at timestamptz not null default now(),
  ip_address text,
  user_agent text,
  constraint sign_ins_pkey primary key (customer_id, id),
  constraint sign_ins_user_agent check (char_length(user_agent) <= 512),
  constraint sign_ins_customer foreign key (customer_id) references lethe.customers (id) on delete cascade
);
create index sign_ins_age on lethe.sign_ins (signed_in_at);
alter table lethe.sign_ins alter ip_address set statistics 0, alter user_agent set statistics 0;

-- Keys are keyed hashes of addresses and accounts; rows expire within the hour.
-- Unlogged: a count for a minute is not worth a write that waits for the disk with every call. A crash of the database forgets it.
create unlogged table lethe.rate_limits (
  key bytea not null,
  count integer not null,
  window_started_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint rate_limits_pkey primary key (key)
);
create index rate_limits_expiry on lethe.rate_limits (expires_at);
