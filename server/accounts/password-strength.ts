import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** What is looked at costs time that grows with its square: a beginning of this length that is hard to guess is enough. */
const CHECKED_CHARACTERS = 32;
/** Of 0 to 4; 3 stands for more than 100 million guesses, which the limits of attempts and a slow hash keep out of reach. */
const HARD_TO_GUESS = 3;

let cachedEstimator: ZxcvbnFactory | undefined;
/** 50,000 common passwords, words, keys beside each other, and what repeats or counts on; read when it is first asked. */
const estimator = (): ZxcvbnFactory =>
  (cachedEstimator ??= new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: CHECKED_CHARACTERS,
    // More would let a made-up password keep the server busy for a quarter of a second.
    l33tMaxSubstitutions: 10,
  }));

/** Whether a new password is common, repeats itself, counts on, or is made of the address of its account. `address`: the one it is signed in with, where that is known. */
export function isEasyToGuess(password: string, address: string | null): boolean {
  if (repeatsItself(password)) return true;
  const parts = address === null ? [] : [address, ...address.split('@')];
  return estimator().check(password.slice(0, CHECKED_CHARACTERS), [...parts, 'lethe']).score < HARD_TO_GUESS;
}

/** The estimator counts a repeated emoji as two letters, and misses a repetition that breaks off. What is longer has to come three times. */
const SHORT_PERIOD = 6;

function repeatsItself(password: string): boolean {
  const letters = Array.from(password);
  const by = (period: number) =>
    letters.every((letter, at) => at < period || letter === letters[at - period]);
  const periods = Array.from({ length: Math.floor(letters.length / 2) }, (_, at) => at + 1);
  return periods.some((period) => (period <= SHORT_PERIOD ? 2 : 3) * period <= letters.length && by(period));
}
