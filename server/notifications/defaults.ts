import type { TemplateName } from './schema.ts';

/** Subject and body as plain text; `{{…}}` names a placeholder of rules.ts. */
export interface Content {
  subject: string;
  body: string;
}

/** What a template says until an admin changes it, and again after a reset. */
export const defaults: Record<TemplateName, Content> = {
  request_received: {
    subject: 'We have received your request no. {{requestNumber}}',
    body: `Dear {{fullName}},

we have received your request for {{requestType}}. Its number is {{requestNumber}}.

We will answer it by {{answerBy}}. Until it is decided you can follow it, or cancel it, on your Personal Data page:
{{link}}

If you did not make this request, please sign in and cancel it, then ask for a new password on the sign-in page.`,
  },
  new_request: {
    subject: 'New personal data request no. {{requestNumber}}',
    body: `A new personal data request is waiting for a decision: no. {{requestNumber}}.

{{link}}`,
  },
  outcome_blocked: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: your account is blocked. Nobody can sign in to it any more, and it accepts no new data.

Your data has been neither deleted nor changed: it is still held.

{{automaticNotice}}

{{blacklistNotice}}

You can still ask us to delete your data or to remove your name from it.

{{remedies}}`,
  },
  outcome_starred: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: your data has been pseudonymised. Your name, addresses, phone number and the other details that point to you have been overwritten, and your account is closed. This cannot be undone.

We keep, without your name: services and invoices with their amounts and dates, because tax and commercial law require records of them, for as long as it does; the number, dates, type and outcome of your requests, and the dates of your consents and downloads, to be able to show that we acted lawfully; and your customer number, the dates of entries, and the dates of your sign-ins for 180 days, which point to nobody on their own. Copies in backups are not changed; the date on which they expire is unknown to this system.

{{automaticNotice}}

{{blacklistNotice}}

This is the last message to this address. It is removed here once this message has been delivered, or after 24 hours.`,
  },
  outcome_destroyed: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: your data has been deleted here and your account no longer exists. This cannot be undone.

We keep, without your name: the number, dates, type and outcome of your request, and the dates of your downloads and consents, to be able to show that we acted lawfully. Copies in backups are not changed; the date on which they expire is unknown to this system.

{{automaticNotice}}

{{blacklistNotice}}

This is the last message to this address. It is removed here once this message has been delivered, or after 24 hours.`,
  },
  outcome_refused: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: we do not carry it out. Your account and your data stay as they are.

Our reasons:
{{reason}}

{{remedies}}

If something has changed, you may make a new request at any time:
{{link}}`,
  },
};
