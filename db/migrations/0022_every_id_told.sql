-- A system may know a person by several ids: a notice names them all, beside what the system handed in.
alter table lethe.erasure_notices add external_ids text[] not null default '{}';
alter table lethe.erasure_notices alter external_ids set statistics 0;
alter table lethe.erasure_notices drop constraint erasure_notices_acknowledged;
update lethe.erasure_notices set external_ids = array[external_id], external_id = null where external_id is not null;
-- Its index of what is to be scrubbed goes with it.
alter table lethe.erasure_notices drop column external_id,
  add constraint erasure_notices_acknowledged check ((result is null) = (acknowledged_at is null)
    and (result is null or (external_ids = '{}' and records = '[]')));
create index erasure_notices_to_scrub on lethe.erasure_notices (due_at) where external_ids <> '{}' or records <> '[]';

-- Whether an id that an erasure names is somebody else's too.
create index refused_ids_handed_in on lethe.refused_ids (recipient_id, external_id);

-- A blocked customer takes a refused id, for a later erasure must name it. A starred or destroyed one has nothing left to be named by.
create function lethe.refused_ids_not_of_the_erased() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from lethe.customers where id = new.customer_id and state <> 'starred' for key share;
  return case when found then new end;
end $$;
create trigger refused_ids_not_of_the_erased before insert or update on lethe.refused_ids
  for each row execute function lethe.refused_ids_not_of_the_erased();
