import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InvoiceResults, ServiceResults } from '../../server/systems/intake/schema.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';
import { billFor, registerSystem, type System } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
let billing: System;
let systems = 0;
let row: ReturnType<typeof person>;
let customerId: string;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
beforeEach(async () => {
  billing = await registerSystem(server, admin, `Billing ${systems++}`);
  row = person();
  customerId = await customerOf(billing, row);
});

const takeServices = async (items: unknown[], options: object = {}) =>
  (await billing.call<ServiceResults>('system.services.upsert', { items, ...options })).results;
const takeInvoices = async (items: unknown[], options: object = {}) =>
  (await billing.call<InvoiceResults>('system.invoices.upsert', { items, ...options })).results;
const refused = (kind: string, field: string | null = 'customer', index = 0) => ({ index, kind, field });
const state = () => stateOf(server.database.pools.app);
const held = (table: 'services' | 'invoices' | 'invoice_lines' | 'refused_ids') => {
  const sql = server.database.pools.app;
  return sql`select * from ${sql(`lethe.${table}`)} where customer_id = ${customerId}`;
};

const service = (facts: Record<string, unknown> = {}) => ({
  externalId: 'S-1',
  customer: { externalId: row.externalId },
  name: 'Web Hosting M',
  domain: 'nora.example',
  status: 'active',
  startedOn: '2026-01-01',
  ...facts,
});
const line = { description: 'Web Hosting M', quantity: '1', unitPrice: '12.5', amount: '12.5' };
const invoice = (facts: Record<string, unknown> = {}) => ({
  ...billFor({ externalId: row.externalId }, 'I-1'),
  number: 'R-2026-1',
  status: 'unpaid',
  total: '25',
  lines: [line, { ...line, description: 'Domain' }],
  ...facts,
});

describe('services that a system hands in', () => {
  it('are the customer’s from then on, and change by their external id', async () => {
    const [first] = await takeServices([service()]);
    expect(first).toEqual({ index: 0, serviceId: expect.any(String) });
    const ended = service({ status: 'cancelled', endedOn: '2026-06-30' });
    expect(await takeServices([ended])).toEqual([first]);
    const { domain: _, ...silent } = ended;
    expect(await takeServices([{ ...silent, name: 'Web Hosting L' }])).toEqual([first]);
    expect(await held('services')).toMatchObject([
      { name: 'Web Hosting L', domain: 'nora.example', status: 'cancelled', ended_on: '2026-06-30' },
    ]);
    await takeServices([service({ domain: null, endedOn: null })]);
    expect(await held('services')).toMatchObject([{ domain: null, status: 'active', ended_on: null }]);
  });

  it('find the customer by any of the three names', async () => {
    const names = [{ externalId: row.externalId }, { customerId }, { email: row.email.toUpperCase() }];
    const answers = await takeServices(
      names.map((customer, n) => service({ customer, externalId: `S-${n}` })),
    );
    expect(answers.every((one) => 'serviceId' in one)).toBe(true);
    expect(await held('services')).toHaveLength(3);
  });

  it('are refused where nobody is known by the name, and where an admin is', async () => {
    const [someone] = await server.database.pools.app`
      select u.id, u.email from lethe.users u join lethe.admins a on a.id = u.id`;
    const names = [
      { externalId: 'nobody' },
      { customerId: '00000000-0000-4000-8000-000000000000' },
      { email: 'nobody-at-all@lethe.example' },
      { email: someone?.['email'] },
      { customerId: someone?.['id'] },
    ];
    expect(await takeServices(names.map((customer) => service({ customer })))).toEqual(
      names.map((_, index) => refused('customer_not_found', 'customer', index)),
    );
    const other = await registerSystem(server, admin, `Support ${systems++}`);
    const foreign = await other.call<ServiceResults>('system.services.upsert', { items: [service()] });
    expect(foreign.results, 'an external id is the system’s own').toEqual([refused('customer_not_found')]);
  });

  it.each(['star', 'destroy'] as const)('are refused for whom was erased by %s', async (outcome) => {
    await takeServices([service()]);
    await decided(admin, customerId, outcome, true);
    const before = await held('services');
    const names = [{ externalId: row.externalId }, { email: row.email }];
    expect(await takeServices(names.map((customer) => service({ customer })))).toEqual([
      refused('erased_person', 'customer', 0),
      refused('erased_person', 'customer', 1),
    ]);
    expect(await takeServices([service({ customer: { customerId } })])).toEqual([
      refused(outcome === 'star' ? 'erased_person' : 'customer_not_found'),
    ]);
    expect(await held('services')).toEqual(before);
  });

  it('of a blocked customer change their state and nothing else', async () => {
    const [first] = await takeServices([service()]);
    await decided(admin, customerId, 'block');
    expect(await takeServices([service()]), 'unchanged').toEqual([first]);
    expect(await takeServices([service({ status: 'terminated', endedOn: '2026-07-01' })])).toEqual([first]);
    expect(await held('services')).toMatchObject([{ status: 'terminated', ended_on: '2026-07-01' }]);
    const before = await stateOf(server.database.pools.app, ['refused_ids']);
    for (const facts of [
      { name: 'Other' },
      { domain: null },
      { startedOn: '2020-01-01' },
      { externalId: 'S-2' },
    ])
      expect(await takeServices([service(facts)])).toEqual([refused('customer_closed')]);
    expect(await stateOf(server.database.pools.app, ['refused_ids'])).toBe(before);
    expect(await held('refused_ids'), 'to be named by a later erasure').toMatchObject([
      { kind: 'service', external_id: 'S-1' },
      { kind: 'service', external_id: 'S-2' },
    ]);
  });

  it('said twice in a batch, are one; said differently, the later one is refused', async () => {
    const [first, second, third] = await takeServices([
      service(),
      service({ customer: { email: row.email } }),
      service({ name: 'Other' }),
    ]);
    expect(second).toEqual({ ...first, index: 1 });
    expect(third).toEqual(refused('duplicate_row', 'externalId', 2));
    expect(await held('services')).toHaveLength(1);
  });
});

describe('invoices that a system hands in', () => {
  it('come with lines, which take the place of those of before; money stays exact', async () => {
    const total = '123456789012.34';
    const [first] = await takeInvoices([invoice({ total })]);
    expect(first).toEqual({ index: 0, invoiceId: expect.any(String) });
    expect(await held('invoices')).toMatchObject([{ total, paid_on: null }]);
    expect(await held('invoice_lines')).toMatchObject([
      { position: 1, description: 'Web Hosting M', quantity: '1.000', unit_price: '12.50' },
      { position: 2, description: 'Domain' },
    ]);
    const changed = invoice({
      status: 'paid',
      paidOn: '2026-01-10',
      lines: [{ ...line, description: 'Only' }],
    });
    expect(await takeInvoices([changed])).toEqual([first]);
    expect(await held('invoice_lines')).toMatchObject([{ position: 1, description: 'Only' }]);
    expect(await held('invoices')).toMatchObject([{ total: '25.00', status: 'paid', paid_on: '2026-01-10' }]);
    await takeInvoices([{ ...changed, lines: [] }]);
    expect(await held('invoice_lines')).toEqual([]);
  });

  it('change nothing when they come again, however an amount is written', async () => {
    await takeInvoices([invoice(), invoice({ externalId: 'I-2', lines: [] })]);
    const before = await state();
    await takeInvoices([
      invoice({
        total: '025.00',
        lines: [
          { ...line, quantity: '01.0' },
          { ...line, description: 'Domain' },
        ],
      }),
      invoice({ externalId: 'I-2', lines: [] }),
    ]);
    expect(await state()).toBe(before);
  });

  it('of a blocked customer change their state and nothing else', async () => {
    const [first] = await takeInvoices([invoice()]);
    await decided(admin, customerId, 'block');
    expect(await takeInvoices([invoice({ status: 'paid', paidOn: '2026-01-10' })])).toEqual([first]);
    expect(await held('invoices')).toMatchObject([{ status: 'paid', paid_on: '2026-01-10' }]);
    expect(await held('invoice_lines')).toHaveLength(2);
    const before = await stateOf(server.database.pools.app, ['refused_ids']);
    for (const facts of [{ total: '26' }, { billedTo: 'Other' }, { lines: [line] }, { externalId: 'I-2' }])
      expect(await takeInvoices([invoice(facts)])).toEqual([refused('customer_closed')]);
    expect(await stateOf(server.database.pools.app, ['refused_ids'])).toBe(before);
  });

  it('are taken all or not at all where the batch is atomic', async () => {
    const before = await state();
    expect(
      await takeInvoices([invoice(), invoice({ externalId: 'I-2', total: '1,50' })], { atomic: true }),
    ).toMatchObject([refused('not_applied', null), refused('invalid_input', 'total', 1)]);
    expect(await state()).toBe(before);
  });

  it.each([
    ['total', { total: 25 }],
    ['total', { total: '1e3' }],
    ['total', { total: '0.0000001' }],
    ['currency', { currency: '' }],
    ['lines.0.amount', { lines: [{ ...line, amount: 'NaN' }] }],
    ['lines', { lines: Array.from({ length: 201 }, () => line) }],
    ['lines.0.description', { lines: [{ ...line, description: 'half \ud83d' }] }],
    ['billedTo', { billedTo: 'x'.repeat(10_000) }],
    ['customer', { customer: { externalId: 'a\0b' } }],
    ['customer', { customer: {} }],
    ['issuedOn', { issuedOn: '2026-13-01' }],
  ])('are refused by %s where it is not right, and the others taken', async (field, facts) => {
    const answers = await takeInvoices([invoice(facts), invoice({ externalId: 'good' })]);
    expect(answers).toMatchObject([
      { index: 0, kind: 'invalid_input' },
      { index: 1, invoiceId: expect.any(String) },
    ]);
    expect(answers[0]).toHaveProperty('field', expect.stringContaining(field.split('.')[0] ?? ''));
  });
});
