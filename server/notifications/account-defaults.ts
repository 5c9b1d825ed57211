import {
  CONFIRMATION_LINK_HOURS,
  INVITATION_DAYS,
  inHours,
  RESET_LINK_HOURS,
} from '../values/limits-and-periods.ts';
import type { AccountLetter, Content } from './schema.ts';

/** The default texts of letters about an account. They address anyone who reads the mailbox, who may know of no account. */
export const accountDefaults: Record<AccountLetter, Content> = {
  verify_email: {
    subject: 'Please confirm your e-mail address',
    body: `Somebody, probably you, opened an account with this address. Confirm it here with the password you chose; the link works once and for ${inHours(CONFIRMATION_LINK_HOURS)}:
{{link}}

If it was not you, do nothing: without this confirmation the account cannot be used, and is deleted after {{unconfirmedDays}} days.`,
  },
  account_exists: {
    subject: 'You have an account already',
    body: `Somebody, probably you, wanted to open an account with this address. It has one already. Sign in here; if you do not know the password, "Forgotten your password?" on that page sends you a link to set a new one:
{{link}}

If it was not you, do nothing: your account stays as it is, and nobody learns from us that it exists.`,
  },
  reset_password: {
    subject: 'Set a new password',
    body: `Somebody, probably you, asked for a new password for the account with this address. Set it here; the link works once and for ${inHours(RESET_LINK_HOURS)}:
{{link}}

If it was not you, do nothing: your password stays as it is.`,
  },
  change_email: {
    subject: 'Please confirm your new e-mail address',
    body: `Somebody, probably you, wants to use this address for an account. Confirm it here, signed in to that account or with its password; the link works once and for ${inHours(CONFIRMATION_LINK_HOURS)}:
{{link}}

If it was not you, do nothing: without this confirmation nothing changes, and we delete this address.`,
  },
  email_change_asked: {
    subject: 'Another e-mail address was asked for',
    body: `Somebody, probably you, asked us to use another e-mail address for your account instead of this one. Nothing has changed yet. It changes once somebody uses the link that we sent to the other address.

If it was not you, set a new password now; that stops the change and ends every session:
{{link}}`,
  },
  password_changed: {
    subject: 'Your password was changed',
    body: `The password of the account with this address was changed a moment ago, and every other session was ended.

If it was not you, set another one now; that ends every session again:
{{link}}`,
  },
  second_factor_changed: {
    subject: 'Two-factor sign-in was switched {{onOrOff}}',
    body: `Two-factor sign-in of the account with this address was switched {{onOrOff}} a moment ago.

If it was you, do nothing.

If it was not you, set a new password now; that ends every session:
{{link}}

{{afterNewPassword}}`,
  },
  second_factor_reset: {
    subject: 'Your two-factor sign-in was reset',
    body: `Somebody asked us to reset the two-factor sign-in of your account. We did so, and signed you out everywhere. The codes of your authenticator app and your recovery codes no longer work. Sign in with your password and set it up again:
{{link}}

If you did not ask for this, {{tellSomebody}}`,
  },
  new_device: {
    subject: 'A sign-in on a new device',
    body: `Somebody, probably you, signed in to the account with this address on a device that it did not know:
{{device}}, from {{ipAddress}}, on {{time}}.

If it was you, do nothing. "Sign-in Details" in your account shows every device that is signed in, and ends any of them.

If it was not you, set a new password now; that ends every session:
{{link}}`,
  },
  team_invitation: {
    subject: '{{inviterName}} invites you to the team of {{operator}}',
    body: `{{inviterName}} invites you ({{address}}) to work on privacy requests for {{operator}}, as {{role}}.

Choose your name and your password here; the link works once and for ${INVITATION_DAYS} days:
{{link}}

If you do not expect this, ask {{inviterName}} in another way, or do nothing: without that step nobody gets access, and we delete this address.`,
  },
};
