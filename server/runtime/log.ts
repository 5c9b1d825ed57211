import { createHmac } from 'node:crypto';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { AppError } from '../errors.ts';

/** One JSON line on stderr. Callers pass names, codes and opaque ids only: never a value a person typed. */
export function log(event: string, facts: Record<string, string | number | boolean | undefined> = {}): void {
  // oxlint-disable-next-line no-console -- the one place that writes to the log
  console.error(JSON.stringify({ at: new Date().toISOString(), event, ...facts }));
}

/**
 * Logs a call that was refused at a door. `path` is a name of ours (a procedure, an account action, or what `pathPatternOf` answers), never
 * what a client wrote: a path may hold anything. `address` is the client's; the log gets a keyed hash of it.
 */
export type LogRefusal = (error: AppError, path: string, address: string | null, method?: string) => void;

/** Lines of one kind that one minute may bring. By kind, so that nobody hides guesses at a password behind a flood of other calls. */
const MOST = 30;
const WINDOW_MS = 60_000;

/** The hash changes at midnight UTC: one day's lines of one client belong together, and nobody is followed for longer. */
export function createRefusalLog(secret: string, { most = MOST, windowMs = WINDOW_MS } = {}): LogRefusal {
  const counted = new Map<string, number>();
  const close = (kind: string) => {
    const more = (counted.get(kind) ?? 0) - most;
    counted.delete(kind);
    if (more > 0) log('refused_more', { kind, count: more });
  };
  return (error, path, address, method) => {
    const { kind } = error;
    const count = (counted.get(kind) ?? 0) + 1;
    counted.set(kind, count);
    if (count === 1) setTimeout(close, windowMs, kind).unref();
    if (count > most) return;
    const day = new Date().toISOString().slice(0, 10);
    const from =
      address === null
        ? undefined
        : createHmac('sha256', secret).update(`refused\0${day}\0${address}`).digest('hex').slice(0, 16);
    log('refused', { kind, method, path, status: getHTTPStatusCodeFromError(error), from });
  };
}

const DOORS = ['/trpc/system.', '/trpc/', '/api/auth/', '/api/', '/exports/', '/assets/'];

/** The pattern of a path that a client wrote: its door, and nothing of what follows. */
export const pathPatternOf = (path: string): string =>
  `${DOORS.find((door) => path.startsWith(door)) ?? '/'}*`;
