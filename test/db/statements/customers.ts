import * as v from 'valibot';
import * as contact from '../../../server/customers/contact-queries.ts';
import * as contracts from '../../../server/customers/contract-queries.ts';
import * as contractShapes from '../../../server/customers/contract-schema.ts';
import * as joining from '../../../server/customers/joining-queries.ts';
import * as lock from '../../../server/customers/lock.ts';
import * as own from '../../../server/customers/own-queries.ts';
import * as queries from '../../../server/customers/queries.ts';
import * as reading from '../../../server/customers/reading-queries.ts';
import { ReadCustomer, ReadPerson } from '../../../server/customers/reading-schema.ts';
import * as records from '../../../server/customers/record-queries.ts';
import { RefusedId } from '../../../server/customers/record-schema.ts';
import * as refusedIds from '../../../server/customers/refused-id-queries.ts';
import * as shapes from '../../../server/customers/schema.ts';
import * as search from '../../../server/customers/search-queries.ts';
import * as statements from '../../../server/customers/statement-queries.ts';
import { Statement } from '../../../server/customers/statement-schema.ts';
import * as downloads from '../../../server/exports/queries.ts';
import { sectionsOf } from '../../../server/exports/rules.ts';
import { DownloadPage, DownloadsOfCustomerPage } from '../../../server/exports/schema.ts';
import { mapHash } from '../../../server/personal-data/install.ts';
import { personalDataMap } from '../../../server/personal-data/map.ts';
import { Uuid } from '../../../server/values/schema.ts';
import {
  answers,
  app,
  type Calls,
  id,
  inTransaction,
  next,
  nothing,
  page,
  some,
  somebody,
  sql,
  systemId,
  text,
  yes,
} from './sample.ts';

const {
  addresses: _a,
  services: _s,
  invoices: _i,
  standing: _t,
  ...CustomerFacts
} = shapes.CustomerDetail.entries;
const { consent: _c, personalDataManagement: _p, ...Me } = shapes.CustomerMe.entries;
const address = {
  label: 'a',
  line1: 'b',
  line2: null,
  city: 'c',
  region: null,
  postalCode: null,
  country: 'DE',
};
const profile = {
  fullName: 'N',
  phone: null,
  company: null,
  companyNumber: null,
  birthDate: null,
  language: 'en',
};
const addressOf = async () => {
  const [row] = await app<[{ id: string }]>`select id from lethe.addresses where customer_id = ${id}`;
  return row.id;
};

const recordOf = async (customerId: string, table: 'services' | 'invoices') => {
  const [row] = await app<
    [{ id: string }]
  >`select id from ${app(`lethe.${table}`)} where customer_id = ${customerId}`;
  return row.id;
};

const PersonOf = {
  fullName: v.nullable(v.string()),
  birthDate: v.nullable(v.string()),
  companyNumber: v.nullable(v.string()),
};

export const customers: Calls = {
  'customers/lock': {
    writeForCustomer: answers(() => lock.writeForCustomer(sql, id, () => Promise.resolve(true)), yes),
    lockCustomer: answers(() => inTransaction((tx) => lock.lockCustomer(tx, id)), nothing),
    lockOutWriters: answers(() => inTransaction((tx) => lock.lockOutWriters(tx, [id])), nothing),
    lockAddresses: answers(() => inTransaction((tx) => lock.lockAddresses(tx, ['a@lethe.example'])), nothing),
    markShared: answers(() => inTransaction((tx) => lock.markShared(tx, systemId, [id])), nothing),
  },
  'customers/joining-queries': {
    joinCustomers: answers(async () => {
      const keep = (await somebody()).customerId;
      const [join] = await app<[{ id: string }]>`insert into lethe.customers default values returning id`;
      return joining.joinCustomers(sql, { keep, join: join.id, actor: null, mapHash: await mapHash() });
    }, nothing),
    findHandedInCustomers: answers(
      async () => {
        await app`insert into lethe.customers (email) values ('handed-in@lethe.example')`;
        return inTransaction((tx) => joining.findHandedInCustomers(tx, id, 'handed-in@lethe.example'));
      },
      some(
        v.strictObject({
          ...PersonOf,
          customerId: Uuid,
          state: v.picklist(['open', 'blocked']),
          bothHaveRequests: v.boolean(),
          isNoted: v.boolean(),
        }),
      ),
    ),
    adoptLanguage: answers(
      () => inTransaction((tx) => joining.adoptLanguage(tx, id, '00000000-0000-4000-a000-000000000001')),
      nothing,
    ),
    findPersonOfAccount: answers(
      () => inTransaction((tx) => joining.findPersonOfAccount(tx, id)),
      v.strictObject(PersonOf),
    ),
  },
  'customers/reading-queries': {
    listCustomersForKey: answers(
      async () => [
        ...(await reading.listCustomersForKey(sql, next)),
        ...(await reading.listCustomersForKey(sql, { ...page, state: 'open' })),
        ...(await reading.listCustomersForKey(sql, { ...page, email: 'p1@crowd.example' })),
        ...(await reading.listCustomersForKey(sql, { ...page, createdFrom: '2020-01-01T00:00:00Z' })),
      ],
      some(ReadCustomer),
    ),
    findCustomerForKey: answers(() => reading.findCustomerForKey(sql, id), ReadPerson),
  },
  'customers/queries': {
    findMe: answers(() => queries.findMe(sql, id), v.strictObject(Me)),
    findProfile: answers(() => queries.findProfile(sql, id), shapes.StoredProfile),
    listCustomers: answers(
      async () => [
        ...(await queries.listCustomers(sql, next)),
        ...(await queries.listCustomers(sql, { ...next, state: 'open', search: 'a' })),
        // Everybody in the crowd has two words that begin so: more than are collected.
        ...(await queries.listCustomers(sql, { ...next, search: 'p' })),
      ],
      some(shapes.CustomerListItem),
    ),
    findKeptCustomer: answers(async () => {
      await app`insert into lethe.joined_numbers (customer_id, number, joined_id) values (${id}, 999, ${systemId})`;
      return queries.findKeptCustomer(sql, systemId);
    }, v.nullable(Uuid)),
    isCustomer: answers(() => queries.isCustomer(sql, id), yes),
    findCustomer: answers(() => queries.findCustomer(sql, id), v.strictObject(CustomerFacts)),
  },
  'customers/own-queries': {
    updateProfile: answers(() => inTransaction((tx) => own.updateProfile(tx, id, profile)), nothing),
    markSetByHand: answers(() => inTransaction((tx) => own.markSetByHand(tx, id, ['phone'])), nothing),
    queueCorrections: answers(() => inTransaction((tx) => own.queueCorrections(tx, id, ['phone'])), nothing),
    queueOwnValue: answers(
      () => inTransaction((tx) => own.queueOwnValue(tx, id, { systemId, field: 'phone' })),
      nothing,
    ),
    listAddresses: answers(() => own.listAddresses(sql, id), some(shapes.Address)),
    addAddress: answers(() => inTransaction((tx) => own.addAddress(tx, id, address)), shapes.Address),
    updateAddress: answers(async () => {
      const addressId = await addressOf();
      return inTransaction((tx) => own.updateAddress(tx, id, { addressId }, address));
    }, shapes.Address),
    removeAddress: answers(async () => {
      const addressId = await addressOf();
      return inTransaction((tx) => own.removeAddress(tx, id, addressId));
    }, yes),
    replaceOwnAddresses: answers(
      () => inTransaction((tx) => own.replaceOwnAddresses(tx, id, [{ ...address, line1: null }])),
      nothing,
    ),
  },
  'customers/contact-queries': {
    findContact: answers(
      () => inTransaction((tx) => contact.findContact(tx, id)),
      v.strictObject({ email: v.nullable(v.string()), hasAccount: v.boolean() }),
    ),
    updateContactAddress: answers(
      () => inTransaction((tx) => contact.updateContactAddress(tx, id, 'moved@lethe.example')),
      nothing,
    ),
    deleteLinksAndUnopenedAccounts: answers(
      () => inTransaction((tx) => contact.deleteLinksAndUnopenedAccounts(tx, [id])),
      nothing,
    ),
  },
  'customers/refused-id-queries': {
    listRefusedIds: answers(() => refusedIds.listRefusedIds(sql, id, page), some(RefusedId)),
  },
  'customers/record-queries': {
    lockCustomersOfRecords: answers(
      () => inTransaction(async (tx) => [...(await records.lockCustomersOfRecords(tx, [id])).values()]),
      some(v.picklist(['open', 'blocked', 'starred'])),
    ),
    findCustomerByNumber: answers(async () => {
      const [row] = await app<
        [{ number: number }]
      >`select number::int as number from lethe.customers where id = ${id}`;
      return records.findCustomerByNumber(sql, row.number);
    }, v.nullable(Uuid)),
    moveRecord: answers(
      async () => {
        const [one, other] = [await somebody(), await somebody()];
        const invoice = await recordOf(one.customerId, 'invoices');
        return inTransaction((tx) =>
          records.moveRecord(
            tx,
            { customerId: one.customerId, kind: 'invoice', recordId: invoice },
            other.customerId,
          ),
        );
      },
      v.strictObject({ systemId: v.nullable(Uuid) }),
    ),
    removeRecord: answers(
      async () => {
        const { customerId } = await somebody();
        const recordId = await recordOf(customerId, 'services');
        return inTransaction((tx) => records.removeRecord(tx, { customerId, kind: 'service', recordId }));
      },
      v.strictObject({ systemId: v.nullable(Uuid) }),
    ),
    countLines: answers(async () => {
      const invoice = await recordOf(id, 'invoices');
      return inTransaction((tx) => records.countLines(tx, id, invoice));
    }, v.number()),
  },
  'customers/statement-queries': {
    listStatements: answers(() => statements.listStatements(sql, id), some(Statement)),
    lockStatement: answers(
      () => inTransaction((tx) => statements.lockStatement(tx, id, { systemId, field: 'fullName' })),
      v.pick(Statement, ['value', 'reportedAt']),
    ),
    deleteAgreeingStatements: answers(
      () => inTransaction((tx) => statements.deleteAgreeingStatements(tx, id, { phone: '1', company: null })),
      nothing,
    ),
    deleteStatement: answers(
      () => inTransaction((tx) => statements.deleteStatement(tx, id, { systemId, field: 'fullName' })),
      nothing,
    ),
  },
  'customers/search-queries': {
    findReadings: answers(
      () => search.findReadings(sql, ['person 4711', '0471 1']),
      some(
        v.strictObject({
          words: v.array(text),
          ids: v.nullable(v.array(shapes.CustomerRef.entries.customerId)),
        }),
      ),
    ),
    findCustomersByNumberOrId: answers(
      () => search.findCustomersByNumberOrId(sql, '1', { customer: 1, request: 1 }),
      some(text),
    ),
    findCustomersByDomain: answers(() => search.findCustomersByDomain(sql, 'crowd'), v.array(text)),
  },
  'customers/contract-queries': {
    listServices: answers(() => contracts.listServices(sql, id, page), some(contractShapes.Service)),
    listInvoices: answers(() => contracts.listInvoices(sql, id, page), some(contractShapes.Invoice)),
    listInvoicesWithLines: answers(
      () => contracts.listInvoicesWithLines(sql, id, page),
      some(contractShapes.InvoiceWithLines),
    ),
    findStanding: answers(() => contracts.findStanding(sql, id), contractShapes.CustomerStanding),
  },
  'exports/queries': {
    listDownloads: answers(() => downloads.listDownloads(sql, next), some(DownloadPage.entries.items.item)),
    listDownloadsOfCustomer: answers(
      () => downloads.listDownloadsOfCustomer(sql, id, next),
      some(DownloadsOfCustomerPage.entries.items.item),
    ),
    recordDownload: answers(() => inTransaction((tx) => downloads.recordDownload(tx, id)), v.number()),
    recordEndOfDownload: answers(() => downloads.recordEndOfDownload(sql, 1, 'complete', 1), nothing),
    isCustomerOpen: answers(() => downloads.isCustomerOpen(sql, id), yes),
    readSection: answers(
      () =>
        inTransaction(async (tx) => {
          let read = 0;
          for (const section of sectionsOf(personalDataMap))
            for await (const rows of downloads.readSection(tx, section, id)) read += rows.length;
          return read > 10;
        }),
      yes,
    ),
    takeDownloadSlot: answers(() => inTransaction((tx) => downloads.takeDownloadSlot(tx, id)), yes),
    endLostDownloads: answers(() => downloads.endLostDownloads(sql), nothing),
  },
};
