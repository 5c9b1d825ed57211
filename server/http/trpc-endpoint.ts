import type { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Context as HonoContext } from 'hono';
import { etag } from 'hono/etag';
import { parseSigned } from 'hono/utils/cookie';
import { sessionCookieOf } from '../accounts/auth.ts';
import { PAGE_OF } from '../accounts/rules.ts';
import { FALLBACK_ZONE } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import { appRouter } from '../router.ts';
import type { Deps } from '../runtime/deps.ts';
import { readBearerKey } from '../systems/keys/key.ts';
import type { Context } from '../trpc.ts';
import { isSystemCall } from './bodies.ts';
import { clientFacts } from './client-address.ts';
import { callsIn } from './methods.ts';
import { findViewer, type Viewer } from './session.ts';

const BATCH = 10;
/** Ten a second on average, in each scope: enough for a system at work, few enough to notice one gone wild. */
const CALLS_PER_MINUTE = 600;
/** Two a second: more than anybody clicks, too few for a script to fill tables with. */
const CHANGES_PER_MINUTE = 120;
/** Asked every few seconds by every admin's page; a number that names nobody may stay with the browser. */
const POLLED = '/trpc/admin.requests.pendingCount';

/** The system door looks at keys only. */
const NOBODY: Viewer = {
  role: 'visitor',
  settings: { enabled: false, authorizationRequired: false, timeZone: FALLBACK_ZONE },
};

/** What lives as long as the server. */
type Kept = Pick<Context, 'charge' | 'batchLimit' | 'passwords' | 'logRefusal'>;

/** The tRPC doors. A batch is capped, since a limit for one call must not be passed by calling a thousand at once. */
export async function answerProcedures(deps: Deps, kept: Kept, c: HonoContext): Promise<Response> {
  const calls = callsIn(c.req.path);
  if (calls === null) throw new AppError('not_found');
  if (calls.split(',').length > BATCH) throw new AppError('batch_too_large');
  const context = await createContext(deps, kept, c);
  const { raw } = c.req;
  const read = ['GET', 'HEAD'].includes(raw.method);
  const polled = read && c.req.path === POLLED;
  const answer = await fetchRequestHandler({
    endpoint: '/trpc',
    // A HEAD is answered as a GET, and what it would say is taken off; tRPC's own answer to it is one to nothing.
    req: raw.method === 'HEAD' ? new Request(raw.url, { headers: raw.headers, signal: raw.signal }) : raw,
    router: appRouter,
    createContext: () => context,
    allowMethodOverride: true,
    responseMeta: ({ errors }) => ({
      headers: {
        'cache-control': polled ? 'private, no-cache' : 'private, no-store',
        ...retryAfterOf(errors),
      },
    }),
  });
  if (!polled) return answer;
  await etag()(c, async () => void (c.res = answer));
  return c.res;
}

/** For a batch: when all that was refused is worth another try. */
function retryAfterOf(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap((error) => (error instanceof AppError ? (error.retryAfter ?? []) : []));
  return seconds.length === 0 ? {} : { 'retry-after': String(Math.max(...seconds)) };
}

async function createContext(deps: Deps, kept: Kept, c: HonoContext): Promise<Context> {
  return {
    viewer: isSystemCall(c.req.path) ? NOBODY : await viewerOf(deps, c.req.raw),
    pageOf: c.req.header(PAGE_OF) ?? null,
    sql: deps.pools.app,
    decisions: deps.pools.decisions,
    batches: deps.pools.batches,
    blacklistKey: deps.blacklistKey,
    ...kept,
    systemKey: readBearerKey(c.req.header('authorization')),
    callsPerMinute: deps.callsPerMinute ?? CALLS_PER_MINUTE,
    changesPerMinute: deps.changesPerMinute ?? CHANGES_PER_MINUTE,
    erasureBell: deps.erasureBell,
    url: deps.url,
    mailbox: deps.mailbox,
    demo: deps.demo,
    ...clientFacts(c, deps.proxy),
  };
}

/** Who is asking, by the signed session cookie: the same one that better-auth sets. */
export async function viewerOf(deps: Deps, request: Request): Promise<Viewer> {
  const name = sessionCookieOf(deps.url);
  const cookies = await parseSigned(request.headers.get('cookie') ?? '', deps.secret, name);
  return findViewer(deps.pools.app, cookies[name] || null);
}
