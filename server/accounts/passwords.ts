import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { type ConcurrencyLimit, createConcurrencyLimit } from '../runtime/concurrency-limit.ts';

/**
 * Hashes and compares every password. Each takes a tenth of a second of one core and 32 MB, on purpose, and strangers can ask for it. So few
 * run at a time, and the queue behind them is short. Errors of both: `server_busy`.
 */
export interface Passwords {
  hash: (password: string) => Promise<string>;
  verify: (given: { hash: string; password: string }) => Promise<boolean>;
  /** Hashes a password in advance, so that `hash` answers at once within the same `runAction`. */
  prepare: (password: string) => Promise<void>;
  /** Runs one account action that hashes or compares. */
  runAction: <T>(action: () => Promise<T>) => Promise<T>;
}

/** All passwords wait in one queue. */
const QUEUE = 'passwords';
/** Half of the cores hash; the other half answers everybody else. */
const HASHES_AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
/** The last in the queue waits for about four seconds. */
const MAX_WAITING_PER_HASH = 40;
/**
 * Running account actions for each hash: one hashes while the others read and write. The rest of a burst waits before its first
 * statement. Sixty at once kept everybody else waiting for half a second.
 */
const ACTIONS_PER_HASH = 3;

const createLimitPerHash = (each: number) =>
  createConcurrencyLimit(each * HASHES_AT_ONCE, { waiting: MAX_WAITING_PER_HASH * HASHES_AT_ONCE });

export function createPasswords(limit: ConcurrencyLimit = createLimitPerHash(1)): Passwords {
  const actions = createLimitPerHash(ACTIONS_PER_HASH);
  const prepared = new AsyncLocalStorage<Map<string, string>>();
  const hash = (password: string) => limit(QUEUE, () => hashPassword(password));
  return {
    hash: async (password) => prepared.getStore()?.get(password) ?? (await hash(password)),
    verify: (given) => limit(QUEUE, () => verifyPassword(given)),
    async prepare(password) {
      const prehashed = await hash(password);
      prepared.getStore()?.set(password, prehashed);
    },
    runAction: (action) => actions(QUEUE, () => prepared.run(new Map(), action)),
  };
}
