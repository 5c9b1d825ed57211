import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installed, installNewsletter } from '../support/example-system.ts';
import type { Runtimes } from '../support/newsletter-story.ts';
import { SEED } from '../support/seed.ts';
import { planOf } from './faults/plan.ts';
import { survive } from './faults/survival.ts';

const ROUNDS = 60;
const RUNTIMES: Runtimes[] = [
  { newsletter: 'node', lethe: 'deno' },
  { newsletter: 'deno', lethe: 'node' },
];

let installed: Installed;
beforeAll(async () => {
  installed = await installNewsletter();
});
afterAll(() => installed.remove());

it.each(RUNTIMES)(
  `the newsletter on $newsletter and Lethe on $lethe live through ${ROUNDS} rounds of faults, seed ${SEED}`,
  async (runtimes) => {
    const plan = planOf(SEED, ROUNDS);
    expect(plan.ends.size).toBeGreaterThan(ROUNDS / 2);
    await survive(plan, runtimes, installed.project);
  },
  1_800_000,
);
