-- "CRM" and "crm" are one service. Where there were two by mistake, each has links and answers of its own: they stay two, and say so.
update lethe.recipients r set name = r.name || ' (' || left(r.id::text, 8) || ')'
where exists (select from lethe.recipients first where lower(first.name) = lower(r.name)
  and (first.created_at, first.id) < (r.created_at, r.id));
alter table lethe.recipients drop constraint recipients_name_unique;
create unique index recipients_name_unique on lethe.recipients (lower(name));
