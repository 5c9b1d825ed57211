import type { Content } from './defaults.ts';

/** Messages an account cannot do without; their words are fixed, so that no edit can turn them into something else. */
export type AccountMessage = 'verify_email' | 'reset_password';

/** `link` carries a single-use token and no address. */
export function accountMessage(name: AccountMessage, { link }: { link: string }): Content {
  if (name === 'verify_email')
    return {
      subject: 'Please confirm your e-mail address',
      body: `Somebody, probably you, opened an account with this address. Confirm it here; the link works once and for a limited time:
${link}

If it was not you, do nothing: without this confirmation the account cannot be used.`,
    };
  return {
    subject: 'Set a new password',
    body: `Somebody, probably you, asked for a new password for the account with this address. Set it here; the link works once and for a limited time:
${link}

If it was not you, do nothing: your password stays as it is.`,
  };
}
