-- Keys that read requests and customers, what keys do in the audit, and how long the audit is kept.

-- A key that reads about everybody does nothing else: nobody gives it such a scope in passing.
alter table lethe.system_keys drop constraint system_keys_scopes;
alter table lethe.system_keys
  add constraint system_keys_scopes check (cardinality(scopes) > 0 and (
    scopes <@ array['customers:write', 'consents:read', 'requests:write', 'erasures:read']
    or scopes <@ array['requests:read', 'customers:read']));

alter table lethe.audit add column system_key_id uuid;
create index audit_of_key on lethe.audit (number) where system_key_id is not null;
-- One entry for each key, customer and hour.
create unique index audit_of_reading on lethe.audit
  (system_key_id, (details ->> 'customerId'), (date_trunc('hour', created_at at time zone 'UTC'))) where action = 'customer_read';
-- One entry for each key and hour, however many batches it sends.
create unique index audit_of_sending on lethe.audit
  (system_key_id, (date_trunc('hour', created_at at time zone 'UTC'))) where action = 'data_sent';
alter index lethe.audit_of_reading alter column 2 set statistics 0, alter column 3 set statistics 0;
alter index lethe.audit_of_sending alter column 2 set statistics 0;

-- The server may not delete entries. It may only ask for the end of those that are older than three years.
create function lethe.end_old_audit_entries(most integer) returns integer
  language sql security definer set search_path = pg_catalog, pg_temp as $end$
  with ended as (
    delete from lethe.audit where number in (
      select number from lethe.audit where created_at < now() - interval '3 years' order by created_at limit most)
    returning number)
  select count(*)::int from ended
$end$;
revoke execute on function lethe.end_old_audit_entries from public;

-- The admin API asks for what has changed since.
create index data_requests_decided on lethe.data_requests (decided_at) where decided_at is not null;
