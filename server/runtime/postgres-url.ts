import * as v from 'valibot';
import { readUrl } from '../values/url.ts';

/*
 * The address of a PostgreSQL. The driver would say of a wrong one that a "URI is malformed", or ask another host, and name no variable.
 * No message repeats a part of the address but the name of a parameter.
 */

/** What the driver understands, and what PostgreSQL takes that Lethe does not set itself. */
const PARAMETERS = [
  'sslmode',
  'ssl',
  'sslnegotiation',
  'target_session_attrs',
  'connect_timeout',
  'idle_timeout',
  'max_lifetime',
  'keep_alive',
  'prepare',
  'fetch_types',
  'application_name',
  'options',
];

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

export const postgresUrl = v.pipe(
  v.string('is missing'),
  v.check(
    isEncoded,
    'must have # as %23, / as %2F, ? as %3F and % as %25 in its user, password and database (percent-encoding)',
  ),
  v.check(isPostgresUrl, 'must be a postgres:// address'),
  v.check(
    (text) => hasKnownMode(text),
    `has an sslmode that Lethe does not know; it knows ${MODES.join(', ')}`,
  ),
  v.check(
    (text) => findUnknownParameter(text) === undefined,
    ({ input }) =>
      `has the parameter ${findUnknownParameter(input)}, which Lethe does not know; it knows ${PARAMETERS.join(', ')}`,
  ),
);

/** A character that ends the host's part, left as it is in a password, would make a piece of the password the host. */
function isEncoded(text: string): boolean {
  const rest = text.replace(/^[^:]*:\/\//u, '');
  const isCut = rest.includes('#') || /^[^/?]*(\/[^?]*|\?.*)@/u.test(rest);
  return !isCut && isDecodable(rest);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function isPostgresUrl(text: string): boolean {
  const url = readUrl(text);
  return url !== null && ['postgres:', 'postgresql:'].includes(url.protocol) && url.hostname !== '';
}

/** The driver would verify with a mode it does not know, and not with one that is misspelt. */
function hasKnownMode(text: string): boolean {
  const mode = readUrl(text)?.searchParams.get('sslmode') ?? null;
  return mode === null || MODES.includes(mode);
}

function findUnknownParameter(text: string): string | undefined {
  return [...(readUrl(text)?.searchParams.keys() ?? [])].find((name) => !PARAMETERS.includes(name));
}
