import { EARLIEST_BIRTH_YEAR, MAX_ADDRESSES, MAX_INVOICE_LINES } from '../../values/limits-and-periods.ts';

/**
 * One sentence for every property in `/openapi.json`. A key `name` applies wherever the property appears; `noun.name`, `parent.name` and
 * `noun.parent.name` are more specific, and the longest key that matches wins. A property without a sentence makes the document throw.
 */
export const fields: Record<string, string> = {
  // The customer.
  customer:
    'The customer, named by one of your own ids, by our id, or by an e-mail address that only one of your customers has.',
  'customer.externalId': 'Your own id of the customer, as you sent it.',
  'customer.customerId': 'Our id of the customer, as returned by `customers.upsert`.',
  'customer.email': 'An e-mail address that exactly one of your customers has.',
  customerId: 'Our id of the customer.',
  externalId: 'Your own id. You use it in later calls, and an erasure names it.',

  // Batches.
  items: 'The rows. Each is applied or refused on its own.',
  atomic: 'Whether one refused row stops all others. False by default.',
  results: 'One entry for each row, in the order of the rows.',
  index: 'The index of the row, starting at 0.',
  kind: 'Why the row was not applied, as one word.',
  field: 'The path of the field that caused the refusal; null if the whole row did.',
  problem: 'With `invalid_input`: what is wrong with the field, as one word.',
  version:
    'How new the row is in your own data, as a running number. A row with a lower number than one received before changes nothing.',
  updatedAt:
    'How new the row is in your own data, as an ISO 8601 instant with its time zone. A row with an earlier instant than one received before changes nothing.',
  removed: 'Whether there was anything to remove.',

  // Customers.
  'customers.items.externalId':
    'Your own id of the customer. One person may have several ids; one id belongs to one person.',
  'customers.email':
    'The e-mail address as you have it; it may include a name. Text that is not a single address is stored as text and not used to mail or find anyone.',
  fullName: 'The full name in one text, as you have it.',
  phone: 'The phone number as you have it; it may include words.',
  company: 'The company that the customer belongs to.',
  companyNumber: 'The registration number of that company.',
  birthDate: `The birth date as \`YYYY-MM-DD\`, between ${EARLIEST_BIRTH_YEAR} and today. Anything else is stored as text.`,
  language: 'The preferred language as a BCP 47 tag. Anything else is stored as text.',
  addresses: `All postal addresses that you have, at most ${MAX_ADDRESSES}. They replace all that you sent before.`,
  label: 'The name of the address, such as `Home`.',
  line1: 'Street and number.',
  line2: 'A second address line.',
  city: 'Town or city.',
  region: 'Region or state.',
  postalCode: 'Postal code.',
  country: 'The country, as you write it.',
  correctedByPerson:
    'Values that the customer or an admin corrected after you sent them, and that your row still has differently.',
  'correctedByPerson.field': 'The field that was corrected.',
  'correctedByPerson.value': 'The value to take over; null if it was removed.',

  // Services and invoices.
  serviceId: 'Our id of the service.',
  name: 'The name of the service, such as the product.',
  domain: 'The domain that belongs to the service.',
  'services.status': 'The state of the service. Only `active` counts as running.',
  startedOn: 'The day on which the service started.',
  endedOn: 'The day on which the service ended; not before it started.',
  invoiceId: 'Our id of the invoice.',
  'invoices.number': 'The number printed on the invoice.',
  'invoices.status': 'Whether the invoice is paid. `unpaid` clears `paidOn`.',
  currency: 'An ISO 4217 code, or your own name for the unit.',
  total: 'The amount to pay, as text: `"59.50"`.',
  billedTo: 'The name on the invoice.',
  issuedOn: 'The day on which the invoice was issued.',
  dueOn: 'The day by which it must be paid; not before it was issued.',
  paidOn: 'The day on which it was paid.',
  lines: `The lines of the invoice, at most ${MAX_INVOICE_LINES}. They replace all that you sent before.`,
  description: 'What the line is for, or a remark.',
  quantity: 'The quantity, as text, with up to 10 decimals.',
  unitPrice: 'The price of one unit, as text, with up to 10 decimals.',
  amount: 'The amount of the line, as text.',

  // Consents.
  purpose: 'What you want to process the data for; the consent must cover it.',
  allowed: 'Whether you may process the data now.',
  since: 'When the customer gave the consent; null if there is none.',
  textVersion: 'The version of the consent text that the customer agreed to; null if there is none.',
  'consents.reason': 'Why processing is allowed or not, as one word.',
  removalPending: 'Whether a request for removal or anonymization is waiting for its decision.',

  // Requests.
  type: 'What the customer asks for.',
  receivedBy: 'How the request reached you.',
  receivedOn: 'The day on which the request reached you. The month for the answer starts on it.',
  note: 'A note for the admins.',
  idempotencyKey: 'A key that you choose: repeated calls with the same key create one request.',
  requestId: 'Our id of the request.',
  'requests.number': 'The number of the request, as customers and admins see it.',

  // Reading about everybody.
  cursor: 'The `nextCursor` of an earlier answer. Without it, you get the first page.',
  'requests.nextCursor': 'The value to send as `cursor` for the next page; null on the last one.',
  'customers.nextCursor': 'The value to send as `cursor` for the next page; null on the last one.',
  createdFrom: 'Only what was created at or after this instant.',
  createdUntil: 'Only what was created before this instant.',
  decidedFrom: 'Only requests that were decided or cancelled at or after this instant.',
  decidedUntil: 'Only requests that were decided or cancelled before this instant.',
  waitingForSystems: 'Whether to list only requests that some notified system has not acknowledged.',
  'requests.items': 'The requests of this page.',
  'requests.status': 'What became of the request.',
  'requests.customerId': 'Our id of the customer; null once the customer is destroyed.',
  'requests.overdue':
    'Whether the request is pending after the last day for its answer. In a call: only such requests.',
  'requests.systems.overdue': 'Whether the acknowledgement is overdue.',
  createdAt: 'When it was created here.',
  answerBy: 'The last day for the answer (GDPR Art. 12(3)).',
  'requests.decidedAt': 'When it was decided or cancelled; null while it is pending.',
  decidedAutomatically: 'Whether Lethe decided after the waiting period.',
  waitingSystems: 'How many notified systems have not acknowledged the decision.',
  overdueSystems: 'How many of them are late.',
  enteredBy: 'Who entered the request.',
  automaticOn: 'The day on which Lethe decides by itself; null if an admin decides.',
  liftedAt: 'When an admin lifted the block; null otherwise.',
  replacedBy: 'The number of the customer’s own request that replaced this one; null otherwise.',
  standing: 'Counts of the customer’s services and invoices.',
  'standing.services': 'Services by whether they run.',
  active: 'How many run: active, pending or suspended.',
  passive: 'How many have ended.',
  'standing.invoices': 'Invoices by whether they are paid, with their sums.',
  'invoices.paid': 'How many are paid.',
  'invoices.unpaid': 'How many are unpaid.',
  sums: 'The sums of each currency.',
  'sums.paid': 'The sum of the paid ones, as text.',
  'sums.unpaid': 'The sum of the unpaid ones, as text.',
  systems: 'The systems that were notified of the decision.',
  'systems.name': 'The name of the system.',
  'requests.result': 'What the system answered; null until it does.',
  'customers.items': 'The customers. In a batch, each is applied or refused on its own.',
  'customers.number': 'The number of the customer, as admins see it.',
  state: '`open`; `blocked`: no longer processed; `starred`: without any value that shows who it is.',
  closedAt: 'When the customer was blocked or starred; null while open.',
  hasAccount: 'Whether the customer can sign in.',
  pendingRequestId: 'The id of the request that waits for a decision; null if there is none.',

  // Erasures.
  'erasures.items': 'The decisions that concern you, oldest first.',
  after: 'The `nextCursor` of an earlier answer. Without it, you get everything you have not acknowledged.',
  limit: 'The most entries to return.',
  waitSeconds: 'How many seconds the answer may wait for news.',
  erasureId: 'The id with which you acknowledge the erasure.',
  externalIds: 'All your ids of this person that you use for nobody else.',
  linked: 'Whether you had linked an id to this person.',
  handedIn: 'Whether you had sent services or invoices of this person, or tried to.',
  records: 'Your own ids of the records that you sent, or tried to send, about this person.',
  'records.kind': 'The kind of record that the id belongs to.',
  'records.externalId': 'Your own id of the record.',
  shared: 'Whether you also used the id for somebody else. If so, compare by hand what belongs to whom.',
  outcome:
    '`block`: stop processing. `star`: remove everything that shows whose data it is. `destroy`: erase the data.',
  decidedAt: 'When the decision was made.',
  dueAt: 'When your acknowledgement is due.',
  'erasures.items.overdue': 'Whether your acknowledgement is overdue.',
  'erasures.overdue.overdue': 'Always true here.',
  'erasures.overdue': 'Overdue erasures before the cursor that you have not acknowledged.',
  'erasures.result': 'What you did about it; null until you acknowledge it.',
  nextCursor: 'The value to send as `after` in the next call.',
  'erasures.reason': 'The law that requires you to keep something. Never a name.',
  until: 'The day until which you keep it.',
  acknowledgedAt: 'When you acknowledged it, or last changed your answer.',
};

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  [keyword: string]: unknown;
}

/** Adds its sentence to each property of the schema. */
export function addDescriptions(noun: string, schema: Schema, parent = ''): Schema {
  const { properties, items, anyOf } = schema;
  return {
    ...schema,
    ...(items && { items: addDescriptions(noun, items, parent) }),
    ...(anyOf && { anyOf: anyOf.map((option) => addDescriptions(noun, option, parent)) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          { description: findSentence(noun, parent, name), ...addDescriptions(noun, property, name) },
        ]),
      ),
    }),
  };
}

function findSentence(noun: string, parent: string, name: string): string {
  const names = [`${noun}.${parent}.${name}`, `${parent}.${name}`, `${noun}.${name}`, name];
  const sentence = names.map((key) => fields[key]).find((found) => found !== undefined);
  if (sentence === undefined) throw new Error(`${noun}: ${parent}.${name} has no sentence`);
  return sentence;
}
