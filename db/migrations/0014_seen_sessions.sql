-- When a session was last used, to within five minutes: its owner sees it, and a session that nobody uses ends.

alter table lethe.sessions add column last_seen_at timestamptz not null default now();
update lethe.sessions set last_seen_at = greatest(created_at, updated_at);
create index sessions_seen on lethe.sessions (last_seen_at);
