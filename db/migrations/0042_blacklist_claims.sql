-- One entry may stand for several erasures and admins: each has a claim of its own, and an entry lives as long as its last claim.
-- A claim names the entry's hash and the request or admin behind it; none of them says who it was.
create table lethe.blacklist_claims (
  id uuid primary key default gen_random_uuid(),
  entry_id uuid not null constraint blacklist_claims_entry references lethe.blacklist (id) on delete cascade,
  reason text not null constraint blacklist_claims_reason check (reason in ('erasure', 'block', 'fraud', 'abuse', 'other')),
  -- Whether the value was an erased person's own: services are told `erased_person` of it, of any other entry `value_refused`.
  erased boolean not null default false,
  request_id uuid constraint blacklist_claims_request references lethe.data_requests (id) on delete set null,
  created_by uuid,
  created_at timestamptz not null default now(),
  ends_at timestamptz not null
);
create unique index blacklist_claims_by_request on lethe.blacklist_claims (entry_id, request_id) where request_id is not null;
create unique index blacklist_claims_by_hand on lethe.blacklist_claims (entry_id, created_by) where request_id is null;
create index blacklist_claims_of_entry on lethe.blacklist_claims (entry_id);
create index blacklist_claims_of_request on lethe.blacklist_claims (request_id);
create index blacklist_claims_end on lethe.blacklist_claims (ends_at);

insert into lethe.blacklist_claims (entry_id, reason, erased, request_id, created_by, created_at, ends_at)
  select b.id, b.reason, b.kind = 'email' and coalesce(r.status in ('starred', 'destroyed'), false),
    b.request_id, b.created_by, b.created_at, b.ends_at
  from lethe.blacklist b left join lethe.data_requests r on r.id = b.request_id;

-- `ends_at` stays: the latest end of the entry's claims, so that a look-up needs the entry alone.
alter table lethe.blacklist drop column reason, drop column request_id, drop column created_by,
  drop constraint blacklist_kind,
  add constraint blacklist_kind check (kind in ('email', 'phone', 'person', 'company_number', 'domain'));

-- Rows refused for a value on the blacklist say nothing of an erasure, so they are counted apart from erased people.
alter table lethe.recipients add refused_values bigint not null default 0;
