import { hex } from '../hex.ts';
import { type DemoCustomer, daysAgo } from './story.ts';

/** Connected systems that have data about the fictional people: their links, their keys, and their answers to erasures. */

const DAY = 86_400_000;

const SYSTEMS = [
  { name: 'Newsletter', refused_people: 2 },
  { name: 'Billing', refused_people: 0 },
  { name: 'Support desk', refused_people: 0 },
];
export const systemsOf = () =>
  SYSTEMS.map((system) => ({ ...system, id: crypto.randomUUID(), created_at: daysAgo(210) }));
type System = ReturnType<typeof systemsOf>[number];

const idOfSystem = (systems: System[], name: string) => systems.find((system) => system.name === name)!.id;

/** Keys with random bytes instead of a hash, so nobody can use them. */
export const keysOf = (systems: System[], adminId: string) =>
  [
    { name: 'Newsletter', scopes: ['consents:read', 'erasures:read'], made: 210, used: null, revoked: 95 },
    { name: 'Newsletter', scopes: ['consents:read', 'erasures:read'], made: 95, used: 0.01 },
    { name: 'Billing', scopes: ['customers:write', 'erasures:read'], made: 180, used: 0.2, ends: 185 },
    { name: 'Support desk', scopes: ['requests:write', 'erasures:read'], made: 120, used: 24 },
  ].map(({ name, scopes, made, used, revoked, ends }) => ({
    system_id: idOfSystem(systems, name),
    scopes,
    hash: hex(crypto.getRandomValues(new Uint8Array(32))),
    created_by: adminId,
    created_at: daysAgo(made),
    last_used_at: used === null ? null : daysAgo(used),
    revoked_at: revoked === undefined ? null : daysAgo(revoked),
    expires_at: ends === undefined ? null : daysAgo(-ends),
  }));

/** A starred customer has no links. */
export const linksOf = (systems: System[], customers: DemoCustomer[]) =>
  customers
    .filter((c) => c.state !== 'starred')
    .flatMap((c) =>
      [
        ...(c.index % 2 === 0 ? [{ of: 'Newsletter', external_id: `reader-${4000 + c.index * 7}` }] : []),
        ...(c.index === 1 || c.index % 5 !== 0
          ? [{ of: 'Billing', external_id: `K-${10_000 + c.index}` }]
          : []),
        // One system knows this customer by two ids, as after a forgotten first account.
        ...(c.index === 1 ? [{ of: 'Billing', external_id: 'K-9087' }] : []),
        ...(c.index % 3 === 0 ? [{ of: 'Support desk', external_id: `contact/${900 + c.index}` }] : []),
      ].map(({ of, external_id }) => ({
        customer_id: c.id,
        system_id: idOfSystem(systems, of),
        external_id,
      })),
    );

interface Answer {
  /** How many days ago the decision was. */
  decided: number;
  system: string;
  linked?: boolean;
  handedIn?: boolean;
  /** After how many days the system answered; unset where it has not. */
  after?: number;
  result?: 'done' | 'nothing_held' | 'retained';
  reason?: string;
  until?: number;
}

const tax = { result: 'retained', reason: 'Invoices, by tax law (§ 147 AO)', until: 2_900 } as const;
const answers: Answer[] = [
  { decided: 140, system: 'Newsletter', after: 0.1, result: 'done' },
  { decided: 140, system: 'Billing', after: 1, ...tax },
  { decided: 30, system: 'Newsletter', after: 0.2, result: 'done' },
  { decided: 30, system: 'Billing', after: 2, ...tax },
  { decided: 30, system: 'Support desk' },
  { decided: 7, system: 'Newsletter', after: 0.3, result: 'done' },
  { decided: 7, system: 'Billing', linked: false, handedIn: true, after: 0.5, result: 'done' },
  { decided: 7, system: 'Support desk', linked: false, after: 3, result: 'nothing_held' },
  { decided: 6, system: 'Newsletter', after: 0.1, result: 'done' },
  { decided: 6, system: 'Billing', after: 1, ...tax },
  { decided: 6, system: 'Support desk', linked: false },
  { decided: 5, system: 'Newsletter', linked: false, after: 0.4, result: 'nothing_held' },
  { decided: 5, system: 'Billing' },
  { decided: 5, system: 'Support desk', after: 4, result: 'done' },
];

interface Decided {
  id: string;
  customer_id: string | null;
  status: string;
  decided_at: string;
}
const outcomes: Record<string, string> = { blocked: 'block', starred: 'star', destroyed: 'destroy' };

/** The notices of each decision. One without an answer keeps the system's id for the person. */
export const noticesOf = (systems: System[], decisions: Decided[]) =>
  answers.flatMap((answer, nth) => {
    const { decided, system, linked = true, handedIn = false, after, result = null, until } = answer;
    const decision = decisions.find(
      ({ decided_at }) => Math.round((Date.now() - Date.parse(decided_at)) / DAY) === decided,
    );
    if (decision === undefined) return [];
    return [
      {
        system_id: idOfSystem(systems, system),
        request_id: decision.id,
        customer_id: decision.customer_id,
        external_ids: linked && result === null ? [`former-${nth}`] : [],
        linked,
        handed_in: handedIn,
        outcome: outcomes[decision.status] ?? null,
        created_at: daysAgo(decided),
        due_at: daysAgo(decided - 7),
        result,
        reason: answer.reason ?? null,
        retained_until: until === undefined ? null : daysAgo(-until).slice(0, 10),
        acknowledged_at: after === undefined ? null : daysAgo(decided - after),
      },
    ];
  });
