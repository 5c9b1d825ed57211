import { AppError } from '../errors.ts';

/** Does what is asked under one name: so many at a time, the others in the order in which they came. */
export type ConcurrencyLimit = <T>(name: string, task: () => Promise<T>) => Promise<T>;

/** After so many seconds a full line is worth another try. */
const RETRY_AFTER = 5;

interface Line {
  running: number;
  waiting: (() => void)[];
}

/** `waiting`: how many may wait under one name; the next is refused. Errors: `server_busy`. */
export function createConcurrencyLimit(
  atOnce: number,
  { waiting: most = Number.POSITIVE_INFINITY }: { waiting?: number } = {},
): ConcurrencyLimit {
  const lines = new Map<string, Line>();
  return async (name, task) => {
    const line = lines.get(name) ?? { running: 0, waiting: [] };
    lines.set(name, line);
    if (line.running < atOnce) line.running += 1;
    else if (line.waiting.length >= most) throw new AppError('server_busy', { retryAfter: RETRY_AFTER });
    else await new Promise<void>((begin) => line.waiting.push(begin));
    try {
      return await task();
    } finally {
      const next = line.waiting.shift();
      // Whoever is next takes over the turn that ends.
      if (next !== undefined) next();
      else if (--line.running === 0) lines.delete(name);
    }
  };
}
