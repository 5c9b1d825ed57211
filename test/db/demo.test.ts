import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillDemo } from '../../db/demo/fill.ts';
import { findStanding } from '../../server/customers/contract-queries.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const boss = { email: 'Boss@lethe.example', password: 'own' };
const hashPassword = async (password: string) => `hash of ${password}`;

describe('the demo', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    const both = [
      fillDemo(database.pools.app, { hashPassword, admin: boss }),
      fillDemo(database.pools.app, { hashPassword, admin: boss }),
    ];
    expect((await Promise.all(both)).filter((filled) => filled)).toHaveLength(1);
  });
  afterAll(() => database.drop());

  const idOf = async (email: string) => {
    const [row] = await database.pools.app<
      [{ id: string }]
    >`select id from lethe.users where email = ${email}`;
    return row.id;
  };

  test('is filled once, with some forty customers and an admin who can sign in', async () => {
    const [row] = await database.pools.app`
      select (select count(*)::int from lethe.customers) as customers, (select count(*)::int from lethe.admins) as admins,
        (select max(number)::int from lethe.customers) as "lastNumber",
        (select count(*)::int from lethe.accounts where provider_id = 'credential' and account_id = customer_id::text
          and password = 'hash of lethe-demo-password') as credentials,
        (select enabled and not authorization_required from lethe.settings) as switched`;
    expect(row).toEqual({ customers: 43, admins: 2, lastNumber: 45, credentials: 38, switched: true });
    expect(await idOf('admin@lethe.example')).toBeDefined();
    const [made] = await database.pools.app`
      select password from lethe.accounts where customer_id = ${await idOf('boss@lethe.example')}`;
    expect(made, 'whom LETHE_ADMIN_EMAIL names').toEqual({ password: 'hash of own' });
  });

  test('customer1 stands free of everything, customer2 has services and debts', async () => {
    const one = await idOf('customer1@lethe.example');
    const first = await findStanding(database.pools.app, one);
    expect(first.services.active + first.invoices.unpaid).toBe(0);
    expect(first.invoices.paid).toBeGreaterThan(0);
    const [own] = await database.pools.app`
      select (select count(*)::int from lethe.consents where customer_id = ${one}) as consents,
        (select count(*)::int from lethe.data_requests where customer_id = ${one}) as requests`;
    expect(own).toEqual({ consents: 0, requests: 0 });
    const second = await findStanding(database.pools.app, await idOf('customer2@lethe.example'));
    expect(second.services.active).toBe(3);
    expect(second.invoices.unpaid).toBe(2);
  });

  test('shows requests in every state, several of them waiting', async () => {
    const rows = await database.pools.app<{ status: string; count: number }[]>`
      select status, count(*)::int as count from lethe.data_requests group by status order by status`;
    expect(rows.map((row) => row.status)).toEqual([
      'blocked',
      'cancelled',
      'destroyed',
      'pending',
      'refused',
      'starred',
    ]);
    expect(rows.find((row) => row.status === 'pending')?.count).toBe(6);
  });

  test('shows other systems: linked, with keys, and answers of every kind beside decisions', async () => {
    const { app } = database.pools;
    const [row] = await app`
      select (select count(*)::int from lethe.systems) as systems,
        (select count(*)::int from lethe.system_keys where revoked_at is null) as keys,
        (select count(*)::int from lethe.external_ids e join lethe.customers c on c.id = e.customer_id where c.state = 'starred') as "linkedAfterStarring",
        (select count(*)::int from lethe.erasure_notices where handed_in and not linked) as "handedIn",
        (select count(*)::int from lethe.erasure_notices where result is null and due_at > now()) as waiting,
        (select count(*)::int from lethe.erasure_notices where result is null and due_at <= now()) as overdue,
        (select count(*)::int from lethe.erasure_notices n join lethe.data_requests r on r.id = n.request_id
          where n.created_at < r.decided_at - interval '1 day' or n.acknowledged_at > now()) as "outOfTime"`;
    expect(row).toEqual({
      systems: 3,
      keys: 3,
      linkedAfterStarring: 0,
      handedIn: 1,
      waiting: 2,
      overdue: 1,
      outOfTime: 0,
    });
    const results =
      await app`select distinct result from lethe.erasure_notices where result is not null order by 1`;
    expect(results.map(({ result }) => result)).toEqual(['done', 'nothing_held', 'retained']);
  });

  test('shows people as they are: at one address, without one, with two ids and a corrected name', async () => {
    const { app } = database.pools;
    const [row] = await app`
      select (select count(*)::int from lethe.customers where email = 'family@example.org') as shared,
        (select count(*)::int from lethe.possible_matches where kept_apart_at is null) as matches,
        (select array_agg(name) from lethe.customers c where email is null and state = 'open') as "withoutAddress",
        (select count(*)::int from lethe.customers c where state = 'open'
          and not exists (select from lethe.users u where u.id = c.id)) as "withoutAccount",
        (select count(*)::int from (select from lethe.external_ids group by customer_id, system_id having count(*) > 1) t) as "twoIds",
        (select c.name from lethe.statements s join lethe.customers c on c.id = s.customer_id
          where s.field = 'fullName' and s.value <> c.name and 'fullName' = any(c.set_by_hand)) as corrected`;
    expect(row).toEqual({
      shared: 2,
      matches: 2,
      withoutAddress: ['Lea Lead'],
      withoutAccount: 3,
      twoIds: 1,
      corrected: 'Zoë van ’t Hof',
    });
  });

  test('adds up: every invoice is the sum of its lines, every moment has passed', async () => {
    const [row] = await database.pools.app`
      select (select count(*)::int from lethe.invoices i where total <> (select sum(amount) from lethe.invoice_lines l
          where l.customer_id = i.customer_id and l.invoice_id = i.id)) as "wrongSums",
        (select count(distinct currency)::int from lethe.invoices) as currencies,
        (select count(*)::int from lethe.consents where created_at > now()) as "futureConsents",
        (select count(*)::int from lethe.consents c join lethe.consent_texts t on t.version = c.text_version
          where c.created_at < t.created_at) as "tooEarly",
        (select count(*)::int from lethe.users where email not like '%@lethe.example') as strangers`;
    expect(row).toEqual({ wrongSums: 0, currencies: 6, futureConsents: 0, tooEarly: 0, strangers: 0 });
  });

  test('bills each customer in one currency, with numbers that rise with dates, and keeps some off by the blacklist', async () => {
    const { app } = database.pools;
    const [row] = await app`
      select (select count(*)::int from (select from lethe.invoices group by customer_id having count(distinct currency) > 1) m) as mixed,
        (select count(*)::int from lethe.invoices a join lethe.invoices b on b.customer_id = a.customer_id
          where a.number < b.number and a.issued_on >= b.issued_on) as "outOfOrder",
        (select array_agg(distinct i.currency) from lethe.invoices i join lethe.users u on u.id = i.customer_id
          where u.email = 'customer1@lethe.example') as first,
        (select count(*)::int from lethe.blacklist_claims b join lethe.data_requests r on r.id = b.request_id
          where r.status = 'destroyed' and b.ends_at > now()) as blacklisted`;
    expect(row).toEqual({ mixed: 0, outOfOrder: 0, first: ['SEK'], blacklisted: 3 });
  });
});
