import type { Sql, TransactionSql } from 'postgres';
import { inTransaction } from '../../db/transaction.ts';

/** A read-only transaction on a connection of its own, open until it is closed. */
export interface Snapshot {
  sql: TransactionSql;
  /** True once the connection has broken. No statement may use it from then on: it may serve somebody else by now. */
  isBroken: () => boolean;
  /** Gives the connection back. */
  close: () => Promise<void>;
}

/** Opens a view of one moment of the database for a whole download. */
export function openSnapshot(pool: Sql): Promise<Snapshot> {
  return new Promise((opened, refused) => {
    let isBroken = false;
    let end: (() => void) | undefined;
    const ended = new Promise<void>((done) => {
      end = done;
    });
    const stayOpen = async (sql: TransactionSql) => {
      opened({ sql, isBroken: () => isBroken, close });
      await ended;
    };
    const transaction = inTransaction(pool, stayOpen, 'isolation level repeatable read read only');
    transaction.catch((error: unknown) => {
      isBroken = true;
      refused(error);
    });
    const close = async () => {
      if (!isBroken) end?.();
      await transaction.catch(() => undefined);
    };
  });
}
