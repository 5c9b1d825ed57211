import type { Sql } from 'postgres';
import { log } from '../../runtime/log.ts';
import { causeOf, pause } from '../../runtime/schedule.ts';

/** Wakes whoever waits for news of erasures. One connection listens for all of them; a wait holds none. */
export interface Bell {
  /** Begins to listen, if nobody has. Answers how often it has rung, to be asked before one looks for oneself. */
  listen(): Promise<number>;
  /** Resolves once it has rung more often than that, after the time, or when the signal or the server's end says so. */
  waitForRing(rings: number, ms: number, signal?: AbortSignal): Promise<void>;
  /** Whether the server is ending, so that it is no use to wait. */
  hasEnded(): boolean;
}

export interface BellOptions {
  sql: Sql;
  /** The server's end: whoever still waits goes home with nothing. */
  signal: AbortSignal;
}

/** Without the database's word a waiting reader still looks this often. */
const LOOK_MS = 5_000;

export function createErasureBell({ sql, signal }: BellOptions): Bell {
  const waiting = new Set<() => void>();
  let rings = 0;
  let listening: Promise<{ unlisten(): Promise<void> }> | null = null;
  const ring = () => {
    rings += 1;
    for (const wake of waiting) wake();
  };
  const unlisten = () => void listening?.then((listener) => listener.unlisten()).catch(() => undefined);
  signal.addEventListener('abort', unlisten, { once: true });
  return {
    hasEnded: () => signal.aborted,
    async listen() {
      if (signal.aborted) return rings;
      listening ??= sql.listen('lethe_erasures', ring);
      try {
        await listening;
      } catch (error) {
        listening = null;
        log('erasure_bell_failed', { cause: causeOf(error) });
      }
      return rings;
    },
    async waitForRing(heard, ms, caller) {
      if (rings > heard || signal.aborted) return;
      const either = caller === undefined ? signal : AbortSignal.any([signal, caller]);
      let wake: (() => void) | undefined;
      await pause(Math.min(ms, LOOK_MS), either, (done) => {
        wake = done;
        waiting.add(done);
      });
      if (wake !== undefined) waiting.delete(wake);
    },
  };
}
