import { askForPassword, wantsPassword } from './confirmation.ts';
import { post, Refusal } from './refusal.ts';

const act = (action: string, body: Record<string, string>): Promise<Response> =>
  post(`/api/auth/${action}`, body);

/** The same for somebody who is signed in: asks for the proof in place if the server wants a newer one. */
async function actAsOwner(action: string, body: Record<string, string>): Promise<Response> {
  try {
    return await act(action, body);
  } catch (error) {
    if (!(error instanceof Refusal && wantsPassword(error.data.kind) && (await askForPassword())))
      throw error;
    return act(action, body);
  }
}

/** Answers whether a code of the second factor is still missing. */
export async function signIn(email: string, password: string): Promise<boolean> {
  const answer = (await (await act('sign-in/email', { email, password })).json()) as {
    secondFactor?: boolean;
  };
  return answer.secondFactor === true;
}

/** Completes a sign-in or a set-up. */
export const giveCode = (code: string) => act('two-factor/verify-totp', { code });
export const giveRecoveryCode = (code: string) => act('two-factor/verify-backup-code', { code });

/** What an authenticator app needs, and the recovery codes. */
export interface TwoFactorStart {
  totpURI: string;
  backupCodes: string[];
}

/** Two-factor sign-in begins with the first code after this. */
export const startTwoFactor = async (password: string): Promise<TwoFactorStart> =>
  (await act('two-factor/enable', { password })).json() as Promise<TwoFactorStart>;

export async function makeRecoveryCodes(password: string): Promise<string[]> {
  const answer = await actAsOwner('two-factor/generate-backup-codes', { password });
  return ((await answer.json()) as { backupCodes: string[] }).backupCodes;
}

export const switchTwoFactorOff = (password: string) => actAsOwner('two-factor/disable', { password });

/** The answer is the same for a new, a known and a refused address: only the mailbox learns which. */
export const signUp = (name: string, email: string, password: string) =>
  act('sign-up/email', { name, email, password });

export const signOut = () => act('sign-out', {});

/** The answer is the same whether or not the address is known. */
export const requestPasswordReset = (email: string) => act('request-password-reset', { email });

export const resetPassword = (token: string, newPassword: string) =>
  act('reset-password', { token, newPassword });

/** Ends every other session; this one continues with a new cookie. */
export const changePassword = (currentPassword: string, newPassword: string) =>
  actAsOwner('change-password', { currentPassword, newPassword });
