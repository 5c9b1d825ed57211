import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than hashing a password and writing a message take together, on a busy machine too. */
const INTERVAL_MS = 500;

/**
 * Answers at the next beat after the work is done, so that the time of an answer does not tell what the work was: whether
 * there is such an account, and whether a message was written. The work is done before the answer, so nothing is lost.
 * What tells anyway, such as that somebody is signed in now, need not wait: `atOnce`.
 */
export async function answerInConstantTime<T>(
  work: () => Promise<T>,
  atOnce: (done: T) => boolean = () => false,
): Promise<T> {
  const start = performance.now();
  let waits = true;
  try {
    const done = await work();
    waits = !atOnce(done);
    return done;
  } finally {
    const taken = performance.now() - start;
    if (waits) await sleep(Math.ceil(taken / INTERVAL_MS) * INTERVAL_MS - taken);
  }
}
