import postgres, { type Options, type Sql } from 'postgres';

/** Four pools, so that a stalled export, a long decision or a system's batches never take the connections of the pages. */
export interface Pools {
  /** For pages: 5 s a statement. */
  app: Sql;
  /** For exports: four at a time, each with a read-only snapshot, up to 15 minutes. */
  exports: Sql;
  /** For decisions: up to 10 minutes, with at most 5 s of waiting for a lock. */
  decisions: Sql;
  /** For batches that systems hand in: four at a time, 30 s a statement; batches about the same people wait for each other. */
  batches: Sql;
  end(): Promise<void>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** ISO 8601 with PostgreSQL's microseconds: JavaScript's Date would round them. */
function toIso(timestamp: string): string {
  return timestamp.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z');
}

function toText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

const types = {
  moment: { to: 1184, from: [1184], serialize: toText, parse: toIso },
  day: { to: 1082, from: [1082], serialize: toText, parse: (day: string) => day },
};

/**
 * What a database or a role may have set otherwise for every program that uses it. The first six decide what texts mean: the driver knows
 * dates, bytes and arrays in one spelling only. The others decide when statements wait, fail or see each other. They are texts, since the
 * driver leaves out `0` and `false`.
 */
const OWN_SETTINGS: Record<string, string> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  bytea_output: 'hex',
  extra_float_digits: '1',
  array_nulls: 'on',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  lock_timeout: '0',
  idle_session_timeout: '0',
};

/** Opens one pool. Its sessions use our own settings and `settings`, and drop notices. */
export function connect(
  url: string,
  max: number,
  settings: Record<string, string | number | boolean> = {},
): Sql {
  const options: Options<typeof types> = {
    max,
    // The driver decodes user and password, but not this.
    database: decodeURIComponent(new URL(url).pathname.slice(1)),
    types,
    onnotice: () => undefined,
    connect_timeout: 5,
    // The driver's own backoff makes the next call wait for 20 s after some broken connections.
    backoff: () => 0.1,
    connection: { application_name: 'lethe', ...OWN_SETTINGS, ...settings },
  };
  return postgres(url, options);
}

export function openPools(url: string): Pools {
  const app = connect(url, 10, {
    search_path: 'pg_catalog, pg_temp',
    statement_timeout: 5 * SECOND,
    idle_in_transaction_session_timeout: 10 * SECOND,
  });
  const exports = connect(url, 4, {
    statement_timeout: 15 * MINUTE,
    // A reader may stall for 30 s. A session that is idle longer has lost its server and would keep its customer's download slot.
    idle_in_transaction_session_timeout: MINUTE,
    default_transaction_isolation: 'repeatable read',
    default_transaction_read_only: true,
  });
  const decisions = connect(url, 4, { statement_timeout: 10 * MINUTE, lock_timeout: 5 * SECOND });
  const batches = connect(url, 4, {
    application_name: 'lethe batches',
    statement_timeout: 30 * SECOND,
    idle_in_transaction_session_timeout: 10 * SECOND,
  });
  return {
    app,
    exports,
    decisions,
    batches,
    async end() {
      await Promise.all([app, exports, decisions, batches].map((sql) => sql.end({ timeout: 5 })));
    },
  };
}
