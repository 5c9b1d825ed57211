import type { recipientsOf } from './demo-services.ts';
import { type DemoCustomer, daysAgo } from './demo-story.ts';

/** Fictional people whom other services brought in: who share an address, who have none, and of whom a service says something else. */

type Recipient = ReturnType<typeof recipientsOf>[number];

const people = [
  {
    name: 'Anna Example',
    email: 'family@example.org',
    phone: null,
    of: 'Support desk',
    id: 'contact/2001',
    days: 40,
  },
  {
    name: 'Bert Example',
    email: 'family@example.org',
    phone: '+44 20 7946 0991',
    of: 'Billing',
    id: 'K-20002',
    days: 9,
  },
  {
    name: 'Lea Lead',
    email: null,
    phone: '+1 202 555 0142',
    of: 'Support desk',
    id: 'contact/2003',
    days: 2,
  },
];

/** None of them can sign in. */
export function handedInOf(recipients: readonly Recipient[]) {
  return people.map(({ of, id, days, ...person }) => ({
    ...person,
    id: crypto.randomUUID(),
    external_id: id,
    recipient_id: recipients.find(({ name }) => name === of)!.id,
    created_at: daysAgo(days),
  }));
}

/** Two names at one address: nobody can tell whether they are one person. From both sides. */
export function possibleMatchesOf(handedIn: ReturnType<typeof handedInOf>) {
  const [anna, bert] = handedIn;
  return [
    [anna, bert],
    [bert, anna],
  ].map(([one, other]) => ({ customer_id: one!.id, other_id: other!.id, found_at: daysAgo(9) }));
}

/** They corrected their name themselves; the service still writes it in its own way. */
const CORRECTED = 4;
export const correctedOf = (customers: readonly DemoCustomer[], recipients: readonly Recipient[]) => ({
  customer_id: customers.find(({ index }) => index === CORRECTED)!.id,
  recipient_id: recipients.find(({ name }) => name === 'Billing')!.id,
  value: 'Zoe vant Hof',
  said_at: daysAgo(3),
});
