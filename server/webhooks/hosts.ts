import { isLoopback } from '../runtime/loopback.ts';
import { readUrl } from '../values/url.ts';
import { isPublicAddress } from './addresses.ts';

/* Which hosts Lethe calls: those of `LETHE_WEBHOOK_HOSTS` and no other. */

/** Written as `URL` writes hosts: in lower case, names as A-labels. An IPv6 address has its brackets. */
export interface AllowedHost {
  host: string;
  port: number;
}

/** Where a webhook goes. `address`: the host without brackets. */
export interface Target {
  host: string;
  address: string;
  port: number;
  secure: boolean;
  /** Path and query. */
  path: string;
}

const isAddress = (host: string): boolean => host.startsWith('[') || /^[\d.]+$/u.test(host);
const bare = (host: string): string => host.replaceAll(/[[\]]/gu, '');

/**
 * The hosts of a list `host, host:port`; null if it is none. 443 where there is no port. A public address or a name may be listed, and this
 * machine by `localhost` or its own address; an address of a private network may not.
 */
export function parseWebhookHosts(text: string): AllowedHost[] | null {
  const parsed = text.split(',').map((entry) => parseHost(entry.trim()));
  return parsed.every((host) => host !== null) ? parsed : null;
}

function parseHost(entry: string): AllowedHost | null {
  const url = /^[^\s/?#@\\%*]+$/u.test(entry) ? readUrl(`https://${entry}`) : null;
  if (url === null) return null;
  const { hostname, port } = url;
  // `URL` reads `2130706433` as 127.0.0.1: refuse an address that is not written as one.
  const isTypedAddress = entry.toLowerCase().startsWith(hostname);
  if (hostname.endsWith('.') || (isAddress(hostname) && !isTypedAddress)) return null;
  if (isAddress(hostname) && !isLoopback(hostname) && !isPublicAddress(bare(hostname))) return null;
  return { host: hostname, port: Number(port || '443') };
}

/** Why an address cannot be a webhook, as one word; null if it can. The host may still resolve to a forbidden address. */
export type UrlProblem = 'not_a_url' | 'not_https' | 'has_credentials' | 'host_not_allowed';

export function readTarget(url: string, allowed: readonly AllowedHost[]): Target | UrlProblem {
  // `URL` drops tabs and line breaks, and reads `\` as `/`.
  const read = /[\s\\]|\p{Cc}/u.test(url) ? null : readUrl(url);
  if (read === null) return 'not_a_url';
  const { protocol, hostname: host, port: given, username, password, hash, pathname, search } = read;
  if (username !== '' || password !== '' || url.includes('@')) return 'has_credentials';
  if (hash !== '') return 'not_a_url';
  const secure = protocol === 'https:';
  if (!secure && !(protocol === 'http:' && isLoopback(host))) return 'not_https';
  const port = Number(given || (secure ? '443' : '80'));
  if (!allowed.some((one) => one.host === host && one.port === port)) return 'host_not_allowed';
  return { host, address: bare(host), port, secure, path: `${pathname}${search}` };
}
