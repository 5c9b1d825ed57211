import { BLACKLIST_YEARS } from '../blacklist/rules.ts';
import { inHours, LETTER_HOURS, SIGN_IN_DAYS } from '../values/limits-and-periods.ts';
import { accountDefaults } from './account-defaults.ts';
import type { Content, TemplateName } from './schema.ts';

/** The text of each template until an admin changes it, and after a reset. */
export const defaults: Record<TemplateName, Content> = {
  request_received: {
    subject: 'We have received your request no. {{requestNumber}}',
    body: `Dear {{fullName}},

we have received your request for {{requestType}}. Its number is {{requestNumber}}.

We will answer it by {{answerBy}}.

{{replacedRequest}}

{{howToFollow}}

{{ifNotAsked}}`,
  },
  request_cancelled: {
    subject: 'Your request no. {{requestNumber}} is cancelled',
    body: `Dear {{fullName}},

your request no. {{requestNumber}} for {{requestType}} was cancelled on your Personal Data page. We will not act on it: your data stays as it is.

{{howToAskAgain}}

{{ifNotCancelled}}`,
  },
  automatic_announced: {
    subject: 'Your request no. {{requestNumber}} will be decided automatically',
    body: `Dear {{fullName}},

your request no. {{requestNumber}} for {{requestType}} is still open. If nobody decides it before {{automaticOn}}, our software Lethe decides on that day as you asked, without a person, if you then have no active service and no unpaid invoice. This cannot be undone.

You can ask us at any time for a person to look at it.

{{howToFollow}}

{{ifNotAsked}}`,
  },
  new_request: {
    subject: 'New personal data request no. {{requestNumber}}',
    body: `A new personal data request is waiting for a decision: no. {{requestNumber}}.

{{link}}`,
  },
  approval_wanted: {
    subject: 'Request no. {{requestNumber}}: a decision waits for your approval',
    body: `Another member of the team has proposed how to decide the personal data request no. {{requestNumber}}. Please look at it, and approve or decline it within {{proposalDays}} days:

{{link}}

After that, or as soon as the data stored about the person changes, nobody can approve the proposal any more.`,
  },
  proposal_ended: {
    subject: 'Request no. {{requestNumber}}: your proposal was not approved',
    body: `You proposed how to decide the personal data request no. {{requestNumber}}. {{whyEnded}} Nothing was decided, and the request is still open:

{{link}}

You can propose again.`,
  },
  outcome_blocked: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: we have blocked your data. Nobody can sign in to an account of yours any more, and we add nothing to your data.

Your data has been neither deleted nor changed: we still hold it.

{{reasons}}

{{automaticDecision}}

{{blacklistedValues}}

{{notifiedSystems}}

You can still ask us to delete your data or to take your name out of it. {{howToAskAgain}}

{{remedies}}`,
  },
  outcome_starred: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: we have pseudonymized your data. We have overwritten your name, addresses, phone number and the other details that identify you, and closed any account you had. This cannot be undone.

{{reasons}}

We keep, without your name: services and invoices with their amounts and dates, because tax and commercial law require records of them, for as long as it does; the number, dates, type and outcome of your requests, and the dates of your consents and downloads, to be able to show that we acted lawfully; and your customer number, the dates of entries, and the dates of your sign-ins for ${SIGN_IN_DAYS} days, which identify nobody on their own. So that no other system of ours sends your data again by mistake, we also keep fingerprints, codes made with a secret key: of each id by which such a system knew you, for ${BLACKLIST_YEARS} years, and of your address, until all of them have answered. Copies in backups are not changed; we cannot say here when they expire.

{{automaticDecision}}

{{blacklistedValues}}

{{notifiedSystems}}

{{remedies}}

This is the last message to this address. It is removed here once this message has been delivered, or after ${inHours(LETTER_HOURS)}.`,
  },
  outcome_destroyed: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: we have deleted your data here, with any account you had. This cannot be undone.

We keep, without your name: the number, dates, type and outcome of your request, and the dates of your downloads and consents, to be able to show that we acted lawfully. So that no other system of ours sends your data again by mistake, we also keep fingerprints, codes made with a secret key: of each id by which such a system knew you, for ${BLACKLIST_YEARS} years, and of your address, until all of them have answered. Copies in backups are not changed; we cannot say here when they expire.

{{automaticDecision}}

{{blacklistedValues}}

{{notifiedSystems}}

This is the last message to this address. It is removed here once this message has been delivered, or after ${inHours(LETTER_HOURS)}.`,
  },
  outcome_refused: {
    subject: 'Your request no. {{requestNumber}} has been decided',
    body: `Dear {{fullName}},

we have decided your request no. {{requestNumber}} for {{requestType}}: we do not carry it out. Nothing changes: your data stays as it is.

Our reasons:
{{reason}}

{{remedies}}

{{howToAskAgain}}`,
  },
  system_keeps: {
    subject: 'About your request no. {{requestNumber}}: a system keeps data about you',
    body: `Dear {{fullName}},

after your request no. {{requestNumber}} for {{requestType}} was decided, we notified the systems that may hold data about you. One of them has answered.

{{keptData}}

{{remedies}}`,
  },
  account_unblocked: {
    subject: 'Your data is no longer blocked (request no. {{requestNumber}})',
    body: `Dear {{fullName}},

after your request no. {{requestNumber}} for {{requestType}} we had blocked your data. We have lifted this block: your data is as it was, and we use it again.

{{howToGoOn}}

{{blacklistedValues}}`,
  },
  admin_alert: {
    subject: 'Please check what an administrator did',
    body: `{{adminName}} {{whatHappened}}.

If you do not know why, ask them. If it was not them, remove them from the team, which ends their sessions, and look at what else they did:
{{link}}`,
  },
  ...accountDefaults,
};
