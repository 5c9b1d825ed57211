/*
 * What PostgreSQL and its driver call their failures. No other file of the server knows these codes.
 * PostgreSQL: appendix "PostgreSQL Error Codes"; the driver: postgres.js 3.4.9, and Node's own for sockets.
 */

/** What stops a start and what a person can do about it: the message is one line, and holds no secret. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/** A pooler stands where the database itself is needed; `sign`: how one knows. */
export class PoolerBetween extends Error {
  override name = 'PoolerBetween';
  readonly sign: string;

  constructor(sign: string) {
    super(`A pooler stands between: ${sign}`);
    this.sign = sign;
  }
}

/** Errcode with which functions of the database refuse. The message is a kind of the error catalog. */
export const REFUSED_BY_FUNCTION = 'LE001';

/** Another transaction was in the way: deadlock, serialization failure, lock timeout. The whole transaction may be tried again. */
export const SERIALIZATION_FAILURE = '40001';
/** Thrown in a transaction when what it read changed before it had the lock. Its code makes `retryTransaction` start again. */
export class ChangedBeforeLock extends Error {
  readonly code = SERIALIZATION_FAILURE;
}

const DEADLOCK = '40P01';
const LOCK_TIMEOUT = '55P03';
const QUERY_CANCELED = '57014';

/** Somebody else wrote the same unique value at the same time; the next look finds it. */
export const UNIQUE_VIOLATION = '23505';

export const CONTENDED: readonly string[] = [DEADLOCK, SERIALIZATION_FAILURE, LOCK_TIMEOUT];

/** The database ended the statement after a wait, or others were in the way again and again. */
const BUSY = new Set([QUERY_CANCELED, ...CONTENDED]);

/**
 * The connection broke, or the server it led to ended. Nobody knows whether the last statement was carried out, so it may be
 * repeated only where repeating changes nothing.
 */
export const CONNECTION_LOST: readonly string[] = [
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'EPIPE',
  // The server's last words come as the answer to the next statement.
  '57P01',
  '57P02',
  '25P03',
];

const UNREACHABLE = ['ECONNREFUSED', 'CONNECT_TIMEOUT', 'ETIMEDOUT'];

/** The session leads to a standby, which takes no write: a failover has moved the primary. */
const READ_ONLY = '25006';

/** No connection, none left, or one that leads to the wrong place. */
const UNAVAILABLE = new Set([
  READ_ONLY,
  ...UNREACHABLE,
  ...CONNECTION_LOST.filter((code) => code !== '25P03'),
  'CONNECTION_ENDED',
  '57P03',
  '08006',
  '08001',
  '53300',
]);

/** `disk_full`. What waits for its turn is kept: it goes on once there is room. */
const DISK_FULL = '53100';

/** PostgreSQL's or the driver's code; empty where there is none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** PgBouncer says everything under the code of a broken protocol; what ends the connection is fatal. */
const isEndedByPooler = (error: unknown): boolean =>
  codeOf(error) === '08P01' && Reflect.get(Object(error), 'severity_local') === 'FATAL';

export const isBusy = (error: unknown): boolean => BUSY.has(codeOf(error));
export const isFull = (error: unknown): boolean => codeOf(error) === DISK_FULL;
export const isUnavailable = (error: unknown): boolean =>
  UNAVAILABLE.has(codeOf(error)) || isEndedByPooler(error);
export const isConnectionLost = (error: unknown): boolean =>
  CONNECTION_LOST.includes(codeOf(error)) || isEndedByPooler(error);

/** No such schema, no such table, or no right to read it. */
export const isNotMigrated = (error: unknown): boolean =>
  ['3F000', '42P01'].includes(codeOf(error)) || isForbidden(error);

export const isForbidden = (error: unknown): boolean => codeOf(error) === '42501';

type Variable = 'DATABASE_URL' | 'LETHE_DIRECT_URL' | 'LETHE_MIGRATION_URL';

/** What the database's refusal means to the person who starts Lethe, in one line. `variable`: whose address was used. */
export function startFailure(error: unknown, variable: Variable): string {
  const code = codeOf(error);
  const sign = signOfPooler(error);
  if (sign !== undefined) return poolerBetween(variable, sign);
  const untrusted = WITHOUT_TRUST[code];
  if (untrusted !== undefined) return `The database of ${variable} ${untrusted}`;
  if ([...UNREACHABLE, 'ENOTFOUND'].includes(code))
    return `The database of ${variable} cannot be reached (${code})`;
  if (CONNECTION_LOST.includes(code)) return `The connection to the database of ${variable} broke (${code})`;
  if (code === '28P01' || code === '28000')
    return `The database of ${variable} refuses this user or password`;
  if (code === '3D000') return `The database that ${variable} names does not exist`;
  return `The start failed: ${code} ${error instanceof Error ? error.message : ''}`;
}

/** PgBouncer's own words, which name a setting and nothing else. */
const REFUSED_SETTING = /^unsupported startup parameter: \w+$/u;

function signOfPooler(error: unknown): string | undefined {
  if (error instanceof PoolerBetween) return error.sign;
  const message = error instanceof Error ? error.message : '';
  return codeOf(error) === '08P01' && REFUSED_SETTING.test(message) ? message : undefined;
}

const poolerBetween = (variable: Variable, sign: string): string =>
  variable === 'DATABASE_URL'
    ? `DATABASE_URL leads to a pooler (${sign}): set LETHE_DIRECT_URL to the same database without the pooler`
    : `${variable} leads to a pooler (${sign}): it must lead to the database itself`;

const UNKNOWN_AUTHORITY =
  'has a certificate of an authority that Lethe does not know; name a file with the right one in LETHE_DATABASE_CA';

/** Why a certificate is not trusted, by the codes of Node and Deno. */
const WITHOUT_TRUST: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another host name than the address has',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
};
