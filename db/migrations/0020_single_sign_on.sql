-- Admins who sign in at the company's own provider: an account there belongs to one user, and each sign-in looks it up.
create unique index accounts_at_provider on lethe.accounts (provider_id, account_id);

-- Whom an owner removed: the provider may still know them, and they must not come back by their next sign-in.
create table lethe.barred_members (
  subject_hash bytea not null,
  barred_at timestamptz not null default now(),
  constraint barred_members_pkey primary key (subject_hash)
);
alter table lethe.barred_members alter subject_hash set statistics 0;
