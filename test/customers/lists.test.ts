import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAdmin, addCustomer, type Caller, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const MANY = 250;

/**
 * Every row of a list, page by page, as somebody who presses “Show more” gets them. A cursor goes back as it came; its
 * type is the list's own business.
 */
async function walk<Row>(
  load: (cursor: undefined) => Promise<{ items: Row[]; nextCursor: unknown }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: unknown;
  for (let pages = 0; pages <= MANY; pages++) {
    const { items, nextCursor } = await load(cursor as undefined);
    rows.push(...items);
    if (nextCursor === null) return rows;
    cursor = nextCursor;
  }
  throw new Error('The list does not end.');
}

describe('a list of 250 rows, read page by page, gives each row once and in order:', () => {
  let database: TestDatabase;
  let busyId: string;
  let busy: Caller;
  let otherId: string;
  let other: Caller;
  let admin: Caller;
  let adminId: string;

  beforeAll(async () => {
    database = await createDatabase();
    const sql = database.pools.app;
    await sql`update lethe.settings set enabled = true`;
    busyId = await addCustomer(sql, 'Busy', 'busy@example.com');
    otherId = await addCustomer(sql, 'Other', 'other@example.com');
    adminId = await addAdmin(sql);
    for (const id of [busyId, otherId]) await fill(id);
    await sql`insert into lethe.consent_texts (text) select 'Text ' || n from generate_series(2, ${MANY}) n`;
    busy = await callerFor(database.pools, busyId);
    other = await callerFor(database.pools, otherId);
    admin = await callerFor(database.pools, adminId);
  });
  afterAll(() => database.drop());

  /** Days and states repeat, so that only the id tells many rows apart. */
  async function fill(customerId: string): Promise<void> {
    const sql = database.pools.app;
    const statuses = ['active', 'pending', 'suspended', 'cancelled', 'terminated'];
    await sql`
      insert into lethe.services (customer_id, name, status, started_on)
      select ${customerId}::uuid, 'Service ' || n, (${statuses}::text[])[1 + n % 5], date '2024-01-01' + n % 7
      from generate_series(1, ${MANY}) n`;
    await sql`
      insert into lethe.invoices (customer_id, number, status, currency, total, billed_to, issued_on, due_on)
      select ${customerId}::uuid, n::text, 'unpaid', 'EUR', n, 'Busy', date '2024-01-01' + n % 7, '2025-01-01'
      from generate_series(1, ${MANY}) n`;
    await sql`
      insert into lethe.consents (customer_id, action, text_version)
      select ${customerId}::uuid, (array['granted', 'withdrawn'])[1 + n % 2], 1 from generate_series(1, ${MANY}) n`;
    await sql`
      insert into lethe.data_requests (customer_id, type, status, answer_by)
      select ${customerId}::uuid, 'removal', 'cancelled', now() from generate_series(1, ${MANY})`;
    await sql`insert into lethe.exports (customer_id) select ${customerId}::uuid from generate_series(1, ${MANY})`;
  }

  const keysOf = async (rows: Promise<{ key: unknown }[]>) => (await rows).map(({ key }) => key);
  const services = () =>
    keysOf(database.pools.app<{ key: string }[]>`
      select id as key from lethe.services where customer_id = ${busyId}
      order by (case when status = 'active' then 0 else 1 end), started_on desc, id desc`);
  const invoices = () =>
    keysOf(database.pools.app<{ key: string }[]>`
      select id as key from lethe.invoices where customer_id = ${busyId} order by issued_on desc, id desc`);
  const numbers = (table: string) =>
    keysOf(database.pools.app<{ key: number }[]>`
      select number::int as key from ${database.pools.app(`lethe.${table}`)}
      where customer_id = ${busyId} order by number desc`);

  test('services, to their customer and to admins', async () => {
    const expected = await services();
    expect(expected).toHaveLength(MANY);
    const own = await walk((cursor) => busy.customer.services.list({ cursor }));
    expect(own.map((row) => row.serviceId)).toEqual(expected);
    const shown = await walk((cursor) => admin.admin.customers.services({ customerId: busyId, cursor }));
    expect(shown).toEqual(own);
  });

  test('invoices, to their customer with lines and to admins without', async () => {
    const expected = await invoices();
    expect(expected).toHaveLength(MANY);
    const own = await walk((cursor) => busy.customer.invoices.list({ cursor, limit: 7 }));
    expect(own.map((row) => row.invoiceId)).toEqual(expected);
    const shown = await walk((cursor) => admin.admin.customers.invoices({ customerId: busyId, cursor }));
    expect(shown.map((row) => row.invoiceId)).toEqual(expected);
    expect(shown[0]).not.toHaveProperty('lines');
  });

  test('steps of a consent, requests and downloads', async () => {
    const ofBusy = { customerId: busyId };
    const found = {
      consents: await walk((cursor) => busy.customer.consents.history({ cursor })),
      data_requests: await walk((cursor) => busy.customer.requests.list({ cursor })),
      exports: await walk((cursor) => admin.admin.customers.downloads({ ...ofBusy, cursor })),
    };
    for (const [table, rows] of Object.entries(found)) {
      expect(
        rows.map((row) => row.number),
        table,
      ).toEqual(await numbers(table));
    }
    const consents = await walk((cursor) => admin.admin.customers.consents({ ...ofBusy, cursor }));
    expect(consents).toEqual(found.consents);
    const requests = await walk((cursor) => admin.admin.customers.requests({ ...ofBusy, cursor }));
    expect(requests.map((row) => row.number)).toEqual(await numbers('data_requests'));
  });

  test('versions of the consent text', async () => {
    const texts = await walk((cursor) => admin.admin.consents.texts({ cursor }));
    expect(texts.map((row) => row.version)).toEqual(Array.from({ length: MANY }, (_, n) => MANY - n));
  });

  test('what a search finds, among clients and requests', async () => {
    const sql = database.pools.app;
    await sql`
      insert into lethe.users (name, email)
      select 'Crowd ' || n, 'crowd' || n || '@example.com' from generate_series(1, ${MANY}) n`;
    await sql`
      insert into lethe.data_requests (customer_id, type, answer_by)
      select c.id, 'removal', now() from lethe.customers c where c.name like 'Crowd %'`;
    const clients = await walk((cursor) => admin.admin.customers.list({ search: 'crowd', cursor }));
    const expected = await keysOf(sql<{ key: number }[]>`
      select c.number::int as key from lethe.customers c
      where c.name like 'Crowd %' order by c.number desc`);
    expect(expected).toHaveLength(MANY);
    expect(clients.map((row) => row.number)).toEqual(expected);
    const requests = await walk((cursor) => admin.admin.requests.list({ search: 'crowd', cursor }));
    expect(requests.map((row) => row.customerId)).toEqual(
      clients.map((row) => row.customerId).toSorted((a, b) => order(requests, a) - order(requests, b)),
    );
    expect(new Set(requests.map((row) => row.number)).size).toBe(MANY);
  });
  const order = (rows: { customerId: string | null }[], id: string) =>
    rows.findIndex((row) => row.customerId === id);

  test('what an admin sees beside a request: counts of everything, and the first page', async () => {
    const { customerId: _, ...detail } = await admin.admin.customers.get({ customerId: busyId });
    const first = await admin.admin.customers.services({ customerId: busyId });
    expect(detail.services).toEqual(first);
    expect(detail.invoices).toEqual(await admin.admin.customers.invoices({ customerId: busyId }));
    expect(detail.standing).toMatchObject({
      services: { active: 150, passive: 100 },
      invoices: { unpaid: MANY, sums: [{ currency: 'EUR', unpaid: '31375.00' }] },
    });
    expect(await busy.customer.standing({})).toEqual(detail.standing);
    const [newest] = (await busy.customer.requests.list({ limit: 1 })).items;
    const request = await admin.admin.requests.get({ requestId: newest!.requestId });
    expect(request).toMatchObject({ services: first, invoices: detail.invoices, standing: detail.standing });
    const rest = await walk((cursor) =>
      admin.admin.customers.requests({ customerId: busyId, cursor: cursor ?? request.earlier.nextCursor! }),
    );
    const earlier = [...request.earlier.items, ...rest].map((row) => row.number);
    expect(earlier).toEqual((await numbers('data_requests')).slice(1));
  });

  test('another customer’s place in a list opens nothing of theirs', async () => {
    const mine = new Set((await services()).concat(await invoices()));
    const { nextCursor: service } = await busy.customer.services.list({ limit: 100 });
    const { nextCursor: invoice } = await busy.customer.invoices.list({ limit: 100 });
    const found = [
      ...(await other.customer.services.list({ cursor: service! })).items.map((row) => row.serviceId),
      ...(await other.customer.invoices.list({ cursor: invoice! })).items.map((row) => row.invoiceId),
    ];
    expect(found).toHaveLength(50);
    expect(found.filter((id) => mine.has(id))).toEqual([]);
  });
});
