import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than it takes to hash a password and write a letter, even on a busy machine. */
const INTERVAL_MS = 500;

/**
 * Answers at the end of an interval, so that the time does not reveal whether the account exists or a letter was written. The work is
 * finished before the answer, so a crash loses nothing. `skipsWait`: for results that reveal it anyway, such as a successful sign-in.
 */
export async function answerInConstantTime<T>(
  work: () => Promise<T>,
  skipsWait: (result: T) => boolean = () => false,
): Promise<T> {
  const start = performance.now();
  let waits = true;
  try {
    const result = await work();
    waits = !skipsWait(result);
    return result;
  } finally {
    const taken = performance.now() - start;
    if (waits) await sleep(Math.ceil(taken / INTERVAL_MS) * INTERVAL_MS - taken);
  }
}
