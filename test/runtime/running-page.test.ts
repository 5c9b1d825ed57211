import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseEnv } from '../../server/env.ts';
import { signedInAdmin, signIn } from '../support/accounts.ts';
import { blocksOf } from '../support/documents.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { setUpTwoFactor } from '../support/two-factor.ts';

/* What docs/running.md gives to copy. secrets.test.ts runs what it says of a changed secret. */

const PAGE = 'docs/running.md';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('the statement for a sole owner without app and codes lets the password open the account', async () => {
  const { app: sql } = server.database.pools;
  const [owner, other] = [await signedInAdmin(server), await signedInAdmin(server)];
  for (const { client } of [owner, other]) await setUpTwoFactor(client, sql);
  const [statement = ''] = (await blocksOf(PAGE, 'sql')).filter((block) => block.includes('two_factors'));
  await sql.unsafe(statement.replace('owner@shop.example', owner.email)).simple();
  const roleAfter = async (email: string) => (await signIn(server, email)).call('account.me');
  expect(await roleAfter(owner.email)).toMatchObject({ role: 'admin' });
  await expect(roleAfter(other.email)).resolves.toMatchObject({ role: 'visitor' });
});

it('the variables of single sign-on are taken by a start', async () => {
  const [block = ''] = await blocksOf(PAGE, 'sh', '## Single sign-on');
  const lines = block.split('\n').filter((line) => /^\w/u.test(line));
  const variables: Record<string, string> = {
    ...Object.fromEntries(lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)])),
    DATABASE_URL: 'postgres://lethe@127.0.0.1/lethe',
    LETHE_SECRET: 'a secret for tests, long enough to be one',
    LETHE_BLACKLIST_KEY: 'a blacklist key for tests, long enough',
  };
  const { singleSignOn } = parseEnv((name) => variables[name]);
  expect(singleSignOn).toMatchObject({
    issuer: 'https://login.shop.example/realms/staff',
    roleClaim: 'realm_access.roles',
    hosts: ['login.shop.example:443', 'keys.shop.example:443'],
  });
  expect(singleSignOn?.roles.get('revision')).toBe('auditor');
});
