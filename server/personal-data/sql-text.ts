import { STARS } from '../../db/stars.ts';
import { type Column, type CustomerTable, type PersonalDataMap, type Table } from './shape.ts';

/** Pieces of SQL from which the functions are compiled. Names come from the map, never from input. */

/** The kinds of relation (`pg_class.relkind`) that have rows: tables, partitioned and foreign tables, materialized views. */
export const TABLE_KINDS = ['r', 'p', 'f', 'm'];

export const name = (identifier: string): string => {
  if (!/^[a-z_][a-z0-9_]*$/u.test(identifier)) throw new Error(`not a plain name: ${identifier}`);
  return `"${identifier}"`;
};
export const qualifiedTable = (table: string): string => `lethe.${name(table)}`;
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const isPersonal = (column: Column): column is Extract<Column, { is: 'personal' | 'withheld' }> =>
  column.is === 'personal' || column.is === 'withheld';

/** Columns that starring changes, each with its new value. */
export function starredColumns(table: Table): { column: string; to: string }[] {
  return Object.entries(table.columns).flatMap(([column, what]) =>
    isPersonal(what) ? [{ column: name(column), to: what.star === 'mask' ? literal(STARS) : 'null' }] : [],
  );
}

/** Null stays null: a star would claim that there was a value. */
export const starAssignments = (table: Table): string =>
  starredColumns(table)
    .map(
      ({ column, to }) =>
        `${column} = ${to === 'null' ? to : `case when ${column} is not null then ${to} end`}`,
    )
    .join(', ');

/** Condition: true for a row that has a value which starring should have changed. */
export const readableCondition = (table: Table): string =>
  starredColumns(table)
    .map(({ column, to }) => (to === 'null' ? `${column} is not null` : `${column} <> ${to}`))
    .join(' or ') || 'false';

export type Entry<T extends Table = Table> = readonly [table: string, entry: T];

export const customerTables = (map: PersonalDataMap): Entry<CustomerTable>[] =>
  Object.entries(map).filter((entry): entry is [string, CustomerTable] => entry[1].rows === 'customer');

/** Tables that give access to the account; every outcome but a refusal deletes their rows. */
export const credentialTables = (map: PersonalDataMap): Entry[] =>
  Object.entries(map).filter(([, table]) => 'credential' in table && table.credential);

/** Condition for the rows of one customer; `verifications` has the customer's id as text. */
export function ofCustomer(table: Table, customer: string): string {
  if (table.rows === 'customer') return `${name(table.by)} = ${customer}`;
  if (table.rows === 'matched by') return `${name(table.by)} = ${customer}::text`;
  throw new Error('no rows of a customer here');
}
