import type { Sql, TransactionSql } from 'postgres';
import { CONTENDED, codeOf, isConnectionLost } from './errors.ts';

const ATTEMPTS = 5;

/** Does it again as a whole, five times at most, where something passing got in the way; `also` names further codes. */
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
 * The one way to say several statements: all of them, or none. Once the connection has broken, nothing more is said on it, neither by
 * `work` nor by the driver's own `commit` and `rollback`: postgres.js 3.4.9 writes them to a connection that by then may carry somebody else's
 * transaction, and where it carries none ends the process. So `work` is left without an end then, and its caller hears from `begin` alone.
 */
export function inTransaction<T>(sql: Sql, work: (tx: TransactionSql) => Promise<T>, mode = ''): Promise<T> {
  const connection = { lost: false };
  const whole = sql.begin(mode, async (tx) => {
    try {
      const result = await work(refuseOnceLost(tx, connection));
      if (!connection.lost) return result;
    } catch (error) {
      if (!connection.lost && !isConnectionLost(error)) throw error;
    }
    return new Promise<never>(() => undefined);
  }) as Promise<T>;
  whole.catch(() => {
    connection.lost = true;
  });
  return whole;
}

class ConnectionLost extends Error {
  readonly code = 'CONNECTION_CLOSED';
  constructor() {
    super('The connection is lost.');
  }
}

/** `tx`, which refuses to say anything more once its connection is lost; so does its `unsafe`. */
function refuseOnceLost<Tx extends object>(tx: Tx, connection: { lost: boolean }): Tx {
  return new Proxy(tx, {
    apply(target, self, said) {
      if (connection.lost) throw new ConnectionLost();
      return Reflect.apply(target as (...words: unknown[]) => unknown, self, said);
    },
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      return name === 'unsafe' && typeof part === 'function' ? refuseOnceLost(part, connection) : part;
    },
  });
}
