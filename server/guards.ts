import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError, type ErrorKind } from './errors.ts';

/** What stands before every handler, whatever it does. */

const MEGABYTE = 1024 * 1024;

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The catalogue's answer outside tRPC, in the shape tRPC gives it, so that a client reads one shape only. */
export function refuse(c: Context, error: AppError): Response {
  const status = getHTTPStatusCodeFromError(error) as ContentfulStatusCode;
  const { kind, field, message, code } = error;
  const data = { code, httpStatus: status, kind, ...(field === undefined ? {} : { field }) };
  return c.json({ error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data } }, status, {
    'cache-control': 'no-store',
  });
}

const refuseWith = (c: Context, kind: ErrorKind) => refuse(c, new AppError(kind));

/** Nobody frames a page, guesses a type or learns an address from a referrer. */
export function securityHeaders(url: string): MiddlewareHandler {
  const secure = url.startsWith('https:');
  return async (c, next) => {
    await next();
    c.header('content-security-policy', contentSecurityPolicy);
    c.header('x-content-type-options', 'nosniff');
    c.header('x-frame-options', 'DENY');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    if (secure) c.header('strict-transport-security', 'max-age=31536000');
  };
}

/** Spellings that another layer might read as a different path have no meaning here. */
export const plainPaths: MiddlewareHandler = async (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (/\/\/|\\|;|%(2f|5c|2e|25|3b|00)/i.test(pathname)) return refuseWith(c, 'not_found');
  return next();
};

const upTo = (megabytes: number) =>
  bodyLimit({ maxSize: megabytes * MEGABYTE, onError: (c) => refuseWith(c, 'body_too_large') });
const forPeople = upTo(1);
const SERVICE_MEGABYTES = 5;
const forServices = upTo(SERVICE_MEGABYTES);

/**
 * What comes in pieces is counted as the handler reads it, and it reads nothing of whoever has shown no key: to be measured here it would
 * be kept whole, 5 MB for each connection of anybody at all.
 */
function measuredAsRead(request: Request, body: NonNullable<Request['body']>): Request {
  let left = SERVICE_MEGABYTES * MEGABYTE;
  const measure = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, pieces) {
      left -= piece.byteLength;
      if (left < 0) pieces.error(new AppError('body_too_large'));
      else pieces.enqueue(piece);
    },
  });
  const init = { body: body.pipeThrough(measure), duplex: 'half' } satisfies RequestInit & { duplex: 'half' };
  return new Request(request, init);
}

const serviceBodies: MiddlewareHandler = (c, next) => {
  const { raw } = c.req;
  const inPieces = raw.headers.has('transfer-encoding') || !raw.headers.has('content-length');
  if (raw.body === null || !inPieces) return forServices(c, next);
  c.req.raw = measuredAsRead(raw, raw.body);
  return next();
};

/** What is too large is refused before any handler reads it; a service's batch of rows is larger than what a person types. */
export const smallBodies: MiddlewareHandler = (c, next) =>
  isServiceCall(c.req.path) ? serviceBodies(c, next) : forPeople(c, next);

/** A call, or a batch of calls, at the service door and no other. */
export const isServiceCall = (path: string): boolean =>
  /^\/trpc\/service\.[\w.]+(,service\.[\w.]+)*$/u.test(path);

/**
 * Against requests that another site makes in somebody's name. Whatever is not a read must come from our own pages, or from no page at all; and be JSON, which no page
 * elsewhere can send without asking first. A form is good for the download only, and must prove where it comes from.
 */
export function sameSiteWrites(url: string): MiddlewareHandler {
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
      return refuseWith(c, 'cross_site_request');
    }
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    const form = type === 'application/x-www-form-urlencoded' && c.req.path.startsWith('/exports/');
    if (form && !known && site !== 'same-origin') return refuseWith(c, 'cross_site_request');
    if (!form && type !== 'application/json') return refuseWith(c, 'unsupported_content');
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
