import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installed, installNewsletter } from '../support/example-system.ts';
import { SEED } from '../support/seed.ts';
import { planOf } from './faults/plan.ts';
import { survive } from './faults/survival.ts';

/* `LETHE_TEST_SEED=… npx vitest run test/systems/example-system-faults.test.ts` carries the same plan out again. */

let installed: Installed;
beforeAll(async () => {
  installed = await installNewsletter();
});
afterAll(() => installed.remove());

it(`nothing is lost or done twice where Lethe, the newsletter and their connections break, seed ${SEED}`, async () => {
  const plan = planOf(SEED, 6);
  expect(plan.ends.size).toBeGreaterThan(0);
  await survive(plan, { newsletter: 'node', lethe: 'deno' }, installed.project);
}, 240_000);
