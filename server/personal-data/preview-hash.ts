import { outdatesPreview } from './preview.ts';
import type { CustomerTable, PersonalDataMap } from './shape.ts';
import { customerTables, type Entry, literal, name, ofCustomer, qualifiedTable } from './sql-text.ts';

/**
 * `lethe.preview_hash(customer, outcome)`: a hash of what an outcome would do to a customer: the outcome, the map with its effects, and every
 * row about the person with its values, and the systems that would be told. It changes as soon as an invoice, a service, an id or such a
 * system comes, changes or goes. It does not change by what Lethe writes as it runs (`trace` in the map), nor when a system sends the same values again.
 */
export const compilePreviewHash = (map: PersonalDataMap, hash: string): string => `
create or replace function lethe.preview_hash(p_customer uuid, p_outcome text) returns text language sql stable
  set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO' as $hash$
  select encode(sha256(convert_to(concat_ws(E'\\n', ${literal(hash)}, p_outcome, lethe.identity_of(p_customer),
    (select string_agg(n.system_id::text, ',' order by n.system_id) from lethe.systems_to_notify(lethe.external_ids_of(p_customer)) n),
    string_agg(h.table_name || ' ' || encode(h.row_hash, 'hex'), E'\\n' order by h.table_name, h.row_hash)), 'UTF8')), 'hex')
  from (
    ${hashedTables(map).map(hashRows).join('\n    union all ')}) h
$hash$;`;

const hashedTables = (map: PersonalDataMap) =>
  customerTables(map).filter(([, entry]) => outdatesPreview(entry));

/** When a row was stored says nothing about what it holds. */
const STAMPS = new Set(['updated_at', 'source_updated_at']);

const isHashed = (entry: CustomerTable, column: string): boolean => {
  const what = entry.columns[column];
  return !STAMPS.has(column) && !(what?.is === 'kept' && what.element === undefined);
};

function hashRows([table, entry]: Entry<CustomerTable>): string {
  const columns = Object.keys(entry.columns).filter((column) => isHashed(entry, column));
  return `select '${table}' collate "C" as table_name, sha256(convert_to(row(${columns.map(name).join(', ')})::text, 'UTF8')) as row_hash
      from ${qualifiedTable(table)} where ${ofCustomer(entry, 'p_customer')}`;
}
