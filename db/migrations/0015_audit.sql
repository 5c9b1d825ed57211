-- Who did what, for the page of the audit: by admin, by act, by day, newest first.

create index audit_of_actor on lethe.audit (actor, number);
create index audit_of_action on lethe.audit (action, number);
create index audit_of_time on lethe.audit (created_at);

-- Who looked at whom is one entry for each admin, customer and hour.
create unique index audit_of_view on lethe.audit (actor, (details ->> 'customerId'), (date_trunc('hour', created_at at time zone 'UTC')))
  where action = 'customer_viewed';
