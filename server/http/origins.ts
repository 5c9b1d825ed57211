import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/** Spellings that another layer might read as a different path have no meaning here. */
export const refuseAmbiguousPaths: MiddlewareHandler = async (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (/\/\/|\\|;|%(2f|5c|2e|25|3b|00)/i.test(pathname)) throw new AppError('not_found');
  return next();
};

/**
 * Against requests that another site makes in somebody's name. Whatever is not a read must come from our own pages, or from no page at all; and be JSON, which no page
 * elsewhere can send without asking first. A form is good for the download only, and must prove where it comes from.
 */
export function refuseCrossSiteWrites(url: string): MiddlewareHandler {
  const trusted = trustedOrigins(url);
  return async (c, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return next();
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    // A form of a page without referrer names its origin as "null"; Sec-Fetch-Site, which no page can set, still tells.
    const known =
      origin !== undefined && (trusted.has(origin) || (origin === 'null' && site === 'same-origin'));
    if (
      (origin !== undefined && !known) ||
      (site !== undefined && site !== 'same-origin' && site !== 'none')
    ) {
      throw new AppError('cross_site_request');
    }
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    const form = type === 'application/x-www-form-urlencoded' && c.req.path.startsWith('/exports/');
    if (form && !known && site !== 'same-origin') throw new AppError('cross_site_request');
    if (!form && type !== 'application/json') throw new AppError('unsupported_content');
    return next();
  };
}

/** On loopback both names of this machine are the same place. */
export function trustedOrigins(url: string): Set<string> {
  const { origin, protocol, hostname, port } = new URL(url);
  if (hostname !== 'localhost' && hostname !== '127.0.0.1') return new Set([origin]);
  const at = port === '' ? '' : `:${port}`;
  return new Set([`${protocol}//localhost${at}`, `${protocol}//127.0.0.1${at}`]);
}
