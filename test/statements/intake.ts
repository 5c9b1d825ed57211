import * as v from 'valibot';
import { Address, InvoiceStatus, ServiceStatus } from '../../server/customers/schema.ts';
import * as customers from '../../server/intake/queries.ts';
import * as records from '../../server/intake/record-queries.ts';
import { Day, Decimal, Uuid } from '../../server/shapes.ts';
import {
  answers,
  type Calls,
  id,
  inTransaction,
  mightBe,
  nothing,
  recipientId,
  some,
  somebody,
  text,
} from './stage.ts';

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
const recorded = { id: Uuid, customerId: Uuid, externalId: text };
const service = {
  id: '00000000-0000-4000-a000-000000000002',
  customerId: newcomer,
  externalId: 'S-1',
  name: 'Hosting',
  domain: null,
  status: 'active' as const,
  startedOn: '2024-01-01',
  endedOn: null,
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
  lines: [{ description: 'Hosting', quantity: '1.000', unitPrice: '7.00', amount: '7.00' }],
};

export const intake: Calls = {
  'intake/queries': {
    insertUsers: answers(
      () => inTransaction((tx) => customers.insertUsers(tx, recipientId, [facts])),
      nothing,
    ),
    updateUsers: answers(() => inTransaction((tx) => customers.updateUsers(tx, [facts])), nothing),
    updateCustomers: answers(() => inTransaction((tx) => customers.updateCustomers(tx, [facts])), nothing),
    insertLinks: answers(
      () =>
        inTransaction((tx) =>
          customers.insertLinks(tx, recipientId, [{ customerId: newcomer, externalId: 'B-1' }]),
        ),
      nothing,
    ),
    replaceAddresses: answers(
      () =>
        inTransaction((tx) =>
          customers.replaceAddresses(tx, [newcomer], [{ ...address, customerId: newcomer, position: 0 }]),
        ),
      nothing,
    ),
    findOwners: answers(
      () =>
        inTransaction((tx) =>
          customers.findOwners(tx, recipientId, [{ externalId: 'B-1', email: facts.email }]),
        ),
      some(v.strictObject({ linked: Uuid, emailOwner: Uuid, emailOfCustomer: v.literal(true) })),
    ),
    lockCustomers: answers(
      () => inTransaction((tx) => customers.lockCustomers(tx, [id, newcomer])),
      v.pipe(v.map(Uuid, State), v.size(2)),
    ),
    lockOthersOut: answers(() => inTransaction((tx) => customers.lockOthersOut(tx, [newcomer])), nothing),
    findHeld: answers(
      () => inTransaction((tx) => customers.findHeld(tx, recipientId, [id, newcomer])),
      some(
        v.strictObject({
          customerId: Uuid,
          state: State,
          email: text,
          fullName: text,
          emailVerified: v.boolean(),
          phone: mightBe,
          company: mightBe,
          companyNumber: mightBe,
          birthDate: v.nullable(Day),
          language: text,
          externalId: text,
          credential: v.boolean(),
          shared: v.boolean(),
        }),
      ),
    ),
    markShared: answers(
      () => inTransaction((tx) => customers.markShared(tx, recipientId, [id, newcomer])),
      nothing,
    ),
    findAddresses: answers(
      () => inTransaction((tx) => customers.findAddresses(tx, [newcomer])),
      some(v.strictObject({ customerId: Uuid, addresses: some(v.strictObject(AddressAsSaid)) })),
    ),
    forgetMailedLinks: answers(async () => {
      const { customerId } = await somebody();
      return inTransaction((tx) => customers.forgetMailedLinks(tx, [customerId]));
    }, nothing),
    forgetPasswords: answers(async () => {
      const { customerId } = await somebody();
      return inTransaction((tx) => customers.forgetPasswords(tx, [customerId]));
    }, nothing),
  },
  'intake/record-queries': {
    insertServices: answers(
      () => inTransaction((tx) => records.insertServices(tx, recipientId, [service])),
      nothing,
    ),
    updateServices: answers(() => inTransaction((tx) => records.updateServices(tx, [service])), nothing),
    findServices: answers(
      () => inTransaction((tx) => records.findServices(tx, recipientId, [service])),
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
      () => inTransaction((tx) => records.insertInvoices(tx, recipientId, [invoice])),
      nothing,
    ),
    updateInvoices: answers(() => inTransaction((tx) => records.updateInvoices(tx, [invoice])), nothing),
    replaceInvoiceLines: answers(
      () => inTransaction((tx) => records.replaceInvoiceLines(tx, [invoice])),
      nothing,
    ),
    findInvoices: answers(
      () => inTransaction((tx) => records.findInvoices(tx, recipientId, [invoice])),
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
