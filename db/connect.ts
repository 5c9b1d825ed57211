import postgres, { type Options, type Sql } from 'postgres';
import { ASKED_OF_POOLER, OWN_SETTINGS, SESSIONS, type Settings } from './sessions.ts';
import { tlsOf } from './tls.ts';

/**
 * Pools, so that a stalled export, a long decision or a system's batches never take the connections of the pages. Only `app` may lead
 * through a pooler; the others need sessions with settings of their own.
 */
export interface Pools {
  /** For pages: 5 s a statement. */
  app: Sql;
  /** For exports: four at a time, each with a read-only snapshot, up to 15 minutes. */
  exports: Sql;
  /** For decisions: up to 10 minutes, with at most 5 s of waiting for a lock. */
  decisions: Sql;
  /** For batches that systems hand in: four at a time, 30 s a statement; batches about the same people wait for each other. */
  batches: Sql;
  /** Only listens: the driver opens one connection beside the pool for it. */
  notifications: Sql;
  end(): Promise<void>;
}

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

/** How an address is reached, beside what it says itself. */
export interface Way {
  /** Certificate of the authority that certifies the database, in PEM. */
  ca?: string | undefined;
  /** Whether a pooler stands between, whose sessions are lent for one transaction. */
  pooled?: boolean;
}

/** Opens one pool. Its sessions use our own settings and `settings`, and drop notices. */
export function connect(
  url: string,
  max: number,
  settings: Record<string, string | number | boolean> = {},
  { ca, pooled = false }: Way = {},
): Sql {
  const ssl = tlsOf(url, ca);
  const options: Options<typeof types> = {
    max,
    // The driver decodes user and password, but not this.
    database: decodeURIComponent(new URL(url).pathname.slice(1)),
    types,
    onnotice: () => undefined,
    connect_timeout: 5,
    // The driver's own backoff makes the next call wait for 20 s after some broken connections.
    backoff: () => 0.1,
    ...(ssl && { ssl }),
    // The next transaction may find a session that has not prepared it.
    ...(pooled && { prepare: false }),
    connection: {
      application_name: 'lethe',
      ...(pooled ? ASKED_OF_POOLER : { ...OWN_SETTINGS, ...settings }),
    },
  };
  return postgres(url, options);
}

export interface PoolsOptions {
  /** Address of the same database and role without a pooler; `url` unless given. */
  directUrl?: string | undefined;
  ca?: string | undefined;
}

/** `url` may lead to a pooler where `directUrl` is another one: only the short transactions of pages go there. */
export function openPools(url: string, { directUrl = url, ca }: PoolsOptions = {}): Pools {
  const direct = (max: number, settings: Settings) => connect(directUrl, max, settings, { ca });
  const pools = {
    app: connect(url, 10, SESSIONS.app, { ca, pooled: directUrl !== url }),
    exports: direct(4, SESSIONS.exports),
    decisions: direct(4, SESSIONS.decisions),
    batches: direct(4, SESSIONS.batches),
    notifications: direct(1, SESSIONS.notifications),
  };
  return {
    ...pools,
    async end() {
      await Promise.all(Object.values(pools).map((sql) => sql.end({ timeout: 5 })));
    },
  };
}
