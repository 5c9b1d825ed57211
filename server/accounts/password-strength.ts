import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** The check takes time that grows with the square of the length, so it reads only this beginning: if that is hard to guess, so is the rest. */
const CHECKED_CHARACTERS = 32;
/** Of 0 to 4. 3 means more than 100 million guesses, out of reach behind limits of attempts and a slow hash. */
const HARD_TO_GUESS = 3;

let cachedEstimator: ZxcvbnFactory | undefined;
/** Knows 50,000 common passwords and words, neighboring keys, repetitions and sequences; loaded at the first use. */
const estimator = (): ZxcvbnFactory =>
  (cachedEstimator ??= new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: CHECKED_CHARACTERS,
    // With more, a crafted password would keep the server busy for a quarter of a second.
    l33tMaxSubstitutions: 10,
  }));

/** Whether a new password is common, repeats itself, is a sequence, or contains the account's address. `address`: the sign-in address, if known. */
export function isEasyToGuess(password: string, address: string | null): boolean {
  if (repeatsItself(password)) return true;
  const parts = address === null ? [] : [address, ...address.split('@')];
  return estimator().check(password.slice(0, CHECKED_CHARACTERS), [...parts, 'lethe']).score < HARD_TO_GUESS;
}

/** The estimator counts a repeated emoji as two letters and misses an incomplete last repetition. Longer periods must occur three times. */
const SHORT_PERIOD = 6;

function repeatsItself(password: string): boolean {
  const letters = Array.from(password);
  const hasPeriod = (period: number) =>
    letters.every((letter, index) => index < period || letter === letters[index - period]);
  const periods = Array.from({ length: Math.floor(letters.length / 2) }, (_, index) => index + 1);
  return periods.some(
    (period) => (period <= SHORT_PERIOD ? 2 : 3) * period <= letters.length && hasPeriod(period),
  );
}
