import { Hono } from 'hono';
import { createAuth } from './accounts/auth.ts';
import { answerAccountAction } from './accounts/http.ts';
import { LIMITS } from './accounts/limits.ts';
import { createPasswords, type Passwords } from './accounts/passwords.ts';
import { createUseCode } from './accounts/used-codes.ts';
import { AppError } from './errors.ts';
import { exportRoutes } from './exports/http.ts';
import { serveAsset } from './http/assets.ts';
import { limitBodySize } from './http/bodies.ts';
import { clientFacts } from './http/client-address.ts';
import { securityHeaders } from './http/headers.ts';
import { requireAllowedMethod } from './http/methods.ts';
import { refuseAmbiguousPaths, refuseCrossSiteWrites, trustedOrigins } from './http/origins.ts';
import { refuse } from './http/refusals.ts';
import { translate } from './http/translate.ts';
import { answerProcedures, viewerOf } from './http/trpc-endpoint.ts';
import { createConcurrencyLimit } from './runtime/concurrency-limit.ts';
import type { Deps } from './runtime/deps.ts';
import { createRefusalLog, log, pathPatternOf } from './runtime/log.ts';
import { createRateLimiter } from './runtime/rate-limit.ts';
import { openApiRoutes } from './systems/openapi/http.ts';

/** Simultaneous batches of one system: half of the connections for batches. */
const MAX_RUNNING_BATCHES = 2;

export function createApp(deps: Deps): Hono {
  const app = new Hono();
  app.use(
    securityHeaders(deps.url),
    refuseAmbiguousPaths,
    requireAllowedMethod(deps.assets),
    refuseCrossSiteWrites(deps.url),
    limitBodySize,
  );

  app.get('/health', async (c) => {
    await deps.pools.app`select 1`;
    return c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' });
  });

  const passwords = deps.passwords ?? createPasswords();
  const auth = authOf(deps, passwords);
  const logRefusal = createRefusalLog(deps.secret);
  const state = {
    logRefusal,
    charge: createRateLimiter(deps.pools.app, deps.secret),
    batchLimit: createConcurrencyLimit(MAX_RUNNING_BATCHES),
    passwords,
    useCode: createUseCode({ sql: deps.pools.app, secret: deps.secret }),
  };
  app.all('/trpc/*', (c) => answerProcedures(deps, state, c));
  app.all('/api/auth/*', (c) =>
    answerAccountAction(
      {
        auth,
        proxy: deps.proxy,
        viewerOf: (request) => viewerOf(deps, request),
        ...state,
        addressPerMinute: deps.limits?.addressPerMinute ?? LIMITS.addressPerMinute,
      },
      c,
    ),
  );
  app.all('/api/*', refuseNotFound);
  app.route(
    '/',
    exportRoutes({
      pools: deps.pools,
      url: deps.url,
      viewerOf: (request) => viewerOf(deps, request),
    }),
  );
  app.all('/exports/*', refuseNotFound);
  app.route('/', openApiRoutes(deps.url));
  app.notFound((c) => (deps.assets && serveAsset(deps.assets, c)) ?? refuseNotFound());
  app.onError((error, c) => {
    const appError = translate(error);
    if (appError.kind === 'internal_error')
      log('request_failed', { method: c.req.method, cause: error.name });
    else logRefusal(appError, pathPatternOf(c.req.path), clientFacts(c, deps.proxy).ipAddress, c.req.method);
    return refuse(c, appError);
  });
  return app;
}

/** Throws, so that the refusal is logged like every other. */
function refuseNotFound(): never {
  throw new AppError('not_found');
}

/** Accounts use the pool of the pages. */
export const authOf = (
  { pools, secret, url, blacklistKey, limits }: Deps,
  passwords: Passwords = createPasswords(),
) =>
  createAuth({
    sql: pools.app,
    secret,
    url,
    trustedOrigins: [...trustedOrigins(url)],
    blacklistKey,
    charge: createRateLimiter(pools.app, secret),
    limits: { ...LIMITS, ...limits },
    passwords,
    useCode: createUseCode({ sql: pools.app, secret }),
  });
