import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findStanding } from '../../server/customers/contract-queries.ts';
import { addAdmin, addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

describe('customers', () => {
  let database: TestDatabase;
  let adaId: string;
  let ada: Caller;
  let other: Caller;
  let admin: Caller;
  const home = {
    line1: 'Rue de l’Été 4',
    line2: null,
    city: 'Liège',
    region: null,
    postalCode: '4000',
    country: 'BE',
  };

  beforeAll(async () => {
    database = await createDatabase();
    const sql = database.pools.app;
    adaId = await addCustomer(sql, 'Ada O’Hara', 'Ada@example.com');
    ada = await callerFor(database.pools, adaId);
    other = await callerFor(database.pools, await addCustomer(sql, '100% Üba_r', 'bo@example.com'));
    admin = await callerFor(database.pools, await addAdmin(sql));
    await sql`
      insert into lethe.services (customer_id, name, domain, status, started_on)
      select ${adaId}::uuid, 'Hosting', null, status, '2024-02-29'
      from unnest(array['active', 'suspended', 'pending', 'cancelled', 'terminated']) status`;
    await sql`
      insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      select ${adaId}::uuid, number, status, currency, total, 'Ada', '2024-03-01', '2024-03-15'
      from (values ('1', 'paid', 'EUR', 999999999999.99), ('2', 'unpaid', 'EUR', 0.10), ('3', 'unpaid', 'EUR', 0.20),
        ('4', 'unpaid', 'JPY', 500), ('5', 'refunded', 'USD', 7)) i (number, status, currency, total)`;
    await sql`
      insert into lethe.invoice_lines (customer_id, invoice_id, position, description, quantity, unit_price, amount)
      select customer_id, id, position, 'Line ' || position, 1.5, 999999999999.99, 0.10
      from lethe.invoices, generate_series(2, 1, -1) position where number = '1'`;
  });
  afterAll(() => database.drop());

  test('are told who they are while Personal Data Management is off', async () => {
    expect(await ada.customer.me({})).toMatchObject({
      customerId: adaId,
      email: 'Ada@example.com',
      fullName: 'Ada O’Hara',
      consent: false,
      personalDataManagement: false,
    });
  });

  test('change their profile as a whole, and keep what is not theirs to change', async () => {
    const profile = {
      fullName: 'Ada Ó Hara',
      phone: '+32 455 55 55 55',
      company: 'Hara & <Sons>',
      companyNumber: null,
      birthDate: '1990-02-28',
      language: 'fr',
    };
    expect(await ada.customer.profile.update(profile)).toEqual({ email: 'Ada@example.com', ...profile });
    expect(await ada.customer.profile.get({})).toEqual({ email: 'Ada@example.com', ...profile });
    const invented = { ...profile, birthDate: '1990-02-30' };
    await expect(ada.customer.profile.update(invented)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('keep addresses of their own and cannot touch another person’s', async () => {
    const saved = await ada.customer.addresses.save(home);
    expect((await ada.customer.addresses.list({})).items).toEqual([saved]);
    const moved = await ada.customer.addresses.save({ ...home, addressId: saved.addressId, city: 'Namur' });
    expect(moved).toEqual({ ...saved, city: 'Namur', updatedAt: moved.updatedAt });
    expect((await other.customer.addresses.list({})).items).toEqual([]);
    const missing = { kind: 'address_not_found' };
    for (const addressId of [saved.addressId, randomUUID()]) {
      await expect(other.customer.addresses.save({ ...home, addressId })).rejects.toMatchObject(missing);
      await expect(other.customer.addresses.remove({ addressId })).rejects.toMatchObject(missing);
    }
    await ada.customer.addresses.remove({ addressId: saved.addressId });
    expect((await ada.customer.addresses.list({})).items).toEqual([]);
  });

  test('keep fifty addresses and no more, however many are sent at once', async () => {
    const crowded = await addCustomer(database.pools.app, 'Crowded', 'crowded@example.com');
    const caller = await callerFor(database.pools, crowded);
    await database.pools.app`
      insert into lethe.addresses (customer_id, line1, city, country)
      select ${crowded}::uuid, 'Street ' || n, 'Gent', 'BE' from generate_series(1, 47) n`;
    const sent = await Promise.allSettled(
      Array.from({ length: 8 }, () => caller.customer.addresses.save(home)),
    );
    const refused = sent.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused[0]?.reason).toMatchObject({ kind: 'too_many_addresses' });
    const { items } = await caller.customer.addresses.list({});
    expect(items).toHaveLength(25);
    const first = await caller.customer.addresses.list({ limit: 20 });
    const cursor = first.nextCursor ?? undefined;
    const rest = await caller.customer.addresses.list({ limit: 100, cursor });
    expect([...first.items, ...rest.items]).toHaveLength(50);
    expect([...first.items, ...rest.items].slice(0, 25)).toEqual(items);
    expect(rest.nextCursor).toBeNull();
    await caller.customer.addresses.save({ ...home, addressId: items[0]!.addressId });
    await caller.customer.addresses.remove({ addressId: items[0]!.addressId });
    await caller.customer.addresses.save(home);
    await database.pools
      .app`with account as (delete from lethe.users where id = ${crowded}) delete from lethe.customers where id = ${crowded}`;
  });

  test('see their services, and their invoices with lines, to the last digit', async () => {
    expect((await ada.customer.services.list({})).items).toHaveLength(5);
    const { items } = await ada.customer.invoices.list({});
    expect(items.find((invoice) => invoice.number === '1')).toMatchObject({
      total: '999999999999.99',
      issuedOn: '2024-03-01',
      paidOn: null,
      lines: [
        { description: 'Line 1', quantity: '1.500', unitPrice: '999999999999.99', amount: '0.10' },
        { description: 'Line 2' },
      ],
    });
    expect((await other.customer.invoices.list({})).items).toEqual([]);
  });

  test('stand with counts of services and invoices, and sums for each currency', async () => {
    expect(await findStanding(database.pools.app, adaId)).toEqual({
      services: { active: 3, passive: 2 },
      invoices: {
        paid: 1,
        unpaid: 3,
        sums: [
          { currency: 'EUR', paid: '999999999999.99', unpaid: '0.30' },
          { currency: 'JPY', paid: '0.00', unpaid: '500.00' },
        ],
      },
    });
    expect(await findStanding(database.pools.app, randomUUID())).toEqual({
      services: { active: 0, passive: 0 },
      invoices: { paid: 0, unpaid: 0, sums: [] },
    });
  });

  test('are found by admins by the beginning of a name, one of its words, an address, its domain or a company, in any case, whatever signs stand between', async () => {
    const { app } = database.pools;
    const many = await addCustomer(app, 'Jean-Luc van der Meer', 'jl@ships.example');
    const abroad = await addCustomer(app, 'Kim Li', 'kim@xn--mller-kva.example');
    const names = async (search: string) =>
      (await admin.admin.customers.list({ search })).items.map((item) => item.fullName);
    for (const search of ['ADA@EX', 'hara & <s', 'ada ó', 'Ó hara', 'hara']) {
      expect(await names(search), search).toEqual(['Ada Ó Hara']);
    }
    for (const search of ['jean-l', 'LUC', 'van der', 'der meer', 'ships.ex']) {
      expect(await names(search), search).toEqual(['Jean-Luc van der Meer']);
    }
    for (const search of ['kim@müller.example', 'Müller.example', 'kim@xn--ml']) {
      expect(await names(search), search).toEqual(['Kim Li']);
    }
    for (const search of ['100% üba_R', 'üba_', '100_', 'uba r'])
      expect(await names(search), search).toEqual(['100% Üba_r']);
    for (const search of ['%', '_', '\\', 'ara', '.*', '[']) {
      expect(await names(search), search).toEqual([]);
    }
    expect((await admin.admin.customers.list({ search: 'ada', state: 'blocked' })).items).toEqual([]);
    await app`with account as (delete from lethe.users where id in (${many}, ${abroad})) delete from lethe.customers where id in (${many}, ${abroad})`;
  });

  test('are listed page by page, newest first, with what is open', async () => {
    const first = await admin.admin.customers.list({ limit: 1 });
    expect(first.items[0]).toMatchObject({ fullName: '100% Üba_r', activeServices: 0, unpaidInvoices: 0 });
    const second = await admin.admin.customers.list({ limit: 1, cursor: first.nextCursor! });
    expect(second.items[0]).toMatchObject({ customerId: adaId, activeServices: 3, unpaidInvoices: 3 });
    expect(second.nextCursor).toBeNull();
  });

  test('are opened by admins with everything needed, and an unknown one is not found', async () => {
    const detail = await admin.admin.customers.get({ customerId: adaId });
    expect(detail).toMatchObject({ state: 'open', fullName: 'Ada Ó Hara' });
    expect(detail.invoices).toMatchObject({ items: { length: 5 }, nextCursor: null });
    expect(Object.keys(detail.invoices.items[0]!)).not.toContain('lines');
    expect(detail.standing.services.active).toBe(3);
    await expect(admin.admin.customers.get({ customerId: randomUUID() })).rejects.toMatchObject({
      kind: 'customer_not_found',
    });
  });
});
