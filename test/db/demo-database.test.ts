import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillDemo } from '../../db/demo/fill.ts';
import { StartRefused } from '../../db/errors.ts';
import { parseEnv } from '../../server/env.ts';
import { announcement } from '../../server/runtime/announce.ts';
import { refuseDemoDatabase, refuseRealDatabase } from '../../server/runtime/refuse-demo.ts';
import { createFirstAdmin } from '../../server/team/queries.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { insertPerson } from '../support/people.ts';

/* The demo's passwords are published: whoever serves a demo's database to others has given it away. */

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase();
});
afterEach(() => database.drop());
const hashPassword = async (password: string) => `hash of ${password}`;

test('a database that was filled as a demo is refused by a real start, whatever became of its accounts', async () => {
  const { app } = database.pools;
  await expect(refuseDemoDatabase(app)).resolves.toBeUndefined();
  await fillDemo(app, { hashPassword });
  await expect(refuseDemoDatabase(app)).rejects.toThrow(StartRefused);
  await app`update lethe.users set email = 'me@company.example' where email = 'admin@lethe.example'`;
  await expect(refuseDemoDatabase(app)).rejects.toThrow(
    /^This database was filled as a demo, .* LETHE_DEMO/u,
  );
});

test('neither an admin with the demo’s address nor older people make a real database a demo', async () => {
  const { app } = database.pools;
  await createFirstAdmin(app, { email: 'admin@lethe.example', passwordHash: 'x' });
  const person = await insertPerson(app);
  await app`update lethe.users set created_at = '2020-01-01' where id = ${person.customerId}`;
  expect(await fillDemo(app, { hashPassword })).toBe(false);
  await expect(refuseDemoDatabase(app)).resolves.toBeUndefined();
});

test('a database with accounts of its own is refused by a demo, which would lose their letters', async () => {
  const { app } = database.pools;
  await expect(refuseRealDatabase(app)).resolves.toBeUndefined();
  await createFirstAdmin(app, { email: 'ada@company.example', passwordHash: 'x' });
  await expect(refuseRealDatabase(app)).rejects.toThrow(/^This database has real accounts, .* LETHE_DEMO/u);
  await app`delete from lethe.admins`;
  await app`delete from lethe.users`;
  await fillDemo(app, { hashPassword });
  await expect(refuseRealDatabase(app)).resolves.toBeUndefined();
});

test('a public address without TLS is warned of, and no other', async () => {
  const said = async (LETHE_URL: string) => {
    const given: Record<string, string> = {
      LETHE_URL,
      DATABASE_URL: database.url,
      LETHE_SECRET: 'a secret for tests, long enough to be one',
      LETHE_BLACKLIST_KEY: 'a blacklist key for tests, long enough',
    };
    return (
      await announcement(
        database.pools.app,
        parseEnv((name) => given[name]),
      )
    ).join('\n');
  };
  expect(await said('http://data.example')).toContain('LETHE_URL is public and not https');
  expect(await said('http://192.168.1.5:3000')).toContain('LETHE_URL is public and not https');
  for (const fine of [
    'https://data.example',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]',
  ])
    expect(await said(fine)).not.toContain('not https');
});
