import { createPasswords, type Passwords } from '../../server/accounts/passwords.ts';

/** Answers a second call for the same as the first one; what failed is tried again. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key);
  if (known) return known;
  const making = make();
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

const hashes = new Map<string, Promise<string>>();
const verdicts = new Map<string, Promise<boolean>>();

/**
 * Hashes and compares as the product does, but each password once for all tests of a worker: it is slow on purpose. What is
 * about the time that it takes, or the line before it, gives its server the product's own.
 */
export function rememberingPasswords(): Passwords {
  const own = createPasswords();
  const hash = (password: string) => once(hashes, password, () => own.hash(password));
  return {
    hash,
    verify: (given) => once(verdicts, JSON.stringify([given.hash, given.password]), () => own.verify(given)),
    prepare: async (password) => void (await hash(password)),
    runAction: own.runAction,
  };
}
