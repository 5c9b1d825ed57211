import type { MiddlewareHandler } from 'hono';
import { accountActions } from '../accounts/schema.ts';
import { AppError } from '../errors.ts';
import { appRouter } from '../router.ts';
import type { Assets } from './assets.ts';

/** By which methods each path is asked. */

const READ = ['GET', 'HEAD'];
const WRITTEN = ['POST'];
const ASKED = [...READ, ...WRITTEN];

const fixed = new Map([
  ['/health', READ],
  ['/openapi.json', READ],
  ['/exports/personal-data.xsd', READ],
  ['/exports/personal-data.xml', WRITTEN],
  ...Object.keys(accountActions).map((action) => [`/api/auth/${action}`, WRITTEN] as const),
]);

const procedures = new Map(
  Object.entries<unknown>(appRouter._def.procedures).map(([path, procedure]) => [
    path,
    (procedure as { _def: { type: string } })._def.type === 'query' ? ASKED : WRITTEN,
  ]),
);

/** Of one call, or of a batch: queries alone may be read. Undefined where a call is of nothing. */
function ofCalls(calls: string | null): readonly string[] | undefined {
  const all = calls?.split(',').map((path) => procedures.get(path)) ?? [];
  if (all.includes(undefined)) return undefined;
  return all.includes(WRITTEN) ? WRITTEN : ASKED;
}

/** As tRPC reads it: a comma may be written `%2C`. Null for what is not at the tRPC doors, or cannot be decoded. */
export function callsIn(path: string): string | null {
  if (!path.startsWith('/trpc/')) return null;
  try {
    return decodeURIComponent(path.slice('/trpc/'.length));
  } catch {
    return null;
  }
}

/** Undefined for what is nothing at all. */
export const methodsOfPath = (path: string, assets: Assets | null): readonly string[] | undefined =>
  fixed.get(path) ??
  (path.startsWith('/trpc/') ? ofCalls(callsIn(path)) : assets?.has(path) || path === '/' ? READ : undefined);

/** Asked by another method, a path says by which. What is nothing stays nothing, by any method. */
export const requireAllowedMethod =
  (assets: Assets | null): MiddlewareHandler =>
  (c, next) => {
    const allowed = methodsOfPath(c.req.path, assets);
    if (allowed === undefined || allowed.includes(c.req.method)) return next();
    c.header('allow', allowed.join(', '));
    throw new AppError('method_not_allowed');
  };
