import * as fc from 'fast-check';
import { inject } from 'vitest';

/* Set up for every test file. */

/** Of everything that tests draw by chance. The run prints it, and `LETHE_TEST_SEED` repeats it. */
export const SEED = inject('seed');
fc.configureGlobal({ seed: SEED });

/** A small generator of numbers from 0 to 1 (mulberry32), so that a seed repeats its moments. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
