import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDemo } from '../../db/demo/fill.ts';
import { deleteUnconfirmedSignUps } from '../../server/accounts/unconfirmed-queries.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { prune } from '../../server/runtime/retention.ts';
import { UNCONFIRMED_DAYS } from '../../server/values/limits-and-periods.ts';
import { lastMessage, PASSWORD } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { createDatabase } from '../support/database.ts';
import { insertSignUp } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

/* A sign-up that nobody confirms is forgotten; whoever stands beside it stays. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const signedUp = (days: number, given = {}) => insertSignUp(sql(), days, given);
const stays = async ({ id }: { id: string }) =>
  (await sql()`select from lethe.users where id = ${id}`).length === 1;

describe('a sign-up that nobody confirmed', () => {
  it(`is gone after ${UNCONFIRMED_DAYS} days with all that was written to it, and the address is free again`, async () => {
    const email = 'stranger@lethe.example';
    const signUp = () =>
      createClient(server.url).post('/api/auth/sign-up/email', { name: 'S', email, password: PASSWORD });
    await signUp();
    const age = (days: number) => sql()`
      with links as (delete from lethe.email_tokens),
        accounts as (update lethe.accounts set created_at = created_at - make_interval(days => ${days}),
          updated_at = updated_at - make_interval(days => ${days}))
      update lethe.users set created_at = created_at - make_interval(days => ${days})`;
    await age(UNCONFIRMED_DAYS - 1);
    await prune(sql());
    expect(await sql()`select from lethe.users where email = ${email}`).toHaveLength(1);
    await age(1);
    await prune(sql());
    expect(await findEverywhere(sql(), email)).toEqual([]);
    expect(await sql()`select template from lethe.outbox`).toEqual([]);
    await signUp();
    expect((await lastMessage(server, email))?.body).toContain(`deleted after ${UNCONFIRMED_DAYS} days`);
  });

  it('is found behind however many people systems brought in', async () => {
    // Triggers make each of them a customer: on a busy machine that takes longer than a page may.
    await server.database.pools.decisions`
      insert into lethe.users (name, email, created_at)
      select 'Imported', 'imported-' || n || '@lethe.example', now() - interval '40 days' from generate_series(1, 2000) n`;
    const last = await signedUp(31);
    await prune(sql());
    expect(await stays(last)).toBe(false);
    expect(await sql()`select from lethe.customers where name = 'Imported'`).toHaveLength(2000);
    await sql()`delete from lethe.users where id in (select id from lethe.customers where name = 'Imported')`;
  });

  it('stays as long as a system is just handing something in', async () => {
    const person = await signedUp(31);
    await sql().begin(async (tx) => {
      await tx`select 1 from lethe.customers where id = ${person.id} for no key update`;
      await prune(sql());
    });
    expect(await stays(person)).toBe(true);
    await prune(sql());
    expect(await stays(person)).toBe(false);
  });

  it('stays where it is confirmed in that very moment', async () => {
    const person = await signedUp(31);
    let pruned: Promise<void> | undefined;
    await sql().begin(async (tx) => {
      await tx`update lethe.users set email_verified = true where id = ${person.id}`;
      pruned = prune(sql());
      await untilSomebodyWaits(sql());
    });
    await pruned;
    expect(await stays(person)).toBe(true);
  });

  it('stays where a password was just set by a link to the address, which is about to confirm it', async () => {
    const { id, email } = await signedUp(31);
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    let reset: Promise<Response> | undefined;
    await sql().begin(async (tx) => {
      await tx`lock table lethe.blacklist in access exclusive mode`;
      reset = visitor.post('/api/auth/reset-password', { token, newPassword: PASSWORD });
      await untilSomebodyWaits(sql());
      await deleteUnconfirmedSignUps(sql());
    });
    expect((await reset)?.status).toBe(200);
    expect(await sql()`select email_verified as confirmed from lethe.users where id = ${id}`).toEqual([
      { confirmed: true },
    ]);
  });
});

describe('whoever is more than that', () => {
  const kinds: [string, () => Promise<{ id: string }>][] = [
    ['signed up of late', () => signedUp(UNCONFIRMED_DAYS - 1)],
    ['has confirmed the address', () => signedUp(31, { verified: true })],
    ['set a password later, by a link to the address', () => signedUp(31, { passwordAfter: '2 minutes' })],
  ];
  it.each(kinds)('stays: who %s', async (_, put) => {
    const [person, gone] = [await put(), await signedUp(31)];
    await prune(sql());
    expect([await stays(person), await stays(gone)]).toEqual([true, false]);
  });

  it.each(['blocked', 'starred'])('stays: who was %s', async (state) => {
    const person = await signedUp(31);
    await sql()`update lethe.customers set state = ${state} where id = ${person.id}`;
    await prune(sql());
    expect(await stays(person)).toBe(true);
  });

  it.each([
    ['sessions', `(customer_id, token, expires_at) select id, id, now() + interval '1 day'`],
    ['sign_ins', '(customer_id) select id'],
    ['email_tokens', `(customer_id, token_hash, expires_at) select id, 'x', now() + interval '1 day'`],
    ['verifications', `(value, identifier, expires_at) select id, 'x', now() + interval '1 hour'`],
    [
      'email_changes',
      `(customer_id, new_email, token_hash, expires_at) select id, 'x', 'x', now() + interval '1 day'`,
    ],
    [
      'external_ids',
      `(customer_id, system_id, external_id) select u.id, r.id, 'x' from lethe.systems r cross join (select id`,
    ],
    ['addresses', `(customer_id, line1, city, country) select id, 'x', 'x', 'DE'`],
    ['services', `(customer_id, name, status, started_on) select id, 'x', 'active', '2026-01-01'`],
    [
      'invoices',
      `(customer_id, number, status, currency, total, billed_to, issued_on, due_on)
        select id, 'x', 'paid', 'EUR', 1, 'x', '2026-01-01', '2026-01-01'`,
    ],
    ['consents', `(customer_id, action, text_version) select id, 'granted', 1`],
    ['data_requests', `(customer_id, type, answer_by) select id, 'removal', now()`],
    ['exports', `(customer_id, outcome) select id, 'complete'`],
  ])('stays: who has a row in %s', async (table, row) => {
    await sql()`insert into lethe.systems (name) values ('Shop') on conflict do nothing`;
    const person = await signedUp(31);
    const from = ` from lethe.users where id = '${person.id}'`;
    await sql().unsafe(`insert into lethe.${table} ${row}${from}${row.includes('(select id') ? ') u' : ''}`);
    await prune(sql());
    expect(await stays(person)).toBe(true);
  });

  it('stays: everybody in the demo', async () => {
    const database = await createDatabase();
    const { app } = database.pools;
    await fillDemo(app, { hashPassword: (password) => Promise.resolve(password) });
    const people = () => app`select id from lethe.users order by id`;
    const before = await people();
    await prune(app);
    expect(await people()).toEqual(before);
    await database.drop();
  });
});
