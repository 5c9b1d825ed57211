import { type TextKey, t, tryText } from './i18n.ts';

/** A refusal by the account endpoints, in words people can use. `kind` is a key below `errors`. */
class AccountError extends Error {
  readonly kind: string;

  constructor(kind: string) {
    super(tryText(`errors.${kind}`) ?? t('errors.unexpected'));
    this.kind = kind;
  }
}

/** better-auth's codes, as far as a person can do something about them. */
const kinds: Record<
  string,
  TextKey extends infer Key ? (Key extends `errors.${infer Kind}` ? Kind : never) : never
> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_credentials',
  EMAIL_NOT_VERIFIED: 'email_unverified',
  INVALID_TOKEN: 'token_invalid',
  TOKEN_EXPIRED: 'token_invalid',
  PASSWORD_TOO_SHORT: 'password_too_short',
  PASSWORD_TOO_LONG: 'password_too_long',
  INVALID_EMAIL: 'invalid_email',
};

const codeOf = (body: unknown) =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
    ? body.code
    : '';

async function post(path: string, body: Record<string, string>) {
  const answer = await fetch(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  if (answer.status === 429) throw new AccountError('too_many_requests');
  const code = codeOf(await answer.json().catch(() => null));
  throw new AccountError(kinds[code] ?? (answer.status === 401 ? 'wrong_credentials' : 'unexpected'));
}

export const signIn = (email: string, password: string) => post('/sign-in/email', { email, password });

/** Answers alike for a new address, a known one and a refused one: only the mailbox learns which. */
export const signUp = (name: string, email: string, password: string) =>
  post('/sign-up/email', { name, email, password });

export const signOut = () => post('/sign-out', {});

/** Answers alike whether or not the address is known. */
export const requestPasswordReset = (email: string) => post('/request-password-reset', { email });

export const resetPassword = (token: string, newPassword: string) =>
  post('/reset-password', { token, newPassword });
