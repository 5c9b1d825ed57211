/**
 * A sentence for every property of `/openapi.json`. A name counts wherever it stands; `noun.name`, `parent.name` and `noun.parent.name` say
 * more of it there, the longest first. A property without one stops the document.
 */
export const fields: Record<string, string> = {
  // Whom it is about.
  customer:
    'Whom it is about: named by one of your own id, our id, or an e-mail address that one person has.',
  'customer.externalId': 'Your own id of the customer, as you handed it in.',
  'customer.customerId': 'Our id of the customer, as `customers.upsert` answered it.',
  'customer.email': 'An e-mail address that exactly one customer of yours has.',
  customerId: 'Our id of the customer.',
  externalId: 'Your own id of it; by it you name it from then on, and an erasure names it to you.',

  // Batches.
  items: 'The rows, each taken or refused for itself.',
  atomic: 'Whether one refused row keeps all others out. False unless given.',
  results: 'One entry for each row, in the order of the rows.',
  index: 'Which row it is about, from 0.',
  kind: 'Why the row was not taken, in one word.',
  field: 'The field of the row that it is about, as a path; null where it is about the whole row.',
  problem: 'With `invalid_input`: what is wrong with the field, in one word.',
  version:
    'How new the row is where it comes from, as a running number of yours. A row with a lower one than came before changes nothing.',
  updatedAt:
    'How new the row is where it comes from, as an ISO 8601 instant with its zone. A row with an earlier one than came before changes nothing.',
  removed: 'Whether there was something to remove.',

  // Customers.
  'customers.items.externalId':
    'Your own id of the customer. One person may have several; one id is of one person.',
  'customers.email':
    'The e-mail address as you hold it, also with a name. What is no single address is kept as a text, and nobody is mailed or found by it.',
  fullName: 'The name in one text, as you hold it.',
  phone: 'The phone number as you hold it, also with words.',
  company: 'The company that the customer belongs to.',
  companyNumber: 'The number of that company in its register.',
  birthDate: 'The birth date as `YYYY-MM-DD`, between 1880 and today. What is none is kept as a text.',
  language: 'The preferred language, a BCP 47 tag. What is none is kept as a text.',
  addresses: 'All postal addresses that you hold, at most 50; they replace those of before.',
  label: 'What the address is called, such as `Home`.',
  line1: 'Street and number.',
  line2: 'A further line.',
  city: 'Town or city.',
  region: 'Region or state.',
  postalCode: 'Postal code.',
  country: 'The country, as you write it.',
  correctedByPerson:
    'What the customer or an admin corrected since you said it, and your row still says otherwise.',
  'correctedByPerson.field': 'The field that was corrected.',
  'correctedByPerson.value': 'The value to take over; null where it was removed.',

  // Services and invoices.
  serviceId: 'Our id of the service.',
  name: 'What it is called, such as the product.',
  domain: 'The domain that belongs to it.',
  'services.status': 'Where it stands; all but `active` count as not running.',
  startedOn: 'The day on which it began.',
  endedOn: 'The day on which it ended; not before it began.',
  invoiceId: 'Our id of the invoice.',
  'invoices.number': 'The number that stands on the invoice.',
  'invoices.status': 'Whether it is paid; `unpaid` clears `paidOn`.',
  currency: 'An ISO 4217 code, or what you count in.',
  total: 'The amount to be paid, as text: `"59.50"`.',
  billedTo: 'The name on the invoice.',
  issuedOn: 'The day on which it was issued.',
  dueOn: 'The day by which it is to be paid; not before it was issued.',
  paidOn: 'The day on which it was paid.',
  lines: 'The lines of the invoice, at most 200; they replace those of before.',
  description: 'What the line is for, or a remark.',
  quantity: 'How many, as text, with up to 10 decimals.',
  unitPrice: 'The price of one, as text, with up to 10 decimals.',
  amount: 'The amount of the line, as text.',

  // Consents.
  purpose: 'What you would process the data for; the consent must cover it.',
  allowed: 'Whether you may process the data now.',
  since: 'When the consent was given; null where there is none.',
  textVersion: 'Which version of the consent text was agreed to; null where there is none.',
  'consents.reason': 'Why it is allowed or not, in one word.',
  removalPending: 'Whether a request for removal or anonymization waits for its decision.',

  // Requests.
  type: 'What the customer asks for.',
  receivedBy: 'How the request reached you.',
  receivedOn: 'The day on which it reached you, from which the month for the answer runs.',
  note: 'What the admins should know of it.',
  idempotencyKey: 'A key of yours: the same call with the same key makes one request.',
  requestId: 'Our id of the request.',
  'requests.number': 'The number by which customer and admins know the request.',

  // Erasures.
  'erasures.items': 'What was decided, oldest first.',
  after: 'The `nextCursor` of an earlier answer; without it, whatever you have not acknowledged.',
  limit: 'How many entries at most.',
  waitSeconds: 'How long the answer may wait for news, in seconds.',
  erasureId: 'By what you acknowledge it.',
  externalIds: 'All ids by which you call this person and nobody else.',
  linked: 'Whether you had linked an id of yours to this person.',
  handedIn: 'Whether you had handed in services or invoices of this person.',
  records: 'Your own ids of what you handed in about this person, or tried to.',
  'records.kind': 'What the id is of.',
  'records.externalId': 'Your own id of it.',
  shared: 'Whether you gave the id to somebody else, too: compare by hand what is whose.',
  outcome: '`block`: process no more; `star`: take out whatever says whose it is; `destroy`: erase.',
  decidedAt: 'When it was decided.',
  dueAt: 'By when you are to acknowledge it.',
  'erasures.items.overdue': 'Whether that time is over.',
  'erasures.overdue.overdue': 'Always true here.',
  'erasures.overdue': 'What lies before the cursor and was never acknowledged in time.',
  'erasures.result': 'What you did about it; null while you have not said.',
  nextCursor: 'To be given as `after`.',
  'erasures.reason': 'The law that demands to keep something. Never a name.',
  until: 'Until which day it is kept.',
  acknowledgedAt: 'When you acknowledged it first, or changed your answer.',
};

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  [keyword: string]: unknown;
}

/** The schema with a sentence for each of its properties. */
export function describeSchema(noun: string, schema: Schema, parent = ''): Schema {
  const { properties, items, anyOf } = schema;
  return {
    ...schema,
    ...(items && { items: describeSchema(noun, items, parent) }),
    ...(anyOf && { anyOf: anyOf.map((schemaOfProperty) => describeSchema(noun, schemaOfProperty, parent)) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, schemaOfProperty]) => [
          name,
          { description: findSentence(noun, parent, name), ...describeSchema(noun, schemaOfProperty, name) },
        ]),
      ),
    }),
  };
}

function findSentence(noun: string, parent: string, name: string): string {
  const names = [`${noun}.${parent}.${name}`, `${parent}.${name}`, `${noun}.${name}`, name];
  const sentence = names
    .map((schemaOfProperty) => fields[schemaOfProperty])
    .find((schemaOfProperty) => schemaOfProperty !== undefined);
  if (sentence === undefined) throw new Error(`${noun}: ${parent}.${name} has no sentence`);
  return sentence;
}
