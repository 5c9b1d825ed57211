-- When the database was filled as a demo. Its passwords are published, so that only a demo may ever serve it.
alter table lethe.settings add demo_filled_at timestamptz;

-- An earlier demo is known by its admin, who is older than the database itself, and by its fictional people.
update lethe.settings set demo_filled_at = now()
where exists (
    select from lethe.admins a join lethe.users u on u.id = a.id
    where u.created_at < (select min(applied_at) from lethe.migrations))
  and exists (select from lethe.users where email like '%@lethe.example');
