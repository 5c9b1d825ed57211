import * as v from 'valibot';
import type { SmtpServer } from '../notifications/smtp.ts';
import { readUrl } from '../values/url.ts';
import { isLoopback } from './loopback.ts';

/* The address of an SMTP server. No message repeats a part of it: it holds a password. */

const SHAPE = /^(smtps?):\/\/(?:([^\s:/?#]+):([^\s:/?#]+)@)?([^\s@/?#]*[^\s@/?#:])\/?$/iu;
const HOST = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])$/u;
const STANDARD_PORTS = { smtp: 587, smtps: 465 };

/** `smtp://user:password@host:port`, or `smtps://…`; null if the text is something else. */
export function parseSmtpUrl(text: string): SmtpServer | null {
  const [, scheme, user, password, hostAndPort = ''] = SHAPE.exec(text) ?? [];
  const host = hostOf(hostAndPort);
  const login = decodeLogin(user, password);
  if (scheme === undefined || host === null || login === undefined) return null;
  const secure = scheme.toLowerCase() === 'smtps';
  const port = /:(\d+)$/u.exec(hostAndPort)?.[1] ?? STANDARD_PORTS[secure ? 'smtps' : 'smtp'];
  if (Number(port) === 0) return null;
  return { host, port: Number(port), secure, loopback: isLoopback(host), login };
}

/** Written as `URL` writes hosts of http: in lower case, names as A-labels, numbers as addresses. */
function hostOf(hostAndPort: string): string | null {
  const hostname = readUrl(`http://${hostAndPort}`)?.hostname ?? '';
  return HOST.test(hostname) ? hostname.replaceAll(/[[\]]/gu, '') : null;
}

/** Null without a login; undefined if it cannot be read. */
function decodeLogin(
  user: string | undefined,
  password: string | undefined,
): SmtpServer['login'] | undefined {
  if (user === undefined || password === undefined) return null;
  try {
    const login = { user: decodeURIComponent(user), password: decodeURIComponent(password) };
    return /\p{Cc}/u.test(login.user + login.password) ? undefined : login;
  } catch {
    return undefined;
  }
}

export const smtpUrl = v.pipe(
  v.string(),
  v.check(
    (text) => parseSmtpUrl(text) !== null,
    'must be smtp://user:password@host:port or smtps://…, with user and password percent-encoded',
  ),
  v.transform((text) => parseSmtpUrl(text)!),
);
