import { AppError } from '../errors.ts';

/** Much longer than a database that works takes to answer, and as long as a person should wait to hear that it does not. */
export const ANSWER_MS = 10_000;

/**
 * The database's first answer, or `database_unavailable`. The driver tries again for ever, and says nothing, where
 * connections are accepted and closed without a word, as a front does whose database is gone (postgres.js 3.4.9). What
 * comes too late is given back.
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
