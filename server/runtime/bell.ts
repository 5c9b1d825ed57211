import type { Sql } from 'postgres';
import { log } from './log.ts';
import { causeOf, pause } from './schedule.ts';

/**
 * Wakes whoever waits for one channel of the database (NOTIFY). One connection listens for all of them; a waiting call holds none. A lost
 * notification is no loss: every wait ends after its time, and the caller looks again.
 */
export interface Bell {
  /** Starts listening, if it has not started. Returns how often the bell has rung; callers ask this before they look for news. */
  listen(): Promise<number>;
  /** Resolves when the bell has rung more often than `rings`, after `ms`, when the signal aborts or when the server ends. */
  waitForRing(rings: number, ms: number, signal?: AbortSignal): Promise<void>;
  /** Stops listening; the next `listen` starts again. After an outage of the database the driver may have lost the channel. */
  stop(): Promise<void>;
  /** Whether the server is ending, so that waiting is useless. */
  hasEnded(): boolean;
}

export interface BellOptions {
  sql: Sql;
  channel: 'lethe_erasures' | 'lethe_outbox' | 'lethe_webhooks';
  /** Aborts when the server ends; waiting calls then return without news. */
  signal: AbortSignal;
}

export function createBell({ sql, channel, signal }: BellOptions): Bell {
  const waiting = new Set<() => void>();
  let rings = 0;
  let listening: Promise<{ unlisten(): Promise<void> }> | null = null;
  const ring = () => {
    rings += 1;
    for (const wake of waiting) wake();
  };
  const stop = async () => {
    const before = listening;
    listening = null;
    await before?.then((listener) => listener.unlisten()).catch(() => undefined);
  };
  signal.addEventListener('abort', () => void stop(), { once: true });
  return {
    stop,
    hasEnded: () => signal.aborted,
    async listen() {
      if (signal.aborted) return rings;
      // Rings whenever it listens again: what was said in between was said to nobody.
      listening ??= sql.listen(channel, ring, ring);
      try {
        await listening;
      } catch (error) {
        listening = null;
        log('bell_failed', { channel, cause: causeOf(error) });
      }
      return rings;
    },
    async waitForRing(heard, ms, caller) {
      if (rings > heard || signal.aborted) return;
      const either = caller === undefined ? signal : AbortSignal.any([signal, caller]);
      let wake: (() => void) | undefined;
      await pause(ms, either, (done) => {
        wake = done;
        waiting.add(done);
      });
      if (wake !== undefined) waiting.delete(wake);
    },
  };
}
