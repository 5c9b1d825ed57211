import type { MiddlewareHandler } from 'hono';
import { accountActions } from '../accounts/schema.ts';
import { AppError } from '../errors.ts';
import { appRouter } from '../router.ts';
import { LOGO_PATH } from '../settings/logo/rules.ts';
import { CALLBACK_PATH, START_PATH } from '../team/single-sign-on/rules.ts';
import type { Assets } from './assets.ts';

/** The HTTP methods of each path. */

const READ_ONLY = ['GET', 'HEAD'];
const POST_ONLY = ['POST'];
const READ_OR_POST = [...READ_ONLY, ...POST_ONLY];

const methodsOfFixedPaths = new Map<string, readonly string[]>([
  ['/health', READ_ONLY],
  ['/openapi.json', READ_ONLY],
  ['/exports/personal-data.xsd', READ_ONLY],
  ['/exports/personal-data.xml', POST_ONLY],
  [START_PATH, POST_ONLY],
  // HEAD would use up what the provider sent, and show nothing.
  [CALLBACK_PATH, ['GET']],
  ...Object.keys(accountActions).map((action) => [`/api/auth/${action}`, POST_ONLY] as const),
]);

const procedures = new Map(
  Object.entries<unknown>(appRouter._def.procedures).map(([path, procedure]) => [
    path,
    (procedure as { _def: { type: string } })._def.type === 'query' ? READ_OR_POST : POST_ONLY,
  ]),
);

/** For one call, or a batch: GET only where all are queries. Undefined where a procedure does not exist. */
function methodsOfCalls(calls: string | null): readonly string[] | undefined {
  const all = calls?.split(',').map((path) => procedures.get(path)) ?? [];
  if (all.includes(undefined)) return undefined;
  return all.includes(POST_ONLY) ? POST_ONLY : READ_OR_POST;
}

/** The procedures in a path, as tRPC reads them: a comma may be written `%2C`. Null for other paths, and where the path cannot be decoded. */
export function callsIn(path: string): string | null {
  if (!path.startsWith('/trpc/')) return null;
  try {
    return decodeURIComponent(path.slice('/trpc/'.length));
  } catch {
    return null;
  }
}

/** Undefined where nothing is at this path. */
export const methodsOfPath = (path: string, assets: Assets | null): readonly string[] | undefined =>
  methodsOfFixedPaths.get(path) ??
  (path.startsWith(LOGO_PATH) ? READ_ONLY : undefined) ??
  (path.startsWith('/trpc/')
    ? methodsOfCalls(callsIn(path))
    : assets?.has(path) || path === '/'
      ? READ_ONLY
      : undefined);

/** Refuses another method and names the allowed ones. A path with nothing passes, and gets `not_found` later. */
export const requireAllowedMethod =
  (assets: Assets | null): MiddlewareHandler =>
  (c, next) => {
    const allowed = methodsOfPath(c.req.path, assets);
    if (allowed === undefined || allowed.includes(c.req.method)) return next();
    c.header('allow', allowed.join(', '));
    throw new AppError('method_not_allowed');
  };
