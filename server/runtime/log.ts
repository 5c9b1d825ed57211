import { createHmac } from 'node:crypto';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { AppError } from '../errors.ts';

/** Writes one JSON line to stderr. Callers pass names, codes and opaque ids only, never a value that a person typed. */
export function log(event: string, facts: Record<string, string | number | boolean | undefined> = {}): void {
  // oxlint-disable-next-line no-console -- the one place that writes to the log
  console.error(JSON.stringify({ at: new Date().toISOString(), event, ...facts }));
}

/**
 * Logs a refused call. `path` is one of our names (a procedure, an account action, or the answer of `pathPatternOf`), never the client's
 * own text, which may contain anything. `address` is the client's; the log gets a keyed hash of it.
 */
export type LogRefusal = (error: AppError, path: string, address: string | null, method?: string) => void;

/** Lines of one kind in a minute. By kind, so that a flood of other calls cannot hide guesses at a password. */
const MAX_LINES = 30;
const WINDOW_MS = 60_000;

/** The hash of an address changes at midnight UTC: an operator can follow one client for a day, and nobody for longer. */
export function createRefusalLog(
  secret: string,
  { maxLines = MAX_LINES, windowMs = WINDOW_MS } = {},
): LogRefusal {
  const counts = new Map<string, number>();
  const endWindow = (kind: string) => {
    const more = (counts.get(kind) ?? 0) - maxLines;
    counts.delete(kind);
    if (more > 0) log('refused_more', { kind, count: more });
  };
  return (error, path, address, method) => {
    const { kind } = error;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count === 1) setTimeout(endWindow, windowMs, kind).unref();
    if (count > maxLines) return;
    const day = new Date().toISOString().slice(0, 10);
    const from =
      address === null
        ? undefined
        : createHmac('sha256', secret).update(`refused\0${day}\0${address}`).digest('hex').slice(0, 16);
    log('refused', { kind, method, path, status: getHTTPStatusCodeFromError(error), from });
  };
}

const PATH_PREFIXES = ['/trpc/system.', '/trpc/', '/api/auth/', '/api/', '/exports/', '/logo/', '/assets/'];

/** A pattern for the log instead of the client's path: a known prefix, and nothing of what follows. */
export const pathPatternOf = (path: string): string =>
  `${PATH_PREFIXES.find((prefix) => path.startsWith(prefix)) ?? '/'}*`;
