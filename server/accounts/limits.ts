import { APIError } from 'better-auth/api';
import { normalizeEmail } from '../blacklist/normalize.ts';
import type { Charge, ChargeResult, RateLimit } from '../runtime/rate-limit.ts';

/** README.md of this folder gives the reasons. */
export interface Limits {
  /** Attempts from one client address, at each account action. */
  addressPerMinute: number;
  /** Attempts at one account from one client address. */
  accountPerMinute: number;
  /** Guesses at one account's password from everywhere, known devices apart (ASVS 4.0.3, 2.2.1). */
  guessesPerHour: number;
}
export const LIMITS: Limits = { addressPerMinute: 30, accountPerMinute: 10, guessesPerHour: 100 };

/** Letters of one kind to one address. Further ones are not written, and the answer does not reveal that. */
const MAILS_PER_HOUR = 5;
const HOUR = 3600;

/**
 * Confirmations of one account's sessions: an admin who decides all day needs six an hour, and a thief of a session must not guess on.
 */
export const SESSION_GUESSES: RateLimit = { window: HOUR, max: 30 };

/** Attempts, from everywhere together, at the password that the mailed link of one account asks for. */
export const LINK_GUESSES: RateLimit = { window: HOUR, max: 10 };

/**
 * Codes for one account's second factor. Three of a million are right at a time, so whoever has the password and tries ten an hour needs
 * four years.
 */
export const CODE_GUESSES: RateLimit = { window: HOUR, max: 10 };

export interface Limiter {
  charge: Charge;
  limits: Limits;
}
interface Attempt {
  email: string;
  /** The client's address; of IPv6 only the network. */
  from: string;
}

/** Counts by client address, so that strangers elsewhere do not use up the owner's attempts. Errors: 429. */
export async function chargeAttempt(
  limiter: Limiter,
  action: string,
  { email, from }: Attempt,
): Promise<void> {
  const key = `account\0${action}\0${email.toLowerCase()}\0${from}`;
  await chargeOrRefuse(limiter, key, { window: 60, max: limiter.limits.accountPerMinute });
}

/**
 * A guess counts twice: for its client address, and for all addresses together. A device on which somebody signed in to the account
 * before has its own count, so that a crowd of strangers cannot lock it out. Errors: 429.
 */
export async function chargeGuess(limiter: Limiter, attempt: Attempt, device: string | null): Promise<void> {
  await chargeAttempt(limiter, 'password', attempt);
  const key = `guesses\0${attempt.email.toLowerCase()}\0${device ?? ''}`;
  await chargeOrRefuse(limiter, key, { window: HOUR, max: limiter.limits.guessesPerHour });
}

/**
 * A code of the second factor counts twice, as a guess of a password does: for its client address, and for the account from everywhere. A
 * known device and a session have counts of their own. Errors: 429.
 */
export async function chargeCode(
  limiter: Limiter,
  { userId, from }: { userId: string; from: string },
  device: string | null,
): Promise<void> {
  await chargeAttempt(limiter, 'code', { email: userId, from });
  await chargeOrRefuse(limiter, codeKey(userId, device), CODE_GUESSES);
}

/** The same where a session is asked for a code again. */
export const chargeCodeOfSession = (charge: Charge, userId: string): Promise<ChargeResult> =>
  charge(codeKey(userId, IN_SESSION), CODE_GUESSES);

/** Every signed-in browser counts as one device of the account, even a borrowed one. */
export const IN_SESSION = 'signed in';
const codeKey = (userId: string, device: string | null) => `codes\0${userId}\0${device ?? ''}`;

async function chargeOrRefuse({ charge }: Limiter, key: string, rule: RateLimit): Promise<void> {
  const { allowed, retryAfter } = await charge(key, rule);
  if (allowed) return;
  const headers = { 'retry-after': String(retryAfter ?? rule.window) };
  throw new APIError('TOO_MANY_REQUESTS', { message: 'Too many attempts.' }, headers);
}

type LetterKind = 'reset_password' | 'verify_email' | 'change_email' | 'account_exists' | 'new_device';

/**
 * Whether one more letter of this kind may go to a mailbox within the hour. Spellings with `+tag`s or dots count as one mailbox, by the
 * blacklist's normal form. A confirmed address counts alone: strangers who use other spellings of it must not use up its owner's letters.
 */
export async function mayMail(
  charge: Charge,
  kind: LetterKind,
  email: string,
  confirmed = false,
): Promise<boolean> {
  const mailbox = confirmed ? `confirmed\0${email.toLowerCase()}` : normalizeEmail(email);
  return (await charge(`mail\0${kind}\0${mailbox}`, { window: HOUR, max: MAILS_PER_HOUR })).allowed;
}

/** Whether a customer or an admin may ask for one more new address within the hour: each one mails a notice to the old address. */
export const mayChangeEmail = (charge: Charge, userId: string): Promise<ChargeResult> =>
  charge(`email change\0${userId}`, { window: HOUR, max: MAILS_PER_HOUR });
