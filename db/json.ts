import type { JSONValue, TransactionSql } from 'postgres';

/** Rows as one parameter, for `jsonb_to_recordset`: a statement does not grow with its batch. */
export const json = (tx: TransactionSql, rows: readonly object[]) => tx.json(rows as unknown as JSONValue);
