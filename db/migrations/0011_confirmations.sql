-- When the owner of a session last proved who they are: at the sign-in, or by the password since.

alter table lethe.sessions add column confirmed_at timestamptz not null default now();
update lethe.sessions set confirmed_at = created_at;
