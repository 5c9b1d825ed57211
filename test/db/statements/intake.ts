import * as v from 'valibot';
import { InvoiceStatus, ServiceStatus } from '../../../server/customers/contract-schema.ts';
import { Address } from '../../../server/customers/schema.ts';
import * as matches from '../../../server/matches/note-queries.ts';
import * as customers from '../../../server/systems/intake/queries.ts';
import * as records from '../../../server/systems/intake/record-queries.ts';
import * as removing from '../../../server/systems/intake/remove-queries.ts';
import { SENT_FIELDS } from '../../../server/systems/intake/schema.ts';
import * as writing from '../../../server/systems/intake/write-queries.ts';
import { Day, Decimal, Instant, Uuid } from '../../../server/values/schema.ts';
import {
  answers,
  type Calls,
  id,
  inTransaction,
  mightBe,
  nothing,
  some,
  sql,
  systemId,
  text,
} from './sample.ts';

const newcomer = '00000000-0000-4000-a000-000000000001';
const facts = {
  customerId: newcomer,
  email: 'newcomer@lethe.example',
  fullName: 'Nora Newcomer',
  phone: null,
  company: null,
  companyNumber: null,
  birthDate: '1990-01-01',
  language: 'en',
};
const { addressId: _, updatedAt: _u, ...AddressAsSaid } = Address.entries;
const address = {
  label: '',
  line1: 'Lane 1',
  line2: null,
  city: 'Oslo',
  region: null,
  postalCode: null,
  country: 'NO',
};
const State = v.picklist(['open', 'blocked', 'starred']);
const recorded = {
  id: Uuid,
  customerId: Uuid,
  externalId: text,
  version: v.nullable(v.number()),
  updatedAt: v.nullable(Instant),
};
const system = {
  id: '00000000-0000-4000-a000-000000000002',
  customerId: newcomer,
  externalId: 'S-1',
  name: 'Hosting',
  domain: null,
  status: 'active' as const,
  startedOn: '2024-01-01',
  endedOn: null,
  version: 1,
  updatedAt: null,
};
const invoice = {
  id: '00000000-0000-4000-a000-000000000003',
  customerId: newcomer,
  externalId: 'I-1',
  number: '2024-1',
  status: 'unpaid' as const,
  currency: 'EUR',
  total: '7.00',
  billedTo: 'Nora Newcomer',
  issuedOn: '2024-01-01',
  dueOn: '2024-01-15',
  paidOn: null,
  version: 1,
  updatedAt: null,
  lines: [{ description: 'Hosting', quantity: '1.000', unitPrice: '7.00', amount: '7.00' }],
};

const Known = {
  customerId: Uuid,
  state: v.picklist(['open', 'blocked']),
  email: mightBe,
  fullName: mightBe,
  birthDate: v.nullable(Day),
  companyNumber: mightBe,
};

export const intake: Calls = {
  'systems/intake/queries': {
    findCustomersByAddress: answers(
      async () => {
        await inTransaction((tx) => writing.insertCustomers(tx, systemId, [facts]));
        return inTransaction((tx) => customers.findCustomersByAddress(tx, [facts]));
      },
      v.strictObject({ people: some(v.strictObject(Known)), crowded: v.set(text) }),
    ),
    findLinkedCustomers: answers(
      async () => {
        const link = { customerId: newcomer, externalId: 'B-0', version: 1, updatedAt: null };
        await inTransaction((tx) => writing.saveLinks(tx, systemId, [{ ...link, reported: [], fields: [] }]));
        return inTransaction((tx) => customers.findLinkedCustomers(tx, systemId, ['B-0']));
      },
      some(
        v.strictObject({
          externalId: text,
          ...Known,
          version: v.nullable(v.number()),
          updatedAt: v.nullable(Instant),
          linkedBy: v.picklist(['name', 'data', 'address']),
        }),
      ),
    ),
    listTakenAddresses: answers(
      () => inTransaction((tx) => customers.listTakenAddresses(tx, [facts.email])),
      v.pipe(v.set(v.string()), v.size(1)),
    ),
    lockCustomers: answers(
      () => inTransaction((tx) => customers.lockCustomers(tx, [id, newcomer])),
      v.pipe(v.map(Uuid, State), v.size(2)),
    ),
    listPostalAddresses: answers(
      async () => {
        await inTransaction((tx) =>
          writing.replaceAddresses(tx, [newcomer], [{ ...address, customerId: newcomer, position: 0 }]),
        );
        return inTransaction((tx) => customers.listPostalAddresses(tx, [newcomer]));
      },
      some(v.strictObject({ customerId: Uuid, addresses: some(v.strictObject(AddressAsSaid)) })),
    ),
    findStoredCustomers: answers(
      () => inTransaction((tx) => customers.findStoredCustomers(tx, systemId, [id, newcomer])),
      some(
        v.strictObject({
          customerId: Uuid,
          state: v.picklist(['open', 'blocked']),
          email: mightBe,
          fullName: mightBe,
          phone: mightBe,
          company: mightBe,
          companyNumber: mightBe,
          birthDate: v.nullable(Day),
          language: mightBe,
          account: v.picklist(['none', 'unconfirmed', 'confirmed']),
          sole: v.boolean(),
          setByHand: v.array(v.picklist([...SENT_FIELDS, 'addresses'])),
          reported: v.array(v.picklist([...SENT_FIELDS, 'addresses'])),
          corrected: v.array(v.picklist([...SENT_FIELDS, 'addresses'])),
          statements: v.record(v.string(), text),
          ids: v.record(
            text,
            v.strictObject({
              version: v.nullable(v.number()),
              updatedAt: mightBe,
              fields: v.nullable(v.array(v.picklist([...SENT_FIELDS, 'addresses']))),
            }),
          ),
        }),
      ),
    ),
  },
  'matches/note-queries': {
    notePossibleMatches: answers(
      () =>
        inTransaction((tx) =>
          matches.notePossibleMatches(tx, [{ customerId: newcomer, otherId: id, reason: 'name_differs' }]),
        ),
      nothing,
    ),
  },
  'systems/intake/remove-queries': {
    removeHandedIn: answers(
      () =>
        removing.removeHandedIn(sql, systemId, {
          kind: 'invoice',
          customer: { customerId: id },
          externalId: 'never handed in',
        }),
      v.literal(false),
    ),
  },
  'systems/intake/write-queries': {
    rememberRefusedIds: answers(
      () =>
        inTransaction((tx) =>
          writing.rememberRefusedIds(tx, systemId, [
            { index: 0, customerId: newcomer, kind: 'service', externalId: 'S-9', reason: 'customer_closed' },
          ]),
        ),
      v.set(v.number()),
    ),
    insertCustomers: answers(
      () =>
        inTransaction((tx) =>
          writing.insertCustomers(tx, systemId, [
            { ...facts, customerId: '00000000-0000-4000-a000-000000000009' },
          ]),
        ),
      nothing,
    ),
    updateCustomers: answers(() => inTransaction((tx) => writing.updateCustomers(tx, [facts])), nothing),
    saveLinks: answers(
      () =>
        inTransaction((tx) =>
          writing.saveLinks(tx, systemId, [
            {
              customerId: newcomer,
              externalId: 'B-1',
              version: 1,
              updatedAt: null,
              reported: ['phone'],
              fields: ['phone'],
            },
          ]),
        ),
      nothing,
    ),
    deleteLinks: answers(
      () =>
        inTransaction((tx) =>
          writing.deleteLinks(tx, systemId, [{ customerId: newcomer, externalId: 'B-9' }]),
        ),
      nothing,
    ),
    forgetUnclearIds: answers(
      () =>
        inTransaction((tx) =>
          writing.forgetUnclearIds(tx, systemId, [{ customerId: newcomer, externalId: 'B-9' }]),
        ),
      nothing,
    ),
    saveReportedFields: answers(
      () =>
        inTransaction((tx) =>
          writing.saveReportedFields(tx, systemId, [
            { customerId: newcomer, reported: ['phone'], corrected: [] },
          ]),
        ),
      nothing,
    ),
    replaceAddresses: answers(
      () =>
        inTransaction((tx) =>
          writing.replaceAddresses(tx, [newcomer], [{ ...address, customerId: newcomer, position: 0 }]),
        ),
      nothing,
    ),
    saveStatements: answers(
      () =>
        inTransaction((tx) =>
          writing.saveStatements(tx, systemId, [
            { customerId: newcomer, field: 'phone', value: '1' },
            { customerId: newcomer, field: 'email', value: null },
          ]),
        ),
      nothing,
    ),
  },
  'systems/intake/record-queries': {
    insertServices: answers(
      () => inTransaction((tx) => records.insertServices(tx, systemId, [system])),
      nothing,
    ),
    updateServices: answers(() => inTransaction((tx) => records.updateServices(tx, [system])), nothing),
    findServices: answers(
      () => inTransaction((tx) => records.findServices(tx, systemId, [system])),
      some(
        v.strictObject({
          ...recorded,
          name: text,
          domain: mightBe,
          status: ServiceStatus,
          startedOn: Day,
          endedOn: v.nullable(Day),
        }),
      ),
    ),
    insertInvoices: answers(
      () => inTransaction((tx) => records.insertInvoices(tx, systemId, [invoice])),
      nothing,
    ),
    updateInvoices: answers(() => inTransaction((tx) => records.updateInvoices(tx, [invoice])), nothing),
    replaceInvoiceLines: answers(
      () => inTransaction((tx) => records.replaceInvoiceLines(tx, [invoice])),
      nothing,
    ),
    findInvoices: answers(
      () => inTransaction((tx) => records.findInvoices(tx, systemId, [invoice])),
      some(
        v.strictObject({
          ...recorded,
          number: text,
          status: InvoiceStatus,
          currency: text,
          total: Decimal,
          billedTo: text,
          issuedOn: Day,
          dueOn: Day,
          paidOn: v.nullable(Day),
          lines: some(
            v.strictObject({ description: text, quantity: Decimal, unitPrice: Decimal, amount: Decimal }),
          ),
        }),
      ),
    ),
  },
};
