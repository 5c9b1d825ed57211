import { t, tryText } from './i18n.ts';

/** A refusal by the account endpoints, in words people can use. `kind` is a key below `errors`. */
class AccountError extends Error {
  readonly kind: string;

  constructor(kind: string) {
    super(tryText(`errors.${kind}`) ?? t('errors.unexpected'));
    this.kind = kind;
  }
}

/** The catalogue's kind; every refusal of the server has one. */
const kindOf = (body: unknown): string => {
  const { error } = (body ?? {}) as { error?: { data?: { kind?: string } } };
  return error?.data?.kind ?? 'unexpected';
};

async function post(path: string, body: Record<string, string>) {
  const answer = await fetch(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  throw new AccountError(kindOf(await answer.json().catch(() => null)));
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
