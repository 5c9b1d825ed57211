import { pause } from '../../runtime/schedule.ts';

export interface Patience {
  /** Tries in all. */
  attempts: number;
  /** After this nothing is tried again. */
  totalMs: number;
  /** What one try may take. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

const FIRST_MS = 250;
const LONGEST_MS = 8_000;

/**
 * Tries until it works. After a failure `againAfter` says how long to wait at least, or null to give up; the wait grows, and differs
 * from caller to caller, so that those who failed together do not return together.
 */
export async function tryAgain<T>(
  once: (signal: AbortSignal) => Promise<T>,
  againAfter: (error: unknown) => number | null,
  { attempts, totalMs, timeoutMs, signal }: Patience,
): Promise<T> {
  const end = Date.now() + totalMs;
  for (let tried = 1; ; tried += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      return await within(Math.min(timeoutMs, end - Date.now()), signal, once);
    } catch (error) {
      const least = tried < attempts ? againAfter(error) : null;
      const step = Math.min(FIRST_MS * 2 ** (tried - 1), LONGEST_MS);
      const wait = Math.max(least ?? 0, step) + Math.random() * step;
      if (least === null || Date.now() + wait >= end) throw error;
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await pause(wait, signal ?? new AbortController().signal);
    }
  }
}

/** Gives the task a signal that the time or the caller's own signal ends; nothing stays behind on the caller's. */
async function within<T>(
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
