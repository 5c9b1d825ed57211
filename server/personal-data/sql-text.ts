import { STARS } from '../../db/stars.ts';
import { type Column, type CustomerTable, type PersonalDataMap, type Table } from './shape.ts';

/** Small pieces of SQL text that the compiled functions are put together from. Names come from the map, never from input. */

/** What can hold a row of its own: tables, partitioned and foreign ones, and materialized views. */
export const TABLE_KINDS = ['r', 'p', 'f', 'm'];

export const name = (identifier: string): string => {
  if (!/^[a-z_][a-z0-9_]*$/u.test(identifier)) throw new Error(`not a plain name: ${identifier}`);
  return `"${identifier}"`;
};
export const tableName = (table: string): string => `lethe.${name(table)}`;
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const isPersonal = (column: Column): column is Extract<Column, { is: 'personal' | 'withheld' }> =>
  column.is === 'personal' || column.is === 'withheld';

/** Columns that starring changes, with what it makes of each. */
export function starredColumns(table: Table): { column: string; to: string }[] {
  return Object.entries(table.columns).flatMap(([column, what]) =>
    isPersonal(what) ? [{ column: name(column), to: what.star === 'mask' ? literal(STARS) : 'null' }] : [],
  );
}

/** An unset value stays unset: a star where nothing was would say that there had been something. */
export const starAssignments = (table: Table): string =>
  starredColumns(table)
    .map(
      ({ column, to }) =>
        `${column} = ${to === 'null' ? to : `case when ${column} is not null then ${to} end`}`,
    )
    .join(', ');

/** True for a row in which starring left something to read. */
export const unstarred = (table: Table): string =>
  starredColumns(table)
    .map(({ column, to }) => (to === 'null' ? `${column} is not null` : `${column} <> ${to}`))
    .join(' or ') || 'false';

export type Entry<T extends Table = Table> = readonly [table: string, entry: T];

export const customerTables = (map: PersonalDataMap): Entry<CustomerTable>[] =>
  Object.entries(map).filter((entry): entry is [string, CustomerTable] => entry[1].rows === 'customer');

/** Means of access, to be deleted by every outcome. */
export const credentialTables = (map: PersonalDataMap): Entry[] =>
  Object.entries(map).filter(([, table]) => 'credential' in table && table.credential);

/** The rows of one customer, as a condition; `verifications` names the customer as text. */
export function ofCustomer(table: Table, customer: string): string {
  if (table.rows === 'customer') return `${name(table.by)} = ${customer}`;
  if (table.rows === 'matched by') return `${name(table.by)} = ${customer}::text`;
  throw new Error('no rows of a customer here');
}
