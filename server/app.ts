import { Hono } from 'hono';
import type { Pools } from '../db/connect.ts';
import { type Assets, serveAsset } from './assets.ts';
import type { BlacklistKey } from './blacklist/hmac.ts';
import { AppError } from './errors.ts';
import { plainPaths, refuse, sameSiteWrites, securityHeaders, smallBodies } from './guards.ts';
import { log } from './log.ts';
import type { Mailbox } from './notifications/mailbox.ts';
import { translate } from './trpc.ts';

/** What the product needs from outside; `main.ts` gathers it, tests give their own. */
export interface Deps {
  pools: Pools;
  /** The public address, for links and as a trusted origin. */
  url: string;
  /** Signs sessions and tokens. */
  secret: string;
  blacklistKey: BlacklistKey;
  demo: boolean;
  /** Present in demo mode without a Resend key. */
  mailbox: Mailbox | null;
  /** The web build; null where nobody looks at pages. */
  assets: Assets | null;
}

export function createApp(deps: Deps): Hono {
  const app = new Hono();
  app.use(securityHeaders(deps.url), plainPaths, smallBodies, sameSiteWrites(deps.url));

  app.get('/health', async (c) => {
    await deps.pools.app`select 1`;
    return c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' });
  });

  app.all('/trpc/*', (c) => refuse(c, new AppError('not_found')));
  app.all('/api/*', (c) => refuse(c, new AppError('not_found')));
  app.all('/exports/*', (c) => refuse(c, new AppError('not_found')));
  app.notFound((c) => (deps.assets && serveAsset(deps.assets, c)) ?? refuse(c, new AppError('not_found')));
  app.onError((error, c) => {
    const told = translate(error);
    if (told.kind === 'internal_error') log('request_failed', { method: c.req.method, cause: error.name });
    return refuse(c, told);
  });
  return app;
}
