import { describe, expect, it } from 'vitest';
import { flood, startOpenProduct } from '../support/flood.ts';

/* On Node the queue is the same code; `passwords-p95.deep.ts` floods both. */
describe('200 sign-ins in one moment', () => {
  it('are hashed few at a time: so many wait, the rest is told when to come again, and nobody else waits', async () => {
    const product = await startOpenProduct('deno');
    try {
      const answers = flood(product.url, 200);
      for (let asked = 0; asked < 20; asked += 1) {
        const signal = AbortSignal.timeout(5_000);
        expect((await fetch(`${product.url}/health`, { signal })).status).toBe(200);
      }
      const told = await answers;
      const refused = told.filter(({ status }) => status === 503);
      expect(told.filter(({ status }) => status === 401).length).toBeGreaterThan(40);
      expect(refused.length).toBeGreaterThan(0);
      for (const { kind, retryAfter } of refused) expect([kind, retryAfter]).toEqual(['server_busy', '5']);
      expect(new Set(told.map(({ status }) => status))).toEqual(new Set([401, 503]));
      expect((await flood(product.url, 1))[0]?.status, 'the line is empty again').toBe(401);
    } finally {
      await product.stop();
    }
  }, 180_000);
});
