import { APIError } from 'better-auth/api';
import { normalizeEmail } from '../blacklist/normalize.ts';
import type { Charge, ChargeResult, RateLimit } from '../runtime/rate-limit.ts';

/** The README of this folder gives the reasons. */
export interface Limits {
  /** Attempts from one client address, at each account action. */
  addressPerMinute: number;
  /** Attempts at one account from one client address. */
  accountPerMinute: number;
  /** Guesses at one account's password from everywhere, known devices apart (ASVS 4.0.3, 2.2.1). */
  guessesPerHour: number;
}
export const LIMITS: Limits = { addressPerMinute: 30, accountPerMinute: 10, guessesPerHour: 100 };

/** Of one kind to one address; one more is not written, and nobody is told. */
const MAILS_PER_HOUR = 5;
const HOUR = 3600;

/** Guesses, from everywhere, at the password that one account's mailed link asks for. */
export const LINK_GUESSES: RateLimit = { window: HOUR, max: 10 };

export interface Limiter {
  charge: Charge;
  limits: Limits;
}
interface Attempt {
  email: string;
  /** The client's address, IPv6 by its network. */
  from: string;
}

/** Errors: 429. Strangers elsewhere do not use up what the account's owner has. */
export async function chargeAttempt(by: Limiter, action: string, { email, from }: Attempt): Promise<void> {
  const key = `account\0${action}\0${email.toLowerCase()}\0${from}`;
  await chargeOrRefuse(by, key, { window: 60, max: by.limits.accountPerMinute });
}

/**
 * Errors: 429. A guess counts twice: for its address, and for all addresses together. A device that the account was signed
 * in from before has a count of its own: a crowd of strangers cannot keep it out.
 */
export async function chargeGuess(by: Limiter, attempt: Attempt, device: string | null): Promise<void> {
  await chargeAttempt(by, 'password', attempt);
  const key = `guesses\0${attempt.email.toLowerCase()}\0${device ?? ''}`;
  await chargeOrRefuse(by, key, { window: HOUR, max: by.limits.guessesPerHour });
}

async function chargeOrRefuse({ charge }: Limiter, key: string, rule: RateLimit): Promise<void> {
  const { allowed, retryAfter } = await charge(key, rule);
  if (allowed) return;
  const headers = { 'retry-after': String(retryAfter ?? rule.window) };
  throw new APIError('TOO_MANY_REQUESTS', { message: 'Too many attempts.' }, headers);
}

type LetterKind = 'reset_password' | 'verify_email' | 'change_email' | 'account_exists';

/**
 * Whether one more message of this kind may go to a mailbox within the hour. However many addresses it has by `+tag`s or dots: the
 * form of the blacklist knows them as one. A confirmed address counts for itself: what strangers ask for at other spellings of it must
 * not keep its owner's messages away.
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

/** Whether a customer may ask for one more new address within the hour: each is told to the old one. */
export const mayChangeEmail = (charge: Charge, customerId: string): Promise<ChargeResult> =>
  charge(`email change\0${customerId}`, { window: HOUR, max: MAILS_PER_HOUR });
