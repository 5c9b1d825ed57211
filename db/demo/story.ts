import { STARS } from '../stars.ts';
import { type DemoPerson, demoPeople, fictionalPhone } from './people.ts';

/** What the fictional people did: rows ready to insert, by table. Pure. */

const DAY = 86_400_000;
export const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();
const dayAgo = (days: number) => daysAgo(days).slice(0, 10);
const pick = (from: readonly [string, ...string[]], nth: number): string =>
  from[nth % from.length] ?? from[0];

export interface DemoCustomer extends DemoPerson {
  id: string;
  /** 1 for customer1@lethe.example. */
  index: number;
  state: 'open' | 'blocked' | 'starred';
}

/** The last three have been decided; everyone else is open. */
const stateOf = (index: number) => (index === 38 ? 'blocked' : index > 38 ? 'starred' : 'open');

export const demoCustomers = (): DemoCustomer[] =>
  demoPeople.map((person, nth) => ({
    ...person,
    id: crypto.randomUUID(),
    index: nth + 1,
    state: stateOf(nth + 1),
  }));

/** A starred person's texts are stars, as the decision leaves them; an open or blocked person keeps theirs. */
const starredText = (customer: DemoCustomer, text: string | null) =>
  customer.state === 'starred' && text !== null ? STARS : text;

export const usersOf = (customers: DemoCustomer[]) =>
  customers.map((c) => ({
    id: c.id,
    name: starredText(c, c.name),
    email: c.state === 'starred' ? null : `customer${c.index}@lethe.example`,
    created_at: daysAgo(700 - c.index * 9),
  }));

export const profilesOf = (customers: DemoCustomer[]) =>
  customers.map((c) => ({
    id: c.id,
    state: c.state,
    phone: starredText(
      c,
      c.index % 7 === 0 ? null : fictionalPhone(c.country, c.index) + (c.index === 2 ? ' ext. 12' : ''),
    ),
    company: starredText(c, c.company),
    company_number: starredText(c, c.company === null ? null : `DEMO-${1000 + c.index}`),
    birth_date:
      c.state === 'starred' || c.index % 5 === 0 ? null : `19${60 + (c.index % 40)}-0${1 + (c.index % 9)}-17`,
    language: c.state === 'starred' ? null : c.language,
    created_at: daysAgo(700 - c.index * 9),
    closed_at: c.state === 'open' ? null : daysAgo(45 - c.index),
  }));

export const addressesOf = (customers: DemoCustomer[]) =>
  customers.flatMap((c) =>
    Array.from({ length: c.index % 4 === 0 ? 2 : 1 }, (_, nth) => ({
      customer_id: c.id,
      label: starredText(c, nth === 0 ? 'Home' : 'Office'),
      line1: starredText(c, nth === 0 ? c.line1 : `${c.line1} / B`),
      city: starredText(c, c.city),
      postal_code: starredText(c, c.postalCode),
      country: starredText(c, c.country),
    })),
  );

const plans: [string, ...string[]] = [
  'Web Hosting S',
  'Web Hosting L',
  'Virtual Server 4',
  'Domain',
  'Mail for 10',
];

/** customer1 has ended every service, customer2 runs three: the two customers that people try first. */
function statusOf(index: number, nth: number): string {
  if (index === 1) return 'cancelled';
  if (index === 2) return 'active';
  return pick(['active', 'suspended', 'cancelled', 'terminated', 'active', 'pending'], index + nth * 2);
}

export const servicesOf = (customers: DemoCustomer[]) =>
  customers.flatMap((c) =>
    Array.from({ length: c.index === 2 ? 3 : c.index % 4 }, (_, nth) => {
      const status = statusOf(c.index, nth);
      const ended = status === 'cancelled' || status === 'terminated';
      return {
        customer_id: c.id,
        name: starredText(c, pick(plans, c.index + nth)),
        domain: starredText(c, nth % 2 === 0 ? `site-${c.index}-${nth}.example.com` : null),
        status,
        started_on: dayAgo(600 - c.index * 8 - nth * 20),
        ended_on: ended ? dayAgo(20 + c.index) : null,
      };
    }),
  );

/** A customer's country decides the currency; elsewhere it is the euro. */
const currencies: Record<string, string> = { SE: 'SEK', US: 'USD', PL: 'PLN', TR: 'TRY', CH: 'CHF' };

function invoiceStatus(index: number, nth: number): string {
  if (index === 1) return 'paid';
  if (index === 2) return nth < 2 ? 'unpaid' : 'paid';
  return pick(['paid', 'paid', 'unpaid', 'paid', 'refunded', 'paid', 'cancelled'], index * 3 + nth);
}

/** A price of a fraction of a cent, and a remark without a price, as systems hand them in. */
const byUse = (position: number) => [
  { position, description: 'Mail relay, by use', quantity: 20_000, unit_price: 0.0045, amount: 90 },
  {
    position: position + 1,
    description: 'Thank you for\nyour patience.',
    quantity: null,
    unit_price: null,
    amount: null,
  },
];

/** Amounts are whole units, so that a line's product and an invoice's sum need no rounding in any currency. */
export function invoicesOf(customers: DemoCustomer[]) {
  return customers.flatMap((c) => {
    const count = c.index === 1 ? 4 : (c.index * 5) % 8;
    const currency = currencies[c.country] ?? 'EUR';
    return Array.from({ length: count }, (_, nth) => {
      const status = invoiceStatus(c.index, nth);
      // The first is the oldest, so that numbers rise with dates.
      const issued = 25 + (count - 1 - nth) * 31 + c.index;
      const lines = Array.from({ length: 1 + ((c.index + nth) % 4) }, (_unused, line) => {
        const quantity = 1 + ((nth + line) % 3);
        const unitPrice =
          (9 + ((c.index * 13 + line * 7) % 60)) * (currency === 'SEK' || currency === 'TRY' ? 10 : 1);
        const description = starredText(c, `${pick(plans, c.index + line)}, month ${1 + (nth % 12)}`);
        return {
          position: line + 1,
          description,
          quantity,
          unit_price: unitPrice,
          amount: quantity * unitPrice,
        };
      });
      const all = c.index === 2 && nth === count - 1 ? [...lines, ...byUse(lines.length + 1)] : lines;
      return {
        customer_id: c.id,
        id: crypto.randomUUID(),
        number: starredText(
          c,
          `DEMO-${String(c.index).padStart(3, '0')}-${String(nth + 1).padStart(4, '0')}`,
        ),
        status,
        currency,
        total: all.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
        billed_to: starredText(c, c.company ?? c.name),
        issued_on: dayAgo(issued),
        due_on: dayAgo(issued - 14),
        paid_on: status === 'paid' || status === 'refunded' ? dayAgo(issued - 9) : null,
        lines: all,
      };
    });
  });
}

const browsers: [string, ...string[]] = [
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
  'Mozilla/5.0 (Macintosh) Safari/18.0',
  'Mozilla/5.0 (Android 15) Chrome/140.0',
];
/** IP addresses from the ranges for documentation: RFC 5737 and RFC 3849. */
export const from = (c: DemoCustomer, nth = 0) => ({
  ip_address: starredText(
    c,
    c.index % 4 === 0 ? `2001:db8::${c.index}:${nth}` : `203.0.113.${c.index + nth}`,
  ),
  user_agent: starredText(c, pick(browsers, c.index + nth)),
});

export const signInsOf = (customers: DemoCustomer[]) =>
  customers.flatMap((c) =>
    Array.from({ length: 1 + (c.index % 5) }, (_, nth) => ({
      customer_id: c.id,
      signed_in_at: daysAgo(5 + nth * 17 + c.index / 3),
      ...from(c, nth),
    })),
  );
