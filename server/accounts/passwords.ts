import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { type ConcurrencyLimit, createConcurrencyLimit } from '../runtime/concurrency-limit.ts';

/**
 * Every password is hashed and compared here. Each time costs a tenth of a second of one core and 32 MB, on purpose, and strangers may ask for
 * it: so few run at a time, and the line behind them is short. Errors of both: `server_busy`.
 */
export interface Passwords {
  hash: (password: string) => Promise<string>;
  verify: (given: { hash: string; password: string }) => Promise<boolean>;
  /** Hashes a password for `hash` to answer at once, within the same `during`. */
  prepare: (password: string) => Promise<void>;
  /** One action of an account that hashes or compares. */
  during: <T>(action: () => Promise<T>) => Promise<T>;
}

/** All of them wait in one. */
const QUEUE = 'passwords';
/** Half of the cores: the other half answers everybody else. */
const HASHES_AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
/** For each of them: whoever is last in the line waits for about four seconds. */
const MAX_WAITING_PER_HASH = 40;
/**
 * Account actions under way for each hash: one hashes while the others read and write. The rest of a burst waits before its first
 * statement: sixty started in one moment kept everybody else waiting for half a second.
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
      const made = await hash(password);
      prepared.getStore()?.set(password, made);
    },
    during: (action) => actions(QUEUE, () => prepared.run(new Map(), action)),
  };
}
