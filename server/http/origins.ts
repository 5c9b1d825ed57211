import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/** Refuses spellings of a path that a proxy might read as a different path. */
export const refuseAmbiguousPaths: MiddlewareHandler = async (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (/\/\/|\\|;|%(2f|5c|2e|25|3b|00)|^\/trpc\/.*\/$/i.test(pathname)) throw new AppError('not_found');
  return next();
};

/**
 * Refuses writes that another site makes in a person's name. A write must come from our own pages, or from no page at all, and be JSON:
 * another site cannot send JSON without a CORS preflight. A form works for the download only, and must prove that our page sent it.
 */
export function refuseCrossSiteWrites(url: string): MiddlewareHandler {
  const trusted = trustedOrigins(url);
  return async (c, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return next();
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    // A form of a page without referrer has the origin "null"; Sec-Fetch-Site, which no page can set, still shows the site.
    const isTrusted =
      origin !== undefined && (trusted.has(origin) || (origin === 'null' && site === 'same-origin'));
    if (
      (origin !== undefined && !isTrusted) ||
      (site !== undefined && site !== 'same-origin' && site !== 'none')
    ) {
      throw new AppError('cross_site_request');
    }
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    const isForm = type === 'application/x-www-form-urlencoded' && c.req.path.startsWith('/exports/');
    if (isForm && !isTrusted && site !== 'same-origin') throw new AppError('cross_site_request');
    if (!isForm && type !== 'application/json') throw new AppError('unsupported_content');
    return next();
  };
}

/** On loopback, both names of this machine are trusted. */
export function trustedOrigins(url: string): Set<string> {
  const { origin, protocol, hostname, port } = new URL(url);
  if (hostname !== 'localhost' && hostname !== '127.0.0.1') return new Set([origin]);
  const portSuffix = port === '' ? '' : `:${port}`;
  return new Set([`${protocol}//localhost${portSuffix}`, `${protocol}//127.0.0.1${portSuffix}`]);
}
