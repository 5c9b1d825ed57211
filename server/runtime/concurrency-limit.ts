import { AppError } from '../errors.ts';

/** Runs tasks: a limited number at a time for each name, the others in the order in which they came. */
export type ConcurrencyLimit = <T>(name: string, task: () => Promise<T>) => Promise<T>;

/** Seconds after which a refused caller may try again. */
const RETRY_AFTER = 5;

interface Queue {
  running: number;
  waiting: (() => void)[];
}

/** `waiting`: how many tasks may wait for each name. Errors: `server_busy`. */
export function createConcurrencyLimit(
  maxRunning: number,
  { waiting: maxWaiting = Number.POSITIVE_INFINITY }: { waiting?: number } = {},
): ConcurrencyLimit {
  const queues = new Map<string, Queue>();
  return async (name, task) => {
    const queue = queues.get(name) ?? { running: 0, waiting: [] };
    queues.set(name, queue);
    if (queue.running < maxRunning) queue.running += 1;
    else if (queue.waiting.length >= maxWaiting)
      throw new AppError('server_busy', { retryAfter: RETRY_AFTER });
    else await new Promise<void>((begin) => queue.waiting.push(begin));
    try {
      return await task();
    } finally {
      const next = queue.waiting.shift();
      // The next task takes over the place of this one.
      if (next !== undefined) next();
      else if (--queue.running === 0) queues.delete(name);
    }
  };
}
