import { inHours, LETTER_HOURS } from '../../../server/values/limits-and-periods.ts';

/** Notification templates, and the mailbox of the demo. */
export const templates = {
  lead: 'The messages Lethe sends. Placeholders are filled in for each message.',
  list: 'Templates',
  names: {
    request_received: 'Request received',
    request_cancelled: 'Request cancelled',
    automatic_announced: 'Automatic decision announced',
    new_request: 'New request',
    approval_wanted: 'Approval wanted',
    outcome_blocked: 'Outcome: blocked',
    outcome_starred: 'Outcome: starred out',
    outcome_destroyed: 'Outcome: destroyed',
    outcome_refused: 'Outcome: refused',
    system_keeps: 'A system keeps data',
    account_unblocked: 'Block lifted',
    verify_email: 'Confirm an address',
    account_exists: 'Address already has an account',
    reset_password: 'Set a new password',
    change_email: 'Confirm a new address',
    email_change_asked: 'Address change requested',
    password_changed: 'Password changed',
    new_device: 'Sign-in on a new device',
    second_factor_changed: 'Two-factor sign-in changed',
    second_factor_reset: 'Two-factor sign-in reset',
    team_invitation: 'Invitation to the team',
    admin_alert: 'Alert about an administrator',
  },
  when: {
    request_received: 'To the client, when their request arrives',
    request_cancelled: 'To the client, when they have cancelled their request',
    automatic_announced:
      'To the client, when the waiting time for an automatic decision begins while their request is open',
    new_request:
      'To administrators who see requests, when a request arrives: only its number, because mailboxes keep copies',
    approval_wanted:
      'To the other administrators who may decide, when somebody proposes a decision that needs a second approval: only the number of the request',
    outcome_blocked: 'To the client, when the account is blocked',
    outcome_starred: 'To the client, when the data is starred out',
    outcome_destroyed: 'To the client, when the data is destroyed',
    outcome_refused: 'To the client, when the request is refused',
    system_keeps:
      'To a blocked client, when a connected system reports that it must keep some of the client’s data',
    account_unblocked: 'To the client, when an administrator lifts the block',
    verify_email: 'To the address of a new account, with the link that confirms it',
    account_exists:
      'To the owner of an account, when somebody signs up again with the same address. The person who signs up does not learn that the account exists',
    reset_password: 'To the owner of an account, with the link to set a new password',
    change_email: 'To the new address of an account, with the link that confirms it',
    email_change_asked: 'To the current address of an account, when somebody asks to change it',
    password_changed: 'To the owner of an account, when its password is changed',
    second_factor_changed: 'To the owner of an account, when two-factor sign-in is switched on or off',
    second_factor_reset: 'To an administrator, when an owner resets their two-factor sign-in',
    new_device:
      'To the owner of an account, when somebody signs in on a device that the account does not know',
    team_invitation: 'To somebody whom an owner invites to the team, with the link to join',
    admin_alert:
      'To every owner, when an administrator destroys data without a message to the client, or decides more requests in an hour than the Configuration allows for',
  },
  default: 'Default',
  changed: 'Changed {{ date }}',
  edit: 'Edit {{ name }}',
  read: 'Read {{ name }}',
  template: 'Template',
  subjectHead: 'Subject',
  state: 'Text',
  subject: 'Subject',
  body: 'Message',
  placeholders: 'Insert',
  placeholdersHint: 'Inserted at the cursor, in the subject or the message.',
  required: 'The message must contain {{ name }}. Without it, the message is of no use.',
  insert: 'Insert {{ name }}',
  preview: 'Preview',
  previewLead: 'With example values, as the recipient would see it.',
  previewFailed: 'No preview is possible: {{ reason }}',
  save: 'Save',
  saved: 'The template is saved.',
  reset: 'Reset to default',
  resetTitle: 'Reset to the default text',
  resetText:
    'The text that comes with Lethe replaces your subject and message. Messages already sent do not change.',
  resetSend: 'Use the default text',
  resetDone: 'The default text is back.',
};

/** Who takes the mail, and a message to see whether it does. */
export const delivery = {
  title: 'Delivery',
  by: {
    smtp: 'Messages leave by your mail server (SMTP).',
    resend: 'Messages leave by Resend.',
    mailbox: 'The demo sends no messages: its mailbox shows them.',
    none: 'Messages do not leave: the server has no mail provider.',
    unknown: 'How messages leave is being looked up.',
  },
  send: 'Send me a test message',
  waits: 'The test message is on its way.',
  sent: 'The test message is sent. Look into your mailbox.',
  again: `The test message is not sent yet ({{ code }}). Lethe goes on trying for ${inHours(LETTER_HOURS)}.`,
  failed: 'The test message could not be sent ({{ code }}).',
};

export const mailbox = {
  lead: 'The demo sends no messages. You can read them here instead. They are kept in memory only and are gone when the server stops.',
  none: 'No messages yet',
  noneText: 'Send a request as a client or decide one, and the message arrives here.',
  to: 'To {{ address }}',
  list: 'Messages, newest first',
};
