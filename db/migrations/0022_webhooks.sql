-- Webhooks: addresses that Lethe calls when something happens to a request. A call carries ids and no personal data.

create table lethe.webhooks (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  url text not null,
  events text[] not null,
  -- Encrypted with LETHE_SECRET: Lethe must be able to sign, so a hash would not do.
  secret text not null,
  -- After a rotation the former secret signs as well until its end, so that the receiver can change over.
  former_secret text,
  former_until timestamptz,
  -- `gone`: the receiver answered that it is gone for good.
  state text not null default 'active',
  created_by uuid,
  created_at timestamptz not null default now(),
  constraint webhooks_pkey primary key (id),
  constraint webhooks_number_unique unique (number),
  constraint webhooks_events check (cardinality(events) > 0 and
    events <@ array['request.created', 'request.decided', 'request.overdue', 'system.overdue']),
  constraint webhooks_former check ((former_secret is null) = (former_until is null)),
  constraint webhooks_state check (state in ('active', 'disabled', 'gone'))
);

-- One row for each event and webhook; `subject_id` is what it happened to: a request, a system's notice, or a test.
create table lethe.webhook_deliveries (
  id uuid not null default gen_random_uuid(),
  number bigint not null generated always as identity,
  webhook_id uuid not null,
  event text not null,
  subject_id uuid not null,
  request_id uuid,
  created_at timestamptz not null default now(),
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  deadline_at timestamptz not null default now() + interval '72 hours',
  attempted_at timestamptz,
  last_code text,
  constraint webhook_deliveries_pkey primary key (id),
  constraint webhook_deliveries_number_unique unique (number),
  constraint webhook_deliveries_once unique (webhook_id, event, subject_id),
  constraint webhook_deliveries_status check (status in ('queued', 'delivered', 'failed')),
  constraint webhook_deliveries_webhook foreign key (webhook_id) references lethe.webhooks (id) on delete cascade
);
create index webhook_deliveries_due on lethe.webhook_deliveries (webhook_id, next_attempt_at) where status = 'queued';
create index webhook_deliveries_attempted on lethe.webhook_deliveries (webhook_id, attempted_at desc) where attempted_at is not null;
create index webhook_deliveries_failed on lethe.webhook_deliveries (webhook_id, number desc) where status = 'failed';
create index webhook_deliveries_created on lethe.webhook_deliveries (created_at) where status <> 'queued';

-- An event is queued by the statement that makes it happen, whoever wrote that: both are there, or neither.
create function lethe.request_is_told() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $told$
declare
  happened text := case when tg_op = 'INSERT' then 'request.created' else 'request.decided' end;
begin
  insert into lethe.webhook_deliveries (webhook_id, event, subject_id, request_id)
  select id, happened, new.id, new.id from lethe.webhooks where state = 'active' and happened = any(events)
  on conflict do nothing;
  if found then perform pg_notify('lethe_webhooks', ''); end if;
  return null;
end
$told$;
create trigger created_request_is_told after insert on lethe.data_requests
  for each row when (new.status = 'pending') execute function lethe.request_is_told();
create trigger decided_request_is_told after update of status on lethe.data_requests
  for each row when (old.status = 'pending' and new.status in ('blocked', 'starred', 'destroyed', 'refused'))
  execute function lethe.request_is_told();
