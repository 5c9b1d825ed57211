import type { TransactionSql } from 'postgres';

type Plain = string | number | boolean | null | string[];
interface PlainRow {
  [column: string]: Plain | PlainRow[];
}
/** Rows as one JSON value: a statement a table, however many rows. */
export const json = (tx: TransactionSql, rows: PlainRow[]) => tx.json(rows);
