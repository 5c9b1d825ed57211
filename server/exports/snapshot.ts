import type { Sql, TransactionSql } from 'postgres';

/** A read-only transaction on a connection of its own, open until it is closed. */
export interface Snapshot {
  sql: TransactionSql;
  /** True when the connection has broken: from then on nothing may be said on it, for it may be somebody else's by now. */
  isBroken: () => boolean;
  /** Gives the connection back. */
  close: () => Promise<void>;
}

/**
 * By the pool's `begin`, not by its `reserve`: only the former says that its connection broke. Whatever is written to a
 * broken one throws outside of every promise and would end the process (postgres.js 3.4.9).
 */
export function openSnapshot(pool: Sql): Promise<Snapshot> {
  return new Promise((opened, refused) => {
    let isBroken = false;
    let end: (() => void) | undefined;
    const ended = new Promise<void>((done) => {
      end = done;
    });
    const over = pool.begin('isolation level repeatable read read only', async (sql) => {
      opened({ sql, isBroken: () => isBroken, close });
      await ended;
    });
    over.catch((error: unknown) => {
      isBroken = true;
      refused(error);
    });
    const close = async () => {
      if (!isBroken) end?.();
      await over.catch(() => undefined);
    };
  });
}
