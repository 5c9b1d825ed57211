import { AppError } from '../errors.ts';

/** Much longer than a working database takes, and as long as a person should wait to hear that the database is down. */
export const ANSWER_MS = 10_000;

/**
 * The database's first answer in time, else `database_unavailable`. Where a proxy accepts connections and closes them because its
 * database is gone, the driver tries again for ever and reports nothing (postgres.js 3.4.9). `giveBack` gets an answer that comes too late.
 */
export async function answerInTime<T>(
  answer: Promise<T>,
  withinMs: number,
  giveBack: (late: T) => Promise<void>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => {
      refuse(new AppError('database_unavailable'));
      answer.then(giveBack).catch(() => undefined);
    }, withinMs);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
