-- The code says that a system reports a field, so the columns say it too.

alter table lethe.external_ids rename column said to reported_fields;
alter table lethe.external_ids rename column said_by_id to fields_by_id;
alter table lethe.statements rename column said_at to reported_at;
