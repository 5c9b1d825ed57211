import { REFUSED_BY_FUNCTION } from '../../db/errors.ts';
import { log } from './log.ts';

/** Resolves after the time, or earlier when the signal aborts, or when a caller uses the `wake` that `onWake` received. */
export function pause(ms: number, signal: AbortSignal, onWake?: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    onWake?.(done);
    if (signal.aborted) done();
  });
}

/** A name or code of the failure, and nothing of the data. */
export function causeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('kind' in error) return String(error.kind);
  // Our database functions put a kind of the catalog into their message.
  if ('code' in error)
    return error.code === REFUSED_BY_FUNCTION && error instanceof Error ? error.message : String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

export interface Repetition {
  /** The log's name for a failed run. */
  event: string;
  everyMs: number;
  signal: AbortSignal;
}

/** Runs the task now and after each interval, one run at a time, until the signal aborts. A failed run is logged; the next one comes as usual. */
export async function repeat(
  { event, everyMs, signal }: Repetition,
  task: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- runs must not overlap
      await task();
    } catch (error) {
      log(event, { cause: causeOf(error) });
    }
    // oxlint-disable-next-line no-await-in-loop -- runs must not overlap
    await pause(everyMs, signal);
  }
}
