import { type DemoCustomer, daysAgo } from './story.ts';
import type { systemsOf } from './systems.ts';

/** Fictional people whom other systems handed in: two share an address, one has none, and of one a system has another name. */

type System = ReturnType<typeof systemsOf>[number];

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
export function handedInOf(systems: readonly System[]) {
  return people.map(({ of, id, days, ...person }) => ({
    ...person,
    id: crypto.randomUUID(),
    external_id: id,
    system_id: systems.find(({ name }) => name === of)!.id,
    created_at: daysAgo(days),
  }));
}

/** Two names at one address may be one person. One row for each side. */
export function possibleMatchesOf(handedIn: ReturnType<typeof handedInOf>) {
  const [anna, bert] = handedIn;
  return [
    [anna, bert],
    [bert, anna],
  ].map(([person, match]) => ({ customer_id: person!.id, other_id: match!.id, found_at: daysAgo(9) }));
}

/** This customer corrected their name; the system still has the old spelling. */
const CORRECTED = 4;
export const correctedOf = (customers: readonly DemoCustomer[], systems: readonly System[]) => ({
  customer_id: customers.find(({ index }) => index === CORRECTED)!.id,
  system_id: systems.find(({ name }) => name === 'Billing')!.id,
  value: 'Zoe vant Hof',
  reported_at: daysAgo(3),
});
