import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Sql, TransactionSql } from 'postgres';
import { codeOf, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { inTransaction } from '../../db/transaction.ts';

/**
 * How better-auth speaks to our pool: its transactions by `inTransaction`, like everybody's. A driver that reserves a connection and says
 * `begin`, `commit` and `rollback` on it by itself (kysely-postgres-js) says them, after a break, to whatever transaction it carries by then.
 */
export class AccountsDialect implements Dialect {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  createAdapter = () => new PostgresAdapter();
  createIntrospector = (db: Kysely<unknown>) => new PostgresIntrospector(db);
  createQueryCompiler = () => new PostgresQueryCompiler();

  createDriver(): Driver {
    const sql = this.#sql;
    const transactions = new WeakMap<DatabaseConnection, Transaction>();
    const transactionOf = (connection: DatabaseConnection) => transactions.get(connection)!;
    return {
      init: doNothing,
      // A statement outside of a transaction takes whichever connection of the pool is free.
      acquireConnection: () => {
        const connection: DatabaseConnection = {
          executeQuery: (query) => transactions.get(connection)?.say(query) ?? execute(sql, query),
          streamQuery: () => {
            throw new Error('better-auth reads no streams');
          },
        };
        return Promise.resolve(connection);
      },
      beginTransaction: async (connection) => void transactions.set(connection, await beginTransaction(sql)),
      commitTransaction: (connection) => transactionOf(connection).commit(),
      rollbackTransaction: (connection) => transactionOf(connection).rollback(),
      releaseConnection: doNothing,
      destroy: doNothing,
    };
  }
}

const doNothing = () => Promise.resolve();

interface Transaction {
  say<R>(query: CompiledQuery): Promise<QueryResult<R>>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** One that other calls end than the one that began it. */
function beginTransaction(sql: Sql): Promise<Transaction> {
  return new Promise((opened, refused) => {
    const whole = inTransaction(sql, (tx) => {
      // What a statement failed with says whether there is a connection left to roll back on.
      let failure: unknown = new Error('The transaction was given up.');
      return new Promise<void>((done, fail) => {
        opened({
          say: <R>(query: CompiledQuery) =>
            execute<R>(tx, query).catch((error: unknown) => {
              failure = error;
              throw error;
            }),
          commit() {
            done();
            return whole;
          },
          rollback() {
            fail(failure);
            return whole.catch(() => undefined);
          },
        });
      });
    });
    whole.catch(refused);
  });
}

/** What the database could not do for one action. */
export interface DatabaseFailure {
  error?: unknown;
}
const databaseFailures = new AsyncLocalStorage<DatabaseFailure>();

/**
 * Notes what the database fails with meanwhile: better-auth answers some of it as it answers a duplicate address. That one is no trouble.
 */
export const noteDatabaseFailure = <T>(trouble: DatabaseFailure, work: () => Promise<T>): Promise<T> =>
  databaseFailures.run(trouble, work);

async function execute<R>(sql: Sql | TransactionSql, { sql: text, parameters }: CompiledQuery) {
  try {
    // Throws at once where the connection was lost between two statements.
    const rows = await sql.unsafe<(R & object)[]>(text, [...parameters] as never[]);
    const result: QueryResult<R> = { rows: [...rows], numAffectedRows: BigInt(rows.count ?? 0) };
    return result;
  } catch (error) {
    const trouble = databaseFailures.getStore();
    if (trouble !== undefined && codeOf(error) !== UNIQUE_VIOLATION) trouble.error ??= error;
    throw error;
  }
}
