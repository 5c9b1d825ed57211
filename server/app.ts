import { Hono } from 'hono';
import type { Sql } from 'postgres';
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
import { createRefusalLog, type LogRefusal, log, pathPatternOf } from './runtime/log.ts';
import { type Charge, createRateLimiter } from './runtime/rate-limit.ts';
import { logoRoutes } from './settings/logo/http.ts';
import { openApiRoutes } from './systems/openapi/http.ts';
import { singleSignOnRoutes } from './team/single-sign-on/http.ts';
import type { SingleSignOn } from './team/single-sign-on/variables.ts';

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
    await requireWritable(deps.pools.app);
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
  if (deps.singleSignOn) app.route('/', signOnRoutesOf(deps, deps.singleSignOn, state));
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
  app.route('/', logoRoutes(deps.pools.app));
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

/** A standby answers, but takes no write. Errors: `database_unavailable`. */
async function requireWritable(sql: Sql): Promise<void> {
  const [session] = await sql<[{ readOnly: boolean }]>`
    select current_setting('transaction_read_only')::boolean as "readOnly"`;
  if (session.readOnly) throw new AppError('database_unavailable');
}

const signOnRoutesOf = (
  deps: Deps,
  singleSignOn: SingleSignOn,
  { charge, logRefusal }: { charge: Charge; logRefusal: LogRefusal },
) =>
  singleSignOnRoutes({
    ...accountDepsOf(deps, charge),
    singleSignOn,
    proxy: deps.proxy,
    viewerOf: (request) => viewerOf(deps, request),
    logRefusal,
    addressPerMinute: deps.limits?.addressPerMinute ?? LIMITS.addressPerMinute,
  });

/** Throws, so that the refusal is logged like every other. */
function refuseNotFound(): never {
  throw new AppError('not_found');
}

const accountDepsOf = ({ pools, secret, url }: Pick<Deps, 'pools' | 'secret' | 'url'>, charge: Charge) => ({
  sql: pools.app,
  secret,
  url,
  trustedOrigins: [...trustedOrigins(url)],
  charge,
});

/** Accounts use the pool of the pages. */
export const authOf = (
  { pools, secret, url, blacklistKey, limits }: Deps,
  passwords: Passwords = createPasswords(),
) =>
  createAuth({
    ...accountDepsOf({ pools, secret, url }, createRateLimiter(pools.app, secret)),
    blacklistKey,
    limits: { ...LIMITS, ...limits },
    passwords,
    useCode: createUseCode({ sql: pools.app, secret }),
  });
