import type { Sql, TransactionSql } from 'postgres';
import { CONTENDED, codeOf, isConnectionLost } from './errors.ts';

const ATTEMPTS = 5;

/** Repeats the whole work, five attempts at most, when another transaction was in the way; `also`: further codes that allow it. */
export async function retryTransaction<T>(work: () => Promise<T>, also: readonly string[] = []): Promise<T> {
  const passing = new Set([...CONTENDED, ...also]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !passing.has(codeOf(error))) throw error;
    }
  }
}

/**
 * The only way to run several statements: all of them, or none. Once the connection has broken, no statement may follow, neither from
 * `work` nor the driver's own `commit` and `rollback`. postgres.js 3.4.9 would send them over a connection that may carry somebody else's
 * transaction by then, and where it carries none would end the process. So the promise of `work` never settles then, and `begin` alone reports the failure.
 */
export function inTransaction<T>(sql: Sql, work: (tx: TransactionSql) => Promise<T>, mode = ''): Promise<T> {
  const connection = { lost: false };
  const transaction = sql.begin(mode, async (tx) => {
    try {
      const result = await work(refuseOnceLost(tx, connection));
      if (!connection.lost) return result;
    } catch (error) {
      if (!connection.lost && !isConnectionLost(error)) throw error;
    }
    return new Promise<never>(() => undefined);
  }) as Promise<T>;
  transaction.catch(() => {
    connection.lost = true;
  });
  return transaction;
}

class ConnectionLost extends Error {
  readonly code = 'CONNECTION_CLOSED';
  constructor() {
    super('The connection is lost.');
  }
}

/** Wraps `tx` so that it, and its `unsafe`, refuse every statement once the connection is lost. */
function refuseOnceLost<Tx extends object>(tx: Tx, connection: { lost: boolean }): Tx {
  return new Proxy(tx, {
    apply(target, self, args) {
      if (connection.lost) throw new ConnectionLost();
      return Reflect.apply(target as (...words: unknown[]) => unknown, self, args);
    },
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      return name === 'unsafe' && typeof part === 'function' ? refuseOnceLost(part, connection) : part;
    },
  });
}
