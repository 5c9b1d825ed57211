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
import type { RowList, Sql, TransactionSql } from 'postgres';
import { codeOf, UNIQUE_VIOLATION } from '../../db/errors.ts';
import { inTransaction } from '../../db/transaction.ts';

/**
 * Connects better-auth to our pool; its transactions run by `inTransaction`, as all of ours do. kysely-postgres-js reserves a connection and
 * sends `begin`, `commit` and `rollback` itself. After a lost connection it would send them into a stranger's transaction.
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
      // A statement outside a transaction uses any free connection of the pool.
      acquireConnection: () => {
        const connection: DatabaseConnection = {
          executeQuery: (query) => transactions.get(connection)?.run(query) ?? execute(sql, query),
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
  run<R>(query: CompiledQuery): Promise<QueryResult<R>>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Begins a transaction that later calls end by `commit` or `rollback`. */
function beginTransaction(sql: Sql): Promise<Transaction> {
  return new Promise((opened, refused) => {
    const transaction = inTransaction(sql, (tx) => {
      // `inTransaction` needs the statement's own error: it shows whether a connection is left to roll back on.
      let failure: unknown = new Error('The transaction was given up.');
      return new Promise<void>((done, fail) => {
        opened({
          run: <R>(query: CompiledQuery) =>
            execute<R>(tx, query).catch((error: unknown) => {
              failure = error;
              throw error;
            }),
          commit() {
            done();
            return transaction;
          },
          rollback() {
            fail(failure);
            return transaction.catch(() => undefined);
          },
        });
      });
    });
    transaction.catch(refused);
  });
}

/** The first error of the database during one action. */
export interface DatabaseFailure {
  error?: unknown;
}
const databaseFailures = new AsyncLocalStorage<DatabaseFailure>();

/**
 * Records errors of the database while `work` runs, because better-auth answers some of them as if the address were a duplicate. A real
 * duplicate is not recorded.
 */
export const noteDatabaseFailure = <T>(failure: DatabaseFailure, work: () => Promise<T>): Promise<T> =>
  databaseFailures.run(failure, work);

const MOMENT = 1184;

/** The library compares with `new Date()`. A text, as our pools answer it, is never smaller: no link and no session would ever run out. */
function withDates<R extends object>(rows: RowList<R[]>): R[] {
  const moments = rows.columns.filter(({ type }) => type === MOMENT).map(({ name }) => name as keyof R);
  return rows.map((row) => {
    const dates = moments.flatMap((name) =>
      typeof row[name] === 'string' ? [[name, new Date(row[name])] as const] : [],
    );
    return { ...row, ...Object.fromEntries(dates) };
  });
}

async function execute<R>(sql: Sql | TransactionSql, { sql: text, parameters }: CompiledQuery) {
  try {
    // Throws at once when the connection was lost between two statements.
    const rows = await sql.unsafe<(R & object)[]>(text, [...parameters] as never[]);
    const result: QueryResult<R> = { rows: withDates(rows), numAffectedRows: BigInt(rows.count ?? 0) };
    return result;
  } catch (error) {
    const failure = databaseFailures.getStore();
    if (failure !== undefined && codeOf(error) !== UNIQUE_VIOLATION) failure.error ??= error;
    throw error;
  }
}
