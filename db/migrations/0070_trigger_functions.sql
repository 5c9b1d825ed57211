-- What runs by itself looks names up nowhere but in the catalogue: whoever may create something in another schema of the path changes nothing of it.
do $$
declare
  one regprocedure;
begin
  for one in select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'lethe'::regnamespace and p.prorettype = 'trigger'::regtype and p.proconfig is null
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', one);
  end loop;
end $$;
