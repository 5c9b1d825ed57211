import { REFUSED_BY_FUNCTION } from '../../db/errors.ts';
import type { CustomerTable, PersonalDataMap } from './shape.ts';
import { customerTables, isPersonal, literal, name, qualifiedTable, TABLE_KINDS } from './sql-text.ts';

/**
 * The closed-customer guard: triggers that refuse an insert, or an update of personal data, for a closed or missing customer. Writers
 * that must still write (the decision, delivery and scrubbing of letters, a request entered for a blocked customer) turn it off by the
 * transaction-local setting `lethe.guard = 'off'`. A row without a customer passes: it belongs to nobody.
 */
export function compileClosedCustomerTriggers(map: PersonalDataMap): string {
  return [
    compileTriggerFunction('customer_id'),
    compileTriggerFunction('id'),
    compileVerificationTriggers(map),
    ...customerTables(map).map(([table, entry]) => compileTriggers(table, entry)),
  ].join('\n');
}

const compileTriggerFunction = (by: CustomerTable['by']): string => `
create or replace function lethe.guard_by_${by}() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $guard$
begin
  if current_setting('lethe.guard', true) = 'off' or new.${name(by)} is null then return new; end if;
  perform 1 from lethe.customers where id = new.${name(by)} and state = 'open' for key share;
  if found or exists (select from lethe.admins where id = new.${name(by)}) then return new; end if;
  raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'customer_closed';
end $guard$;`;

/** One-time codes name their user as text. A code whose value is no id passes. */
const compileVerificationTriggers = (map: PersonalDataMap): string =>
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
drop trigger if exists guard_write on ${qualifiedTable(table)};
create trigger guard_write before insert or update on ${qualifiedTable(table)}
  for each row execute function lethe.guard_${table}();`,
    )
    .join('\n');

function compileTriggers(table: string, entry: CustomerTable): string {
  const drop = `drop trigger if exists guard_insert on ${qualifiedTable(table)};
drop trigger if exists guard_update on ${qualifiedTable(table)};`;
  if (!entry.guarded) return drop;
  const guardedColumns = Object.entries(entry.columns).flatMap(([column, what]) =>
    isPersonal(what) || column === entry.by ? [name(column)] : [],
  );
  const changed = guardedColumns.map((column) => `old.${column} is distinct from new.${column}`).join(' or ');
  const run = `for each row %when execute function lethe.guard_by_${entry.by}();`;
  // A user exists before its customer, so the guard refuses only updates of `users` and `customers`.
  const insert =
    entry.by === 'id'
      ? ''
      : `create trigger guard_insert before insert on ${qualifiedTable(table)} ${run.replace('%when ', '')}`;
  return `${drop}
${insert}
create trigger guard_update before update on ${qualifiedTable(table)} ${run.replace('%when', `when (${changed})`)}`;
}

export const listMappedColumns = (map: PersonalDataMap): string[] =>
  Object.entries(map)
    .flatMap(([table, entry]) => Object.keys(entry.columns).map((column) => `${table}.${column}`))
    .toSorted();

/** SQL that stops a decision when the map no longer covers the database, even if a column was added after the start. */
export const compileCoverageCheck = (map: PersonalDataMap): string => `
  if (select string_agg(c.relname || '.' || a.attname, ',' order by (c.relname || '.' || a.attname) collate "C")
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'lethe' and c.relkind in (${TABLE_KINDS.map(literal).join(', ')}) and a.attnum > 0 and not a.attisdropped)
    is distinct from ${literal(listMappedColumns(map).join(','))}
  then raise exception using errcode = '${REFUSED_BY_FUNCTION}', message = 'map_incomplete'; end if;`;
