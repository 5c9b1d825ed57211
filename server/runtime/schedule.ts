import { REFUSED_BY_FUNCTION } from '../../db/errors.ts';
import { log } from './log.ts';

/** Resolves after the time, at once when the signal ends it, or when somebody calls the `wake` it hands out. */
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

/** What went wrong, without a word of what was in the data. */
export function causeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('kind' in error) return String(error.kind);
  // Our database functions put a kind of the catalogue into their message.
  if ('code' in error)
    return error.code === REFUSED_BY_FUNCTION && error instanceof Error ? error.message : String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

export interface Repetition {
  /** Named in the log when a turn fails. */
  event: string;
  everyMs: number;
  signal: AbortSignal;
}

/** Does the task now and then every so often, one turn at a time, until the signal; a failed turn waits for the next. */
export async function repeat(
  { event, everyMs, signal }: Repetition,
  task: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- turns must not overlap
      await task();
    } catch (error) {
      log(event, { cause: causeOf(error) });
    }
    // oxlint-disable-next-line no-await-in-loop -- turns must not overlap
    await pause(everyMs, signal);
  }
}
