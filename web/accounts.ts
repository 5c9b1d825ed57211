import { t, tryText } from './i18n.ts';

/** A refusal by the account endpoints, in words people can use. `kind` is a key below `errors`. */
class AccountError extends Error {
  /** In the shape of a refused call, so that forms find the field it is about. */
  readonly data: { kind: string; field: string | undefined };

  constructor(kind: string, field: string | undefined) {
    super(tryText(`errors.${kind}`) ?? t('errors.unexpected'));
    this.data = { kind, field };
  }
}

/** The catalogue's kind, which every refusal of the server has, and the field. */
const refusalOf = (body: unknown): AccountError => {
  const { error } = (body ?? {}) as { error?: { data?: { kind?: string; field?: string } } };
  return new AccountError(error?.data?.kind ?? 'unexpected', error?.data?.field);
};

async function post(path: string, body: Record<string, string>) {
  const answer = await fetch(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  throw refusalOf(await answer.json().catch(() => null));
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

/** Ends every other session; this one goes on under a new cookie. */
export const changePassword = (currentPassword: string, newPassword: string) =>
  post('/change-password', { currentPassword, newPassword });
