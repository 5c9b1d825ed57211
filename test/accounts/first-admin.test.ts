import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseEnv } from '../../server/env.ts';
import { announcement } from '../../server/runtime/announce.ts';
import { createFirstAdmin } from '../../server/team/queries.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertPerson } from '../support/people.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const variables: Record<string, string> = {
  DATABASE_URL: 'postgres://lethe@127.0.0.1/lethe',
  LETHE_SECRET: 'a secret for tests, long enough to be one',
  LETHE_BLACKLIST_KEY: 'a blacklist key for tests, long enough',
};
const said = async (more: Record<string, string> = {}) =>
  (
    await announcement(
      database.pools.app,
      parseEnv((name) => ({ ...variables, ...more })[name]),
    )
  ).join('\n');

test('a start without an admin or without mail says so', async () => {
  expect(await said()).toContain('LETHE_ADMIN_EMAIL');
  expect(await said()).toContain('RESEND_API_KEY');
  expect(await said()).not.toContain('Demo accounts');
  expect(await said()).not.toContain('under Mailbox');
});

test('a demo that sends no mail says where its messages are read', async () => {
  const mail = { SMTP_URL: 'smtp://localhost', RESEND_FROM: 'lethe@shop.example' };
  expect(await said({ LETHE_DEMO: '1' })).toContain('read its messages under Mailbox');
  expect(await said({ LETHE_DEMO: '1', ...mail })).not.toContain('Mailbox');
});

test('the first admin is made even where customers came first, once, and never out of a customer', async () => {
  const sql = database.pools.app;
  const person = await insertPerson(sql);
  const [{ email }] = await sql<
    [{ email: string }]
  >`select email from lethe.users where id = ${person.customerId}`;
  expect(await createFirstAdmin(sql, { email, passwordHash: 'x' })).toBe(false);
  const two = await Promise.all(
    ['one@lethe.example', 'two@lethe.example'].map((admin) =>
      createFirstAdmin(sql, { email: admin, passwordHash: 'x' }),
    ),
  );
  expect(two).toEqual([true, true]);
  const [row] = await sql`select count(*)::int as n from lethe.admins`;
  expect(row).toEqual({ n: 1 });
  expect(await said()).not.toContain('LETHE_ADMIN_EMAIL');
  expect(await said()).toContain('Personal Data Management is off');
});
