import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { ErrorKind } from '../../errors.ts';
import { MOST_PENDING } from '../../requests/rules.ts';
import {
  EARLIEST_BIRTH_YEAR,
  LATE_DAYS,
  MAX_BATCH_ROWS,
  MAX_RETENTION_YEARS,
  NOTIFIED_LATELY_SECONDS,
  OLDEST_RECEIPT_YEARS,
  REASON_YEARS,
  SYSTEM_REQUESTS_PER_MINUTE,
} from '../../values/limits-and-periods.ts';
import { MOST_IDS } from '../intake/batch-rules.ts';
import type { Scope } from '../keys/schema.ts';
import type { SystemRouter } from '../router.ts';

/* The texts, errors and examples of `/openapi.json`; its schemas come from the procedures. */

type Inputs = inferRouterInputs<SystemRouter>;
type Outputs = inferRouterOutputs<SystemRouter>;

export interface Words<Input = unknown, Output = unknown> {
  summary: string;
  description: string;
  /** Why the procedure may refuse a call, in addition to `everyCall`. */
  errors: ErrorKind[];
  input: Input;
  output: Output;
}

export const scopes: Record<Scope, string> = {
  'customers:write': 'Send your customers, their services and their invoices.',
  'consents:read': 'Ask whether you may process a customer’s data.',
  'requests:write': 'Enter a request that a customer made with you.',
  'erasures:read': 'Read erasures and acknowledge them.',
  'requests:read':
    'Read every request, also of people whom your system never linked. A key with this scope has no other than `customers:read`.',
  'customers:read':
    'Read every customer, also those whom your system never linked. A key with this scope has no other than `requests:read`.',
};

/** Why any call may be refused. */
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
  'database_full',
] as const satisfies ErrorKind[];

const BATCH = `A batch has up to ${MAX_BATCH_ROWS.toLocaleString('en')} rows, and each is applied or refused on its own. With \`atomic\`, one refused row stops all others. \`results\` has one entry for each row, in order. Sending the same batch twice changes nothing.`;
const AS_HELD =
  'Lethe stores values as you have them, up to their maximum lengths: a phone number with an extension, an address without a street, a line break. Fields that you leave out stay as they are; null and empty text clear a field.';
const NEWNESS =
  'If you send your own `version` (a running number) or `updatedAt`, a row older than one received before changes nothing and is answered with `unchanged_older`.';
const CUSTOMER = { externalId: 'crm-1042' };
const REQUEST = '5f4cf2f0-7a1f-4f6e-8ac3-8fbb7c6f7a11';
const PERSON = '7b1d9f34-2c5e-4a86-9d70-1e8f3a6c5b42';
const READ_REQUEST = {
  requestId: REQUEST,
  number: 17,
  customerId: PERSON,
  type: 'removal',
  status: 'pending',
  createdAt: '2026-02-27T09:30:00.000Z',
  answerBy: '2026-03-27',
  overdue: false,
  decidedAt: null,
  decidedAutomatically: false,
  waitingSystems: 0,
  overdueSystems: 0,
} as const;
const READ_CUSTOMER = {
  customerId: PERSON,
  number: 1042,
  state: 'open',
  createdAt: '2025-06-03T14:05:00.000Z',
  closedAt: null,
  hasAccount: true,
  pendingRequestId: REQUEST,
} as const;
const STANDING = {
  services: { active: 1, passive: 2 },
  invoices: { paid: 5, unpaid: 1, sums: [{ currency: 'EUR', paid: '297.50', unpaid: '59.50' }] },
};
const READING =
  'Newest first; send `nextCursor` as `cursor` for the next page. A time is an ISO 8601 instant with its zone: `From` is included, `Until` is not.';
const ERASURE = '0b8f9a52-6f0d-4c8e-9a55-0f3e8a1f2d10';

export const words = {
  consents: {
    check: {
      summary: 'Check whether you may process a customer’s data',
      description:
        'Call this before you process personal data. The answer is never yes for a customer who is blocked, erased or unknown. With a `purpose`, the consent must cover it. While Personal Data Management is switched off, processing is not allowed for anyone (`switched_off`). `removalPending` means that a request for removal or anonymization is waiting for its decision: the consent is valid until then, but postpone whatever can wait.',
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
    list: {
      summary: 'List all customers, without names',
      description: `Returns ids, states and dates of all customers, not only yours. ${READING} With an \`email\`, the audit notes that your key read about whom it finds.`,
      errors: [],
      input: { state: 'open', createdFrom: '2025-01-01T00:00:00Z', limit: 25 },
      output: { items: [READ_CUSTOMER], nextCursor: null },
    },
    get: {
      summary: 'Read one customer',
      description:
        'Returns name, e-mail address, company and language, and the counts of services and invoices. The audit notes once an hour that your key read about this customer. A customer who was joined with another one is answered by the one that was kept. A starred customer has `*****` in place of the values.',
      errors: ['customer_not_found'],
      input: { customerId: PERSON },
      output: {
        ...READ_CUSTOMER,
        fullName: 'Nora Nobody',
        email: 'nora@example.org',
        company: null,
        language: 'de',
        standing: STANDING,
      },
    },
    upsert: {
      summary: 'Send your customers',
      description: `Adds or changes customers, each by your own id. ${AS_HELD} \`addresses\` replaces all addresses that you sent before.

An e-mail address may include a name (\`Nora <nora@example.org>\`). A birth date is \`YYYY-MM-DD\`, between ${EARLIEST_BIRTH_YEAR} and today. A language is a BCP 47 tag (\`de_AT\` is read as \`de-AT\`). Anything else in these fields (\`n/a\`, two addresses, \`01.04.90\`) does not refuse the row: Lethe ignores the value, stores the text for the customer and admins to see, and mails and finds nobody by it. Only a row without an id, or with a wrong type or length, is invalid.

Your id decides which customer a row is about. A new id is linked by the e-mail address, if exactly one person has it and nothing in the row contradicts that. Otherwise the row creates a customer. One person may have several of your ids, up to ${MOST_IDS.toLocaleString('en')}. Beyond that, and beyond as many refused ids, \`too_many_ids\` means that Lethe does not store the id and no erasure will name it. \`external_id_reused\`: name, birth date and e-mail address all differ from the person who had the id, so use another id.

\`erased_person\`: this person was erased, so erase your own copy too. \`value_refused\`: Lethe does not accept the value of \`field\`; this does not mean an erasure, so keep your copy.

If the person has an account, or other systems sent them too, you only fill empty fields, and the person sees the values that differ. \`correctedByPerson\` lists fields that the person or an admin corrected after you had sent them, with the values to take over. It comes with every row that still has another value. ${NEWNESS} ${BATCH}`,
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
      summary: 'Remove your id of a customer',
      description:
        'Removes the link between your id and the customer. The customer stays, and Lethe still notifies you of their erasure by your other ids and by the `records` that you sent. Removing twice changes nothing.',
      errors: ['ambiguous_customer'],
      input: { customer: CUSTOMER },
      output: { removed: true },
    },
  },
  erasures: {
    feed: {
      summary: 'Read erasures',
      description: `Returns every block, star and destroy of which Lethe notifies you. Without \`after\`, it returns the ones you have not acknowledged, oldest first. With \`after\`, it returns all since that cursor. If there are none, or you have read them all in the last ${NOTIFIED_LATELY_SECONDS} seconds, the answer waits up to \`waitSeconds\` for news. \`overdue\` lists overdue erasures before the cursor that you never acknowledged. The result \`marked_notified\` means that an admin notified you in another way, because you had no valid key.

\`externalIds\` has every id that you use for this person and nobody else, including ids of refused rows. \`records\` has your own ids of the services and invoices that you sent, or tried to send, about this person. Both are returned until you acknowledge, and at most until ${LATE_DAYS} days after \`dueAt\`. If \`linked\` or \`handedIn\` is true and both lists are empty before you have acknowledged, you are later than that. Then compare all the people you have with Lethe, and do not answer \`nothing_held\`.

\`shared\` marks an id that you have also used for another person, or for a record of theirs: compare by hand what belongs to whom. Lethe checks this each time you ask. The id of a person appears in \`records\`, as a \`customer\`, only if it is shared.`,
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
      summary: 'Acknowledge an erasure',
      description: `Answer \`done\`, \`nothing_held\` or \`retained\`. With \`retained\`, give the law that requires it as \`reason\`, and the day until which you keep the data as \`until\` (at most ${MAX_RETENTION_YEARS} years from now, and only with \`retained\`). The reason must not name anyone: one with an \`@\` is refused (\`names_a_person\`). Lethe deletes the reason after \`until\`, or after ${REASON_YEARS} years without \`until\`. Sending the same acknowledgement twice changes nothing, and \`retained\` may become \`done\` later.`,
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
      summary: 'Send invoices',
      description: `Adds or changes invoices with their lines, each by your own id. ${AS_HELD} \`lines\` replaces all lines that you sent before. Send money as text, with the decimals of its currency and at most 6; quantities and unit prices have up to 10. \`unpaid\` clears \`paidOn\`. An invoice that is due before it was issued is refused. \`ambiguous_customer\`: several people have the e-mail address, so name the customer by an id. ${NEWNESS} ${BATCH}`,
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
      summary: 'Remove an invoice',
      description:
        'Removes an invoice with its lines, by your own id: because it no longer exists, or because you sent it under the wrong customer. To move it, remove it and send it again under the right customer. An erasure of the first customer then no longer names it. Removing twice changes nothing.',
      errors: ['ambiguous_customer'],
      input: { customer: CUSTOMER, externalId: 'inv-7001' },
      output: { removed: true },
    },
  },
  requests: {
    list: {
      summary: 'List all requests',
      description: `Returns ids, states, dates and counts of all requests, not only of your customers: no names, notes or reasons. ${READING}`,
      errors: [],
      input: { status: 'pending', createdFrom: '2026-02-01T00:00:00Z', limit: 25 },
      output: { items: [READ_REQUEST], nextCursor: null },
    },
    get: {
      summary: 'Read one request',
      description:
        'Returns one request with the counts of its customer’s services and invoices, and what each notified system has answered. The audit notes once an hour that your key read about this customer.',
      errors: ['request_not_found'],
      input: { requestId: REQUEST },
      output: {
        ...READ_REQUEST,
        enteredBy: 'system',
        receivedBy: 'letter',
        receivedOn: '2026-02-27',
        automaticOn: null,
        liftedAt: null,
        replacedBy: null,
        standing: STANDING,
        systems: [
          {
            name: 'Newsletter',
            dueAt: '2026-03-09T09:30:00.000Z',
            overdue: false,
            result: null,
            acknowledgedAt: null,
          },
        ],
      },
    },
    create: {
      summary: 'Enter a request that a customer made with you',
      description: `Enters a request that reached you by phone, by letter, by e-mail or in person. The month for the answer starts on \`receivedOn\`: a day at most ${OLDEST_RECEIPT_YEARS} years ago and not after today in any time zone. Without it, the month starts today in the operator’s time zone. With an \`idempotencyKey\`, repeated calls return the same request. A system can enter at most ${SYSTEM_REQUESTS_PER_MINUTE} requests a minute, since Lethe mails each to every admin, and have at most ${MOST_PENDING} pending (\`too_many_pending\`: an admin must decide some of them first). If the customer makes a request in Lethe, it replaces yours. Requests are refused while Personal Data Management is switched off.`,
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
      summary: 'Send services',
      description: `Adds or changes services, such as products and subscriptions, each by your own id. ${AS_HELD} A service that ended before it started is refused. \`ambiguous_customer\`: several people have the e-mail address, so name the customer by an id. ${NEWNESS} ${BATCH}`,
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
      summary: 'Remove a service',
      description:
        'Removes a service by your own id: because it no longer exists, or because you sent it under the wrong customer. To move it, remove it and send it again under the right customer. An erasure of the first customer then no longer names it. Removing twice changes nothing.',
      errors: ['ambiguous_customer'],
      input: { customer: CUSTOMER, externalId: 'sub-300' },
      output: { removed: true },
    },
  },
} satisfies { [N in keyof Inputs]: { [P in keyof Inputs[N]]: Words<Inputs[N][P], OutputOf<N, P>> } };

type OutputOf<N extends keyof Inputs, P extends keyof Inputs[N]> = P extends keyof Outputs[N]
  ? Outputs[N][P]
  : never;
