import { Hono } from 'hono';
import type { Pools } from '../db/connect.ts';

/** What the product needs from outside; `main.ts` gathers it, tests give their own. */
export interface Deps {
  pools: Pools;
  /** The public address, for links and as a trusted origin. */
  url: string;
}

export function createApp({ pools }: Deps): Hono {
  const app = new Hono();
  app.get('/health', async (c) => {
    await pools.app`select 1`;
    return c.json({ status: 'ok' });
  });
  return app;
}
