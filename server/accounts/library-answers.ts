import * as v from 'valibot';
import { AppError, type ErrorKind } from '../errors.ts';
import { log } from '../runtime/log.ts';
import { type AccountAction, BackupCodesMade, TwoFactorStarted } from './schema.ts';

/** What an account action answers: only what is named here leaves the server. */
export async function bodyOf(action: AccountAction, answer: Response): Promise<object> {
  const body: unknown = await answer.json().catch(() => null);
  if (action === 'two-factor/enable') return v.parse(TwoFactorStarted, body);
  if (action === 'two-factor/generate-backup-codes') return v.parse(BackupCodesMade, body);
  if (action === 'sign-in/email' && v.is(CodeMissing, body)) return { status: true, secondFactor: true };
  // One body for all: in the library's, the digits of a date reveal whether an account was created.
  return { status: true };
}

/** The plugin's answer to a password that was right. */
const CodeMissing = v.object({ twoFactorRedirect: v.literal(true) });

/** The library's error codes that a person can do something about. */
const ERROR_KIND_OF_CODE: Record<string, ErrorKind> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_credentials',
  // Another error would reveal that an address was free: a stranger could sign up with it and then try to sign in.
  EMAIL_NOT_VERIFIED: 'wrong_credentials',
  INVALID_TOKEN: 'token_invalid',
  TOKEN_EXPIRED: 'token_invalid',
  // The account was deleted while its link was used.
  USER_NOT_FOUND: 'token_invalid',
  UNAUTHORIZED: 'sign_in_required',
  // The account was closed a moment ago.
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'sign_in_required',
  INVALID_PASSWORD: 'wrong_password',
  INVALID_CODE: 'wrong_code',
  INVALID_BACKUP_CODE: 'wrong_code',
  INVALID_TWO_FACTOR_COOKIE: 'second_factor_expired',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'second_factor_expired',
  TOTP_ALREADY_ENABLED: 'two_factor_on',
  TOTP_NOT_ENABLED: 'two_factor_off',
  TWO_FACTOR_NOT_ENABLED: 'two_factor_off',
  BACKUP_CODES_NOT_ENABLED: 'two_factor_off',
};

/** Translates the library's refusal into an error of our catalog; the library's own words never leave the server. */
export async function translateRefusal(action: AccountAction, response: Response): Promise<AppError> {
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after')) || 60;
    return new AppError('too_many_requests', { retryAfter: seconds });
  }
  // Another call with the same recovery code was faster.
  if (response.status === 409) return new AppError('wrong_code', { field: 'code' });
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
  const kind = ERROR_KIND_OF_CODE[code] ?? (response.status < 500 ? 'invalid_input' : 'internal_error');
  if (kind === 'internal_error') log('account_action_failed', { status: response.status });
  return new AppError(kind, { field: fieldOf(kind, action) });
}

function fieldOf(kind: ErrorKind, action: AccountAction): string | undefined {
  if (kind === 'wrong_code') return 'code';
  if (kind !== 'wrong_password') return undefined;
  return action === 'change-password' ? 'currentPassword' : 'password';
}
