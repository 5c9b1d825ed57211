import type { Sql } from 'postgres';
import { log } from '../../runtime/log.ts';
import { causeOf, pause } from '../../runtime/schedule.ts';

/** Wakes calls that wait for new erasures. One connection listens for all of them; a waiting call holds none. */
export interface Bell {
  /** Starts listening, if it has not started. Returns how often the bell has rung; callers ask this before they read the erasures. */
  listen(): Promise<number>;
  /** Resolves when the bell has rung more often than `rings`, after `ms`, when the signal aborts or when the server ends. */
  waitForRing(rings: number, ms: number, signal?: AbortSignal): Promise<void>;
  /** Whether the server is ending, so that waiting is useless. */
  hasEnded(): boolean;
}

export interface BellOptions {
  sql: Sql;
  /** Aborts when the server ends; waiting calls then return without news. */
  signal: AbortSignal;
}

/** A waiting call reads the erasures this often even if the database sends no notification. */
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
