import type { Outcome } from './schema.ts';
import type { CustomerTable, PersonalDataMap, Table } from './shape.ts';
import { starredColumns } from './sql-text.ts';

export type Effect = 'deleted' | 'unlinked' | 'starred' | 'kept';

/** What an outcome does to the rows of a table, by the same words of the map from which the decision is compiled. */
export function findEffect(table: Table, outcome: Outcome): Effect {
  if (outcome === 'refuse') return 'kept';
  if ('credential' in table && table.credential) return 'deleted';
  if (table.rows !== 'customer' || outcome === 'block') return 'kept';
  if (outcome === 'destroy') return table.destroy === 'delete' ? 'deleted' : 'unlinked';
  if (table.star === 'delete') return 'deleted';
  return starredColumns(table).length > 0 ? 'starred' : 'kept';
}

/** Whether a change in it outdates a preview: what Lethe writes as it runs, or derives from other rows, does not. */
export const outdatesPreview = (table: Table): table is CustomerTable =>
  table.rows === 'customer' && !table.credential && !table.trace;

export interface RowCount {
  table: string;
  rows: number;
}

/** The tables that have rows of the customer, with the effect on each; the sum `rows` counts only rows that would change. */
export function previewOutcome(map: PersonalDataMap, outcome: Outcome, counts: readonly RowCount[]) {
  const tables = counts
    .filter(({ rows }) => rows > 0)
    .flatMap(({ table, rows }) => {
      const entry = map[table];
      return entry === undefined
        ? []
        : [{ table, rows, effect: findEffect(entry, outcome), outdates: outdatesPreview(entry) }];
    });
  const changing = tables.filter(({ effect }) => effect !== 'kept');
  return { tables, rows: changing.reduce((sum, { rows }) => sum + rows, 0) };
}
