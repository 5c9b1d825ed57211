/** Settings of a session by their names in PostgreSQL. Texts, since the driver leaves out `0` and `false`. */
export type Settings = Record<string, string>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * What a database or a role may have set otherwise for every program that uses it. The first six decide what texts mean: the driver knows
 * dates, bytes and arrays in one spelling only. The others decide when statements wait, fail or see each other.
 */
export const OWN_SETTINGS: Settings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  bytea_output: 'hex',
  extra_float_digits: '1',
  array_nulls: 'on',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  lock_timeout: '0',
  idle_session_timeout: '0',
};

/** Every statement names its schema, so nothing of another schema can take the place of ours. */
const OWN_NAMES = { search_path: 'pg_catalog, pg_temp' };

/** What each kind of session has beside `OWN_SETTINGS`. The names tell them apart in `pg_stat_activity`. */
export const SESSIONS = {
  app: {
    ...OWN_NAMES,
    statement_timeout: String(5 * SECOND),
    idle_in_transaction_session_timeout: String(10 * SECOND),
  },
  exports: {
    ...OWN_NAMES,
    application_name: 'lethe exports',
    statement_timeout: String(15 * MINUTE),
    // A reader may stall for 30 s. A session that is idle longer has lost its server and would keep its customer's download slot.
    idle_in_transaction_session_timeout: String(MINUTE),
    default_transaction_isolation: 'repeatable read',
    default_transaction_read_only: 'on',
  },
  decisions: {
    ...OWN_NAMES,
    application_name: 'lethe decisions',
    statement_timeout: String(10 * MINUTE),
    lock_timeout: String(5 * SECOND),
  },
  batches: {
    ...OWN_NAMES,
    application_name: 'lethe batches',
    statement_timeout: String(30 * SECOND),
    idle_in_transaction_session_timeout: String(10 * SECOND),
  },
  notifications: { ...OWN_NAMES, application_name: 'lethe notifications' },
  // Each file is one message, so a transaction that stays idle has lost its process.
  migration: {
    application_name: 'lethe migration',
    idle_in_transaction_session_timeout: String(10 * MINUTE),
  },
} as const satisfies Record<string, Settings>;

/** PgBouncer gives these to whatever session it lends, for as long as it lends it. It refuses all others. */
const LENT_WITH = ['TimeZone', 'DateStyle', 'standard_conforming_strings'];

const choose = (settings: Settings, choice: (name: string) => boolean): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => choice(name)));

/** What can be asked of a pooler with each connection. */
export const ASKED_OF_POOLER = choose(OWN_SETTINGS, (name) => LENT_WITH.includes(name));

/** What a pooler's sessions must have from the start, as defaults of the role. */
export const ROLE_DEFAULTS = choose(
  { ...OWN_SETTINGS, ...SESSIONS.app },
  (name) => !LENT_WITH.includes(name),
);
