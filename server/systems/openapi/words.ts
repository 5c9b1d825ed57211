import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { ErrorKind } from '../../errors.ts';
import { MOST_PENDING } from '../../requests/rules.ts';
import { MOST_IDS } from '../intake/rules.ts';
import type { Scope } from '../keys/schema.ts';
import type { SystemRouter } from '../router.ts';

/** What `/openapi.json` says beside the shapes: the one place for the system door's words, errors and examples. */

type Inputs = inferRouterInputs<SystemRouter>;
type Outputs = inferRouterOutputs<SystemRouter>;

export interface Words<Input = unknown, Output = unknown> {
  summary: string;
  description: string;
  /** What it refuses with, beside `everyCall`. */
  errors: ErrorKind[];
  input: Input;
  output: Output;
}

export const scopes: Record<Scope, string> = {
  'customers:write': 'Tell Lethe of your customers, their services and their invoices.',
  'consents:read': 'Ask whether you may process somebody’s data.',
  'requests:write': 'Enter a request that a customer made with you.',
  'erasures:read': 'Follow the feed of erasures and acknowledge them.',
};

/** What any call may be refused with. */
export const everyCall = [
  'invalid_input',
  'system_key_required',
  'system_key_invalid',
  'system_key_revoked',
  'system_key_expired',
  'scope_missing',
  'cross_site_request',
  'not_found',
  'malformed_request',
  'headers_too_large',
  'request_timeout',
  'body_too_large',
  'unsupported_content',
  'too_many_requests',
  'internal_error',
  'database_unavailable',
  'database_busy',
] as const satisfies ErrorKind[];

const BATCH =
  'A batch of up to 1,000 rows, each applied or refused for itself; with `atomic`, one refused row keeps all others out. `results` has one entry for each row, in order. The same batch twice changes nothing.';
const AS_HELD =
  'Values are kept as you hold them, within their lengths: a phone with an extension, an address without a street, a line break. What is left out stays as it is; null and an empty text clear it.';
const NEWNESS =
  'With your own `version` (a running number) or `updatedAt`, a row older than one that came before changes nothing and is answered `unchanged_older`.';
const CUSTOMER = { externalId: 'crm-1042' };
const ERASURE = '0b8f9a52-6f0d-4c8e-9a55-0f3e8a1f2d10';

export const words = {
  consents: {
    check: {
      summary: 'May you process somebody’s data?',
      description:
        'Asks before you do. Whoever is blocked, erased or unknown is never allowed. With a `purpose`, the consent must cover it. While Personal Data Management is switched off, nobody is allowed (`switched_off`). `removalPending` says that a request for removal or anonymization waits for its decision: the consent stands until then, but what can wait had better.',
      errors: [],
      input: { customer: CUSTOMER, purpose: 'newsletter' },
      output: {
        allowed: true,
        since: '2026-01-15T08:00:00.000Z',
        textVersion: 3,
        reason: 'granted',
        removalPending: false,
      },
    },
  },
  customers: {
    upsert: {
      summary: 'Tell of your customers',
      description: `Adds or changes customers, each by your own id. ${AS_HELD} \`addresses\` replaces those of before. An address may stand with a name (\`Nora <nora@example.org>\`); a birth date is \`YYYY-MM-DD\`, between 1880 and today; a language is a BCP 47 tag (\`de_AT\` is read as \`de-AT\`). What is none of these (\`n/a\`, two addresses, \`01.04.90\`) keeps nobody out: it counts as nothing, and the text is kept as what you say, for the customer and an admin to see; nobody is mailed or found by it. Only a row without an id, or of the wrong types and lengths, is refused. An erased person is refused with \`erased_person\`: erase your own copy too. \`value_refused\` says that the value of its \`field\` is not taken here and nothing of an erasure: keep your copy. The id decides who is meant, then an address that exactly one person has whom nothing contradicts; otherwise the row is a person of their own. Several ids of one person are welcome, up to ${MOST_IDS.toLocaleString('en')}; beyond that, and beyond as many refused ones, \`too_many_ids\` says that an id is not kept and no erasure will name it. \`external_id_reused\`: name, birth date and address are all those of somebody else than the id had; give them another id. Of a person with an account, or whom others told of too, you fill what is empty, and what differs is shown to them. \`correctedByPerson\` lists the fields that the person or an admin corrected where you had said what stood, with the value to take over; it comes with each row that says something else, until one says the same. ${NEWNESS} ${BATCH}`,
      errors: [],
      input: {
        items: [
          {
            externalId: 'crm-1042',
            email: 'nora@example.org',
            fullName: 'Nora Nobody',
            phone: '+49 30 1234567',
            language: 'de',
            addresses: [
              {
                line1: 'Lindenweg 5',
                line2: null,
                city: 'Berlin',
                region: null,
                postalCode: '10115',
                country: 'DE',
              },
            ],
          },
        ],
        atomic: false,
      },
      output: {
        results: [
          { index: 0, customerId: '7d3b9c0e-5a86-4d0a-9f0e-6c1d2b3a4f55' },
          { index: 1, kind: 'invalid_input', field: 'externalId', problem: 'required' },
        ],
      },
    },
    remove: {
      summary: 'Forget your id of a customer',
      description:
        'Cuts the link; the customer stays, and you are told of their erasure by your other ids of them and by the `records` you handed in. Removing twice changes nothing.',
      errors: ['ambiguous_customer'],
      input: { customer: CUSTOMER },
      output: { removed: true },
    },
  },
  erasures: {
    feed: {
      summary: 'What was erased',
      description:
        'Every block, star and destroy you were told of. Without `after`: what you have not acknowledged, oldest first. With `after`: everything since that cursor. Where there is nothing, or only what you were told in the last 5 seconds, the answer waits up to `waitSeconds` for news. `overdue` reminds of what lies before the cursor and was never acknowledged; `marked_notified` is what an admin told you by another way, since you had no key that worked. `externalIds` has every id by which you call this person and nobody else, also those that were refused; `records` has your own ids of the services and invoices you handed in about them, or tried to. Both are told until you have acknowledged, and until 30 days after `dueAt` at most; `linked` or `handedIn` with neither means that you are later than that: compare whom you hold, and do not answer `nothing_held`. `shared` marks an id that you have also given to somebody else, or to something of theirs: compare by hand what is whose. It is judged each time you ask. An id of a person stands among the records, as a `customer`, only where it is shared.',
      errors: [],
      input: { after: 41, limit: 25, waitSeconds: 30 },
      output: {
        items: [
          {
            erasureId: ERASURE,
            externalIds: ['crm-1042', 'crm-2217'],
            linked: true,
            handedIn: false,
            records: [{ kind: 'invoice', externalId: 'inv-7001', shared: false }],
            outcome: 'destroy',
            decidedAt: '2026-03-02T09:30:00.000Z',
            dueAt: '2026-03-09T09:30:00.000Z',
            overdue: false,
            result: null,
          },
          {
            erasureId: '5d2a7c1e-93b4-4f60-8e1d-7b0c9a8f6e53',
            externalIds: [],
            linked: false,
            handedIn: true,
            records: [
              { kind: 'customer', externalId: 'guest-9', shared: true },
              { kind: 'service', externalId: 'sub-300', shared: false },
            ],
            outcome: 'star',
            decidedAt: '2026-03-02T09:45:00.000Z',
            dueAt: '2026-03-09T09:45:00.000Z',
            overdue: false,
            result: null,
          },
        ],
        nextCursor: 43,
        overdue: [],
      },
    },
    acknowledge: {
      summary: 'Say what you did about an erasure',
      description:
        '`done`, `nothing_held`, or `retained`, with the law that demands it as `reason` and until when (30 years at most; a day belongs to `retained` alone). Never with a name: a reason with an `@` is refused (`names_a_person`), and each is forgotten after `until`, without one after 3 years. The same acknowledgement twice changes nothing; what was retained may be done later.',
      errors: ['erasure_not_found', 'erasure_already_acknowledged'],
      input: {
        erasureId: ERASURE,
        result: 'retained',
        reason: 'Invoices, § 147 AO',
        until: '2036-12-31',
      },
      output: { erasureId: ERASURE, result: 'retained', acknowledgedAt: '2026-03-02T09:31:12.000Z' },
    },
  },
  invoices: {
    upsert: {
      summary: 'Tell of invoices',
      description: `Invoices with their lines, each by your own id. ${AS_HELD} \`lines\` replaces those of before. Money travels as text, with the decimals of its currency and 6 at most; quantities and unit prices have up to 10. \`unpaid\` clears \`paidOn\`; due before it was issued is refused. \`ambiguous_customer\`: several people have the address; name the customer by an id. ${NEWNESS} ${BATCH}`,
      errors: [],
      input: {
        items: [
          {
            externalId: 'inv-7001',
            customer: CUSTOMER,
            number: '2026-0042',
            status: 'unpaid',
            currency: 'EUR',
            total: '59.50',
            billedTo: 'Nora Nobody',
            issuedOn: '2026-02-01',
            dueOn: '2026-02-15',
            lines: [
              { description: 'Newsletter, a year', quantity: '1', unitPrice: '59.50', amount: '59.50' },
            ],
          },
        ],
      },
      output: { results: [{ index: 0, invoiceId: '3c2b1a09-8f7e-4d6c-9b5a-4a3f2e1d0c9b' }] },
    },
    remove: {
      summary: 'Take an invoice back',
      description:
        'Takes one back by your own id, with its lines: it does not exist any more, or you handed it in under the wrong person. Then hand it in again under the right one: that is the move. From then on the erasure of the first person does not name it. Removing twice changes nothing.',
      errors: ['ambiguous_customer'],
      input: { customer: CUSTOMER, externalId: 'inv-7001' },
      output: { removed: true },
    },
  },
  requests: {
    create: {
      summary: 'Enter a request that a customer made with you',
      description: `By phone, by letter, by e-mail or in person. The month for the answer runs from \`receivedOn\`: a date at most two years ago and not after today in any time zone; without it, today in the calendar of the operator. With an \`idempotencyKey\` the same call twice answers with the same request. At most 30 a minute of a system, since each is mailed to every admin, and ${MOST_PENDING} pending ones (\`too_many_pending\`: an admin is to decide some of them first). Where the customer asks here on their own, theirs takes the place of yours. None is taken while Personal Data Management is switched off.`,
      errors: [
        'customer_not_found',
        'customer_closed',
        'ambiguous_customer',
        'request_already_pending',
        'too_many_pending',
        'personal_data_management_off',
        'idempotency_key_reused',
      ],
      input: {
        customer: CUSTOMER,
        type: 'removal',
        receivedBy: 'letter',
        receivedOn: '2026-02-27',
        note: 'The letter is in folder 12.',
        idempotencyKey: 'c1a7f5de-2a53-4f0e-9a35-64a2f1a3f7b2',
      },
      output: { requestId: '5f4cf2f0-7a1f-4f6e-8ac3-8fbb7c6f7a11', number: 17 },
    },
  },
  services: {
    upsert: {
      summary: 'Tell of what your customers have with you',
      description: `Products and subscriptions, each by your own id. ${AS_HELD} Ended before it started is refused. \`ambiguous_customer\`: several people have the address; name the customer by an id. ${NEWNESS} ${BATCH}`,
      errors: [],
      input: {
        items: [
          {
            externalId: 'sub-300',
            customer: CUSTOMER,
            name: 'Newsletter',
            status: 'active',
            startedOn: '2026-02-01',
          },
        ],
      },
      output: { results: [{ index: 0, serviceId: '9e8d7c6b-5a49-4f38-8c27-1b0a9f8e7d6c' }] },
    },
    remove: {
      summary: 'Take a system back',
      description:
        'Takes one back by your own id: it does not exist any more, or you handed it in under the wrong person. Then hand it in again under the right one: that is the move. From then on the erasure of the first person does not name it. Removing twice changes nothing.',
      errors: ['ambiguous_customer'],
      input: { customer: CUSTOMER, externalId: 'sub-300' },
      output: { removed: true },
    },
  },
} satisfies { [N in keyof Inputs]: { [P in keyof Inputs[N]]: Words<Inputs[N][P], OutputOf<N, P>> } };

type OutputOf<N extends keyof Inputs, P extends keyof Inputs[N]> = P extends keyof Outputs[N]
  ? Outputs[N][P]
  : never;
