import type { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Context as HonoContext } from 'hono';
import { etag } from 'hono/etag';
import { parseSigned } from 'hono/utils/cookie';
import { sessionCookieName } from '../accounts/auth.ts';
import { AWAY, PAGE_OF } from '../accounts/rules.ts';
import { FALLBACK_ZONE } from '../calendar/rules.ts';
import { AppError } from '../errors.ts';
import { appRouter } from '../router.ts';
import type { Deps } from '../runtime/deps.ts';
import { CALLS_PER_MINUTE } from '../systems/keys/admit.ts';
import { readBearerKey } from '../systems/keys/key.ts';
import type { Context } from '../trpc.ts';
import { MAX_BATCHED_CALLS } from '../values/limits-and-periods.ts';
import { sealSecret } from '../webhooks/sign.ts';
import { isSystemCall } from './bodies.ts';
import { clientFacts } from './client-address.ts';
import { callsIn } from './methods.ts';
import { findViewer, type Viewer } from './session.ts';

/** Two a second: more than anybody clicks, too few for a script to fill tables with. */
const CHANGES_PER_MINUTE = 120;
/** Every admin's page asks this every few seconds. The browser may cache the answer: it is a number that names nobody. */
const POLLED_PATH = '/trpc/admin.requests.pendingCount';

/** Procedures for systems check keys only, and no session. */
const NOBODY: Viewer = {
  role: 'visitor',
  settings: { enabled: false, authorizationRequired: false, timeZone: FALLBACK_ZONE },
};

/** State that lives as long as the server. */
type ServerState = Pick<Context, 'charge' | 'batchLimit' | 'passwords' | 'useCode' | 'logRefusal'>;

/** Answers tRPC calls. */
export async function answerProcedures(deps: Deps, state: ServerState, c: HonoContext): Promise<Response> {
  const calls = callsIn(c.req.path);
  if (calls === null) throw new AppError('not_found');
  if (calls.split(',').length > MAX_BATCHED_CALLS) throw new AppError('batch_too_large');
  const context = await createContext(deps, state, c);
  const { raw } = c.req;
  const isRead = ['GET', 'HEAD'].includes(raw.method);
  const isPolled = isRead && c.req.path === POLLED_PATH;
  const answer = await fetchRequestHandler({
    endpoint: '/trpc',
    // HEAD is answered as GET, without the body: tRPC itself would answer as if nothing were called.
    req: raw.method === 'HEAD' ? new Request(raw.url, { headers: raw.headers, signal: raw.signal }) : raw,
    router: appRouter,
    createContext: () => context,
    allowMethodOverride: true,
    responseMeta: ({ errors }) => ({
      headers: {
        'cache-control': isPolled ? 'private, no-cache' : 'private, no-store',
        ...retryAfterOf(errors),
      },
    }),
  });
  if (!isPolled) return answer;
  await etag()(c, async () => void (c.res = answer));
  return c.res;
}

/** For a batch: the longest wait of all refused calls. */
function retryAfterOf(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap((error) => (error instanceof AppError ? (error.retryAfter ?? []) : []));
  return seconds.length === 0 ? {} : { 'retry-after': String(Math.max(...seconds)) };
}

async function createContext(deps: Deps, state: ServerState, c: HonoContext): Promise<Context> {
  return {
    viewer: isSystemCall(c.req.path) ? NOBODY : await viewerOf(deps, c.req.raw),
    pageOf: c.req.header(PAGE_OF) ?? null,
    sql: deps.pools.app,
    decisions: deps.pools.decisions,
    batches: deps.pools.batches,
    blacklistKey: deps.blacklistKey,
    ...state,
    systemKey: readBearerKey(c.req.header('authorization')),
    callsPerMinute: deps.callsPerMinute ?? CALLS_PER_MINUTE,
    changesPerMinute: deps.changesPerMinute ?? CHANGES_PER_MINUTE,
    erasureBell: deps.erasureBell,
    webhooks: {
      hosts: deps.webhookHosts ?? [],
      seal: (secret) => sealSecret(deps.secret, secret),
    },
    url: deps.url,
    mailbox: deps.mailbox,
    mailProvider: deps.mailProvider ?? (deps.mailbox && 'mailbox'),
    singleSignOn: deps.singleSignOn !== undefined,
    secondFactorRequired: deps.secondFactorRequired ?? false,
    ...clientFacts(c, deps.proxy),
  };
}

/** Reads who is calling from the signed session cookie, which better-auth sets. */
export async function viewerOf(deps: Deps, request: Request): Promise<Viewer> {
  const name = sessionCookieName(deps.url);
  const cookies = await parseSigned(request.headers.get('cookie') ?? '', deps.secret, name);
  return findViewer(deps.pools.app, cookies[name] || null, !request.headers.has(AWAY));
}
