export interface RetryLimits {
  /** The most attempts. */
  attempts: number;
  /** Milliseconds after which no attempt starts. */
  totalMs: number;
  /** Milliseconds that one attempt may take. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** What the client grants a call unless its options say otherwise. */
export const DEFAULTS = { attempts: 12, totalMs: 60_000, timeoutMs: 20_000 };

const FIRST_MS = 250;
const LONGEST_MS = 8_000;

/**
 * Repeats the attempt until it succeeds. After a failure, `retryDelay` returns the least milliseconds to wait, or null to give up. Waits grow
 * and are random, so that callers that failed together do not return together.
 */
export async function retryUntilDone<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  retryDelay: (error: unknown) => number | null,
  { attempts, totalMs, timeoutMs, signal }: RetryLimits,
): Promise<T> {
  const end = Date.now() + totalMs;
  for (let attemptNumber = 1; ; attemptNumber += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      return await runWithTimeout(Math.min(timeoutMs, end - Date.now()), signal, attempt);
    } catch (error) {
      const minimumWait = attemptNumber < attempts ? retryDelay(error) : null;
      const step = Math.min(FIRST_MS * 2 ** (attemptNumber - 1), LONGEST_MS);
      const wait = Math.max(minimumWait ?? 0, step) + Math.random() * step;
      if (minimumWait === null || Date.now() + wait >= end) throw error;
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await pause(wait, signal ?? new AbortController().signal);
    }
  }
}

/** Resolves after the time, or earlier when the signal aborts. This folder is a package of its own license and imports nothing of the server. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** Runs the task with a signal that aborts after `ms` or with the caller's signal. It leaves no listener on the caller's signal. */
async function runWithTimeout<T>(
  ms: number,
  signal: AbortSignal | undefined,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort(signal?.reason);
  const timer = setTimeout(() => ending.abort(), ms);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    return await task(ending.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}
