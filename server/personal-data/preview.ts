import type { Outcome } from './schema.ts';
import type { PersonalDataMap, Table } from './shape.ts';
import { starredColumns } from './sql-text.ts';

export type Effect = 'deleted' | 'unlinked' | 'starred' | 'kept';

/** What an outcome does to the rows of a table: the same reading of the map that the decision is compiled from. */
export function effectOn(table: Table, outcome: Outcome): Effect {
  if (outcome === 'refuse') return 'kept';
  if ('credential' in table && table.credential) return 'deleted';
  if (table.rows !== 'customer' || outcome === 'block') return 'kept';
  if (outcome === 'destroy') return table.destroy === 'delete' ? 'deleted' : 'unlinked';
  if (table.star === 'delete') return 'deleted';
  return starredColumns(table).length > 0 ? 'starred' : 'kept';
}

export interface RowCount {
  table: string;
  rows: number;
}

/** Tables that hold something of the person, with what would become of it; `rows` counts those that would change. */
export function previewOutcome(map: PersonalDataMap, outcome: Outcome, counts: readonly RowCount[]) {
  const tables = counts
    .filter(({ rows }) => rows > 0)
    .flatMap(({ table, rows }) => {
      const entry = map[table];
      return entry === undefined ? [] : [{ table, rows, effect: effectOn(entry, outcome) }];
    });
  const changing = tables.filter(({ effect }) => effect !== 'kept');
  return { tables, rows: changing.reduce((sum, { rows }) => sum + rows, 0) };
}
