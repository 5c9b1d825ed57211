import { post } from './refusal.ts';

const act = (action: string, body: Record<string, string>): Promise<Response> =>
  post(`/api/auth/${action}`, body);

export const signIn = (email: string, password: string) => act('sign-in/email', { email, password });

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
  act('change-password', { currentPassword, newPassword });
