-- A second factor at the sign-in: the codes of an authenticator app, and recovery codes for a lost one.

alter table lethe.users add column two_factor_enabled boolean not null default false;

-- `secret` and `backup_codes` are encrypted with the server's secret. `verified`: a first code has shown that the app has the secret.
-- `last_used_step`: the newest half minute whose code was accepted; no code of it or of an earlier one counts again.
create table lethe.two_factors (
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default false,
  failed_verification_count integer not null default 0,
  locked_until timestamptz,
  last_used_step integer,
  constraint two_factors_pkey primary key (id),
  constraint two_factors_customer_unique unique (customer_id),
  constraint two_factors_user foreign key (customer_id) references lethe.users (id) on delete cascade
);
alter table lethe.two_factors alter secret set statistics 0, alter backup_codes set statistics 0;

-- Without its row nobody could give a code: an account whose block was lifted would stay shut for ever.
create function lethe.two_factor_ends() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  update lethe.users set two_factor_enabled = false where id = old.customer_id and two_factor_enabled;
  return null;
end $$;
create trigger two_factor_ends after delete on lethe.two_factors
  for each row execute function lethe.two_factor_ends();
