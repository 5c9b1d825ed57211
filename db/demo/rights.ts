import { hex } from '../hex.ts';
import { type DemoCustomer, daysAgo, from } from './story.ts';

/** What the fictional people did with their rights. A row without a customer belongs to a destroyed one. */

export const NEWER_TEXT = `We keep and use the data you give us, and the data that arises when you use our services, to provide and bill what you order, to support you, and to protect your account.

New in this version: we no longer ask for your consent to product news. We do not send any.

You agree freely and can withdraw at any time on this page, as easily as you agree. You can download all data we hold about you, correct it, and ask us to anonymize or remove it. You may complain to the data protection authority of the place where you live or work.`;

/** `text` counts from the oldest version, 1. customer1 has not been asked yet. */
export function consentsOf(customers: DemoCustomer[]) {
  const steps = customers.flatMap((c) => {
    if (c.index === 1 || c.index % 6 === 0) return [];
    const row = { customer_id: c.id as string | null, ...from(c) };
    const granted = { ...row, action: 'granted', text: 1, created_at: daysAgo(300 - c.index) };
    if (c.index % 5 === 0)
      return [granted, { ...row, action: 'withdrawn', text: 1, created_at: daysAgo(50 - c.index / 2) }];
    if (c.index % 2 === 0)
      return [granted, { ...row, action: 'granted', text: 2, created_at: daysAgo(28 - c.index / 2) }];
    return [granted];
  });
  const destroyed = [260, 190].map((days) => ({
    customer_id: null,
    ip_address: null,
    user_agent: null,
    action: 'granted',
    text: 1,
    created_at: daysAgo(days),
  }));
  return [...steps, ...destroyed].toSorted(byTime('created_at'));
}

interface Story {
  customer: number | null;
  type: 'removal' | 'anonymization';
  status: string;
  asked: number;
  decided?: number;
  note?: string;
  reason?: string;
  rule?: string;
}

const stories: Story[] = [
  {
    customer: 3,
    type: 'removal',
    status: 'pending',
    asked: 0.04,
    note: 'Me mudo y ya no necesito la cuenta. ¡Gracias!',
  },
  { customer: 5, type: 'anonymization', status: 'pending', asked: 1.2, note: 'أرجو إخفاء بياناتي.' },
  {
    customer: 7,
    type: 'removal',
    status: 'pending',
    asked: 4,
    note: 'Please delete everything, incl. <backups> & logs.',
  },
  { customer: 8, type: 'removal', status: 'pending', asked: 9.5 },
  { customer: 16, type: 'anonymization', status: 'pending', asked: 21 },
  { customer: 22, type: 'removal', status: 'pending', asked: 29, note: 'A doua oară când întreb.' },
  { customer: 9, type: 'removal', status: 'cancelled', asked: 60, decided: 58 },
  { customer: 10, type: 'anonymization', status: 'cancelled', asked: 33, decided: 33 },
  {
    customer: 11,
    type: 'removal',
    status: 'refused',
    asked: 80,
    decided: 71,
    reason:
      'Two invoices are unpaid; we need your data to claim them (GDPR Art. 17(3)(e)). Ask again once they are settled.',
  },
  {
    customer: 22,
    type: 'anonymization',
    status: 'refused',
    asked: 120,
    decided: 101,
    reason: 'We could not tell whether it was you who asked. Please sign in and ask again.',
  },
  { customer: 38, type: 'anonymization', status: 'blocked', asked: 12, decided: 7 },
  {
    customer: 39,
    type: 'anonymization',
    status: 'starred',
    asked: 20,
    decided: 6,
    rule: 'waiting_period_14_days',
  },
  { customer: 40, type: 'anonymization', status: 'starred', asked: 11, decided: 5 },
  { customer: null, type: 'removal', status: 'destroyed', asked: 150, decided: 140 },
  {
    customer: null,
    type: 'removal',
    status: 'destroyed',
    asked: 44,
    decided: 30,
    rule: 'waiting_period_14_days',
  },
];

export const requestsOf = (customers: DemoCustomer[], adminId: string) =>
  stories
    .map(({ customer, type, status, asked, decided, note = null, reason = null, rule = null }) => ({
      customer_id: customers.find((c) => c.index === customer)?.id ?? null,
      type,
      status,
      note,
      reason,
      created_at: daysAgo(asked),
      decided_at: decided === undefined ? null : daysAgo(decided),
      decided_by: decided === undefined || status === 'cancelled' || rule !== null ? null : adminId,
      decided_by_rule: rule,
    }))
    .toSorted(byTime('created_at'));

export function downloadsOf(customers: DemoCustomer[]) {
  const own = customers
    .filter((c) => c.index > 2 && c.index % 3 === 0)
    .map((c, nth) => ({
      customer_id: c.id as string | null,
      started_at: daysAgo(90 - c.index * 2),
      outcome: nth % 5 === 4 ? 'aborted' : 'complete',
      bytes: 7_400 + c.index * 913,
    }));
  const destroyed = { customer_id: null, started_at: daysAgo(151), outcome: 'complete', bytes: 23_118 };
  return [destroyed, ...own].toSorted(byTime('started_at'));
}

/** Blacklist entries of random bytes instead of an HMAC, so they match nobody. `requests`: which destroyed requests each came with. */
const blacklistEntries = [
  { kind: 'email', requests: [1], by_hand: null },
  { kind: 'phone', requests: [1, 2], by_hand: null },
  { kind: 'domain', requests: [], by_hand: 'abuse' },
].map((entry) => ({ id: crypto.randomUUID(), ...entry }));

const YEARS = 3 * 365;
const decidedDaysAgo = [140, 30];

export const blacklistOf = () =>
  blacklistEntries.map(({ id, kind }) => ({
    id,
    kind,
    hmac: hex(crypto.getRandomValues(new Uint8Array(32))),
  }));

/** An entry with two requests has a claim for each person: one claim may end while the other stays. */
export const claimsOf = (adminId: string) =>
  blacklistEntries.flatMap(({ id, kind, requests, by_hand }) => [
    ...requests.map((request) =>
      claimOf(id, adminId, decidedDaysAgo[request - 1] ?? 0, {
        reason: 'erasure',
        request,
        erased: kind === 'email',
      }),
    ),
    ...(by_hand === null
      ? []
      : [claimOf(id, adminId, 12, { reason: by_hand, request: null, erased: false })]),
  ]);

const claimOf = (
  entry_id: string,
  created_by: string,
  days: number,
  what: { reason: string; request: number | null; erased: boolean },
) => ({ entry_id, created_by, created_at: daysAgo(days), ends_at: daysAgo(days - YEARS), ...what });

export const messagesOf = (customers: DemoCustomer[]) =>
  [9, 10, 11, 22].map((index) => ({
    customer_id: customers.find((c) => c.index === index)?.id ?? null,
    template: 'request_received',
    created_at: daysAgo(100 - index),
  }));

const byTime =
  <K extends string>(key: K) =>
  (a: Record<K, string>, b: Record<K, string>): number =>
    a[key] < b[key] ? -1 : 1;
