import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than hashing a password and writing a message take together, on a busy machine too. */
const BEAT_MS = 500;

/**
 * Answers at the next beat after the work is done, so that the time of an answer does not tell what the work was: whether
 * there is such an account, and whether a message was written. The work is done before the answer, so nothing is lost.
 */
export async function steady<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    const taken = performance.now() - start;
    await sleep(Math.ceil(taken / BEAT_MS) * BEAT_MS - taken);
  }
}
