-- A webhook that is being removed is told nothing: the event waits for the removal, where it would have been refused with its message.

create or replace function lethe.request_is_told() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $told$
declare
  happened text := case when tg_op = 'INSERT' then 'request.created' else 'request.decided' end;
begin
  insert into lethe.webhook_deliveries (webhook_id, event, subject_id, request_id)
  select id, happened, new.id, new.id from lethe.webhooks where state = 'active' and happened = any(events) for key share
  on conflict do nothing;
  if found then perform pg_notify('lethe_webhooks', ''); end if;
  return null;
end
$told$;
