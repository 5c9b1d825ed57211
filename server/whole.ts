/** Deadlock, serialisation failure (also: what was looked at has changed meanwhile), lock timeout. */
const PASSING = ['40P01', '40001', '55P03'];

/** Somebody else wrote the same unique value at the same time; the next look finds it. */
export const UNIQUE_VIOLATION = '23505';

const ATTEMPTS = 5;

/** Does it again as a whole, five times at most, where something passing got in the way; `also` names further codes of PostgreSQL. */
export async function asAWhole<T>(work: () => Promise<T>, also: readonly string[] = []): Promise<T> {
  const passing = new Set([...PASSING, ...also]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !passing.has(codeOf(error))) throw error;
    }
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
