import type { NotificationFacts } from './rules.ts';
import type { TemplateName } from './schema.ts';

/** Of no request, but as long as that of one. */
const EXAMPLE_REQUEST = '00000000-0000-4000-8000-000000001042';

/** Made-up facts, for the preview beside the editor. */
export const exampleFacts = (name: TemplateName, url: string): NotificationFacts => ({
  fullName: 'Maria Example',
  requestNumber: 1042,
  requestType: name === 'outcome_starred' ? 'anonymization' : 'removal',
  answerBy: '2027-01-31',
  url,
  access: name === 'outcome_blocked' || name === 'system_keeps' ? 'blocked' : 'account',
  link: name === 'new_request' ? `${url}/admin/requests/${EXAMPLE_REQUEST}` : undefined,
  reason: 'An invoice of yours is still unpaid.',
  automatic: true,
  blacklisted: ['email', 'phone'],
  notified: ['Billing', 'Newsletter'],
  kept: { system: 'Billing', reason: 'Tax law asks for invoices.', until: '2034-12-31' },
});
