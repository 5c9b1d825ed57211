import type { InferOutput } from 'valibot';
import type { RowCount } from './preview.ts';
import type { InventoryOutput } from './schema.ts';
import type { PersonalDataMap } from './shape.ts';

/** The record of processing for one customer: every table that may have data about them, with its number of rows. */
export function buildInventory(
  map: PersonalDataMap,
  counts: readonly RowCount[],
): InferOutput<typeof InventoryOutput> {
  const rowsIn = new Map(counts.map(({ table, rows }) => [table, rows]));
  const items = Object.entries(map).flatMap(([table, entry]) => {
    if (!('processing' in entry) || entry.rows === 'referenced') return [];
    const { section, purpose, recipients, source, retention } = entry.processing;
    return [{ table, section, purpose, recipients, source, retention, rows: rowsIn.get(table) ?? 0 }];
  });
  return { items };
}
