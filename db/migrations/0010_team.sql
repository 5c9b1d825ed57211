-- Who of the company may do what. The admins of before could do everything, as owners can.

alter table lethe.admins
  add column role text not null default 'owner',
  add column last_seen_at timestamptz,
  add constraint admins_role check (role in ('owner', 'officer', 'support', 'auditor'));
-- Whoever adds an admin says which role.
alter table lethe.admins alter column role drop default;

-- An invitation to the team, until its link is used, withdrawn or expired: one for each address.
create table lethe.invitations (
  id uuid not null default gen_random_uuid(),
  email text not null,
  role text not null,
  token_hash bytea not null,
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint invitations_pkey primary key (id),
  constraint invitations_email_unique unique (email),
  constraint invitations_hash_unique unique (token_hash),
  constraint invitations_role check (role in ('owner', 'officer', 'support', 'auditor'))
);
create index invitations_expiry on lethe.invitations (expires_at);
alter table lethe.invitations alter email set statistics 0, alter token_hash set statistics 0;
