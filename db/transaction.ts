import type { Sql, TransactionSql } from 'postgres';

/** Deadlock, serialization failure (also: what was looked at has changed meanwhile), lock timeout. */
const PASSING = ['40P01', '40001', '55P03'];

/** Somebody else wrote the same unique value at the same time; the next look finds it. */
export const UNIQUE_VIOLATION = '23505';

/**
 * The connection broke, or the server it led to ended. Whether the last statement was carried out is not known, so this is to be tried again
 * only where repeating changes nothing.
 */
export const CONNECTION_LOST = [
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'EPIPE',
  // What the server said last is told to the next statement.
  '57P01',
  '57P02',
  '25P03',
];

const ATTEMPTS = 5;

/** Does it again as a whole, five times at most, where something passing got in the way; `also` names further codes. */
export async function asAWhole<T>(work: () => Promise<T>, also: readonly string[] = []): Promise<T> {
  const passing = new Set([...PASSING, ...also]);
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
export function inOneTransaction<T>(
  sql: Sql,
  work: (tx: TransactionSql) => Promise<T>,
  mode = '',
): Promise<T> {
  const connection = { lost: false };
  const whole = sql.begin(mode, async (tx) => {
    try {
      const result = await work(whileItLasts(tx, connection));
      if (!connection.lost) return result;
    } catch (error) {
      if (!connection.lost && !lost.has(codeOf(error))) throw error;
    }
    return new Promise<never>(() => undefined);
  }) as Promise<T>;
  whole.catch(() => {
    connection.lost = true;
  });
  return whole;
}

const lost = new Set(CONNECTION_LOST);

class ConnectionLost extends Error {
  readonly code = 'CONNECTION_CLOSED';
  constructor() {
    super('The connection is lost.');
  }
}

/** `tx`, which refuses to say anything more once its connection is lost; so does its `unsafe`. */
function whileItLasts<Tx extends object>(tx: Tx, connection: { lost: boolean }): Tx {
  return new Proxy(tx, {
    apply(target, self, said) {
      if (connection.lost) throw new ConnectionLost();
      return Reflect.apply(target as (...words: unknown[]) => unknown, self, said);
    },
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      return name === 'unsafe' && typeof part === 'function' ? whileItLasts(part, connection) : part;
    },
  });
}

/** PostgreSQL's or the driver's; empty where there is none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
