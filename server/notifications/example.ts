import * as v from 'valibot';
import type { Reach } from './account-texts.ts';
import {
  destroyedQuietly,
  type NotificationFacts,
  render,
  renderAccountLetter,
  renderAlertLetter,
} from './rules.ts';
import { AccountLetter, type Content, type RequestLetter, type TemplateName } from './schema.ts';

/** The id of no request, with the length of a real one. */
const EXAMPLE_REQUEST = '00000000-0000-4000-8000-000000001042';

const ACCESS: Partial<Record<RequestLetter, NotificationFacts['access']>> = {
  outcome_blocked: 'blocked',
  system_keeps: 'blocked',
  // A block deletes the password.
  account_unblocked: 'password',
};

const TO_ADMINS: readonly RequestLetter[] = ['new_request', 'approval_wanted', 'proposal_ended'];

/** Made-up facts for previews. */
export const exampleFacts = (name: RequestLetter, url: string): NotificationFacts => ({
  fullName: 'Maria Example',
  requestNumber: 1042,
  requestType: name === 'outcome_starred' ? 'anonymization' : 'removal',
  answerBy: '2027-01-31',
  automaticOn: '2027-01-14',
  url,
  access: ACCESS[name] ?? 'account',
  declinedBy: 'Olga Officer',
  link: TO_ADMINS.includes(name) ? `${url}/admin/requests/${EXAMPLE_REQUEST}` : undefined,
  reason: 'An invoice of yours is still unpaid.',
  automatic: true,
  blacklisted: ['email', 'phone'],
  notified: ['Billing', 'Newsletter'],
  kept: { system: 'Billing', reason: 'Tax law asks for invoices.', until: '2034-12-31' },
});

/** The links in letters about an account, with a made-up token. */
const EXAMPLE_LINKS: Record<AccountLetter, string> = {
  verify_email: '/verify-email#example',
  account_exists: '/sign-in',
  reset_password: '/reset-password#example',
  change_email: '/change-email#example',
  email_change_asked: '/forgot-password',
  password_changed: '/forgot-password',
  new_device: '/forgot-password',
  second_factor_changed: '/forgot-password',
  second_factor_reset: '/sign-in',
  team_invitation: '/join-team#example',
};

const EXAMPLE_ACCOUNT = {
  entry: { device: 'Firefox on Windows', ipAddress: '192.0.2.7', time: '31 January 2027 at 14:05 UTC' },
  switched: 'on',
  reader: 'customer',
  invited: { inviterName: 'Olga Officer', role: 'an officer', address: 'new@lethe.example' },
} as const;

/** Renders the preview beside the template editor. */
export const renderExample = (name: TemplateName, content: Content, url: string, reach: Reach): Content =>
  name === 'admin_alert'
    ? renderAlertLetter(content, {
        adminName: 'Olga Officer',
        whatHappened: destroyedQuietly(1042),
        link: `${url}/admin/audit`,
      })
    : v.is(AccountLetter, name)
      ? renderAccountLetter(name, content, {
          ...EXAMPLE_ACCOUNT,
          link: `${url}${EXAMPLE_LINKS[name]}`,
          reach,
        })
      : render(name, content, exampleFacts(name, url));
