import { REFUSED_BY_FUNCTION } from '../../db/errors.ts';
import type { CustomerTable, PersonalDataMap } from './shape.ts';
import { customerTables, isPersonal, literal, name, TABLE_KINDS, tableName } from './sql-text.ts';

/**
 * The closed-customer guard: no insert, and no update that puts personal data in, for a closed or missing customer.
 * What must still write (the decision, delivery and scrubbing, a request entered for a blocked customer) says so by the transaction-local
 * setting `lethe.guard = 'off'`. A missing customer counts as closed; a row without a customer belongs to nobody.
 */
export function compileClosedCustomerTriggers(map: PersonalDataMap): string {
  return [
    guardFunction('customer_id'),
    guardFunction('id'),
    matchedGuard(map),
    ...customerTables(map).map(([table, entry]) => guardTrigger(table, entry)),
  ].join('\n');
}

const guardFunction = (by: CustomerTable['by']): string => `
create or replace function lethe.guard_by_${by}() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $guard$
begin
  if current_setting('lethe.guard', true) = 'off' or new.${name(by)} is null then return new; end if;
  perform 1 from lethe.customers where id = new.${name(by)} and state = 'open' for key share;
  if found or exists (select from lethe.admins where id = new.${name(by)}) then return new; end if;
  raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'customer_closed';
end $guard$;`;

/** One-time codes name their user as text; codes that name nobody's id are not ours to judge. */
const matchedGuard = (map: PersonalDataMap): string =>
  Object.entries(map)
    .flatMap(([table, entry]) => (entry.rows === 'matched by' ? [[table, name(entry.by)] as const] : []))
    .map(
      ([table, by]) => `
create or replace function lethe.guard_${table}() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $guard$
begin
  if current_setting('lethe.guard', true) = 'off' or new.${by} !~ '^[0-9a-f-]{36}$' then return new; end if;
  perform 1 from lethe.customers where id = new.${by}::uuid and state = 'open' for key share;
  if found or exists (select from lethe.admins where id = new.${by}::uuid) then return new; end if;
  raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'customer_closed';
end $guard$;
drop trigger if exists guard_write on ${tableName(table)};
create trigger guard_write before insert or update on ${tableName(table)}
  for each row execute function lethe.guard_${table}();`,
    )
    .join('\n');

function guardTrigger(table: string, entry: CustomerTable): string {
  const drop = `drop trigger if exists guard_insert on ${tableName(table)};
drop trigger if exists guard_update on ${tableName(table)};`;
  if (!entry.guarded) return drop;
  const guarded = Object.entries(entry.columns).flatMap(([column, what]) =>
    isPersonal(what) || column === entry.by ? [name(column)] : [],
  );
  const changed = guarded.map((column) => `old.${column} is distinct from new.${column}`).join(' or ');
  const run = `for each row %when execute function lethe.guard_by_${entry.by}();`;
  // A user exists before its customer does, so `users` and `customers` are guarded against updates only.
  const insert =
    entry.by === 'id'
      ? ''
      : `create trigger guard_insert before insert on ${tableName(table)} ${run.replace('%when ', '')}`;
  return `${drop}
${insert}
create trigger guard_update before update on ${tableName(table)} ${run.replace('%when', `when (${changed})`)}`;
}

/** Fails a decision whose map does not cover the database, whatever was changed since the start. */
export const columnsOf = (map: PersonalDataMap): string[] =>
  Object.entries(map)
    .flatMap(([table, entry]) => Object.keys(entry.columns).map((column) => `${table}.${column}`))
    .toSorted();

export const coverageCheck = (map: PersonalDataMap): string => `
  if (select string_agg(c.relname || '.' || a.attname, ',' order by (c.relname || '.' || a.attname) collate "C")
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'lethe' and c.relkind in (${TABLE_KINDS.map(literal).join(', ')}) and a.attnum > 0 and not a.attisdropped)
    is distinct from ${literal(columnsOf(map).join(','))}
  then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'map_incomplete'; end if;`;
