import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBlacklistKey } from '../../server/blacklist/hmac.ts';
import { verifySecrets } from '../../server/runtime/fingerprints.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { addCustomer } from '../support/caller.ts';
import { type Client, createClient } from '../support/client.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { blocksOf } from '../support/documents.ts';
import { customerOf, decided, person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* What docs/running.md says of a changed LETHE_SECRET or LETHE_BLACKLIST_KEY. */

const SECRETS = { secret: 'a'.repeat(32), blacklistKey: 'b'.repeat(32) };

describe('a start', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    await verifySecrets(database.pools.app, SECRETS);
  });
  afterAll(() => database.drop());
  const sql = () => database.pools.app;
  const start = (changed: Partial<typeof SECRETS> = {}) => verifySecrets(sql(), { ...SECRETS, ...changed });
  /** Runs the statements that the page gives for one of the secrets, as an owner of the tables would. */
  const runStatements = async (secret: number) => {
    const blocks = await blocksOf('docs/running.md', 'sql', '## Changing a secret');
    await sql()
      .unsafe(blocks[secret] ?? 'missing')
      .simple();
  };

  it('is refused with another secret or blacklist key than the first, in a line that names it', async () => {
    await start();
    const other = 'c'.repeat(32);
    await expect(start({ secret: other })).rejects.toThrow(
      /^LETHE_SECRET is not the one .* docs\/running\.md/u,
    );
    await expect(start({ blacklistKey: other })).rejects.toThrow(/^LETHE_BLACKLIST_KEY is not the one/u);
    await start();
  });

  it('takes another secret once the fingerprint of the last was cleared', async () => {
    await sql()`update lethe.settings set secret_fingerprint = null`;
    const other = 'd'.repeat(32);
    await start({ secret: other });
    await expect(start()).rejects.toThrow(/^LETHE_SECRET/u);
    await sql()`update lethe.settings set secret_fingerprint = null`;
    await start();
  });

  it('takes another secret only once the statements of the page have deleted what the last one encrypted', async () => {
    const leave = [
      async () =>
        sql()`insert into lethe.two_factors (customer_id, secret, backup_codes) values (${await addCustomer(sql())}, 'x', 'x')`,
      () =>
        sql()`insert into lethe.webhooks (url, events, secret) values ('https://hooks.example/', '{request.created}', 'x')`,
    ];
    for (const [index, encrypt] of [...leave, () => Promise.all(leave.map((each) => each()))].entries()) {
      await encrypt();
      await sql()`update lethe.settings set secret_fingerprint = null`;
      for (const changed of [{ secret: 'f'.repeat(32) }, {}])
        await expect(start(changed), String(index)).rejects.toThrow(/^LETHE_SECRET may not be the secret/u);
      await runStatements(0);
      await start();
    }
  });

  it('takes another blacklist key only once the statements of the page have deleted what was made with the last', async () => {
    await sql()`update lethe.settings set blacklist_key_fingerprint = null`;
    const leave: Record<string, () => Promise<unknown>> = {
      blacklist: () =>
        sql()`insert into lethe.blacklist (kind, hmac, ends_at) values ('email', '\\x01', now() + interval '1 year')`,
      erased_external_ids: () => sql()`
        with shop as (insert into lethe.systems (name) values ('Shop') returning id)
        insert into lethe.erased_external_ids (system_id, hmac, ends_at)
        select id, '\\x01', now() + interval '1 year' from shop`,
      erased_addresses: async () => sql()`
        with request as (
          insert into lethe.data_requests (customer_id, type, answer_by)
          values (${await addCustomer(sql())}, 'removal', now()) returning id
        ) insert into lethe.erased_addresses (request_id, hmac, address_hmac) select id, '\\x01', '\\x01' from request`,
    };
    for (const [table, hash] of Object.entries(leave)) {
      await hash();
      for (const changed of [{ blacklistKey: 'e'.repeat(32) }, {}])
        await expect(start(changed), table).rejects.toThrow(/^LETHE_BLACKLIST_KEY may not be the key/u);
      await runStatements(1);
    }
    await start({ blacklistKey: 'e'.repeat(32) });
    await expect(start()).rejects.toThrow(/^LETHE_BLACKLIST_KEY is not/u);
  });
});

describe('a changed secret', () => {
  let before: TestServer;
  let after: TestServer;
  beforeAll(async () => {
    before = await startServer();
    after = await startServer({
      pools: before.database.pools,
      secret: 'another secret, long enough as well',
    });
  });
  afterAll(async () => {
    await after.stop();
    await before.stop();
  });
  /** The same cookies at the other server. */
  const at = (client: Client): Client => {
    const moved = createClient(after.url);
    for (const [name, value] of client.cookies) moved.cookies.set(name, value);
    return moved;
  };

  it('ends every session; passwords and mailed links go on', async () => {
    const { client, email } = await signedInCustomer(before);
    expect(await client.call('account.me')).toMatchObject({ role: 'customer' });
    expect(await at(client).call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });
    await client.post('/api/auth/request-password-reset', { email });
    const token = /#([\w-]+)/u.exec((await lastMessage(before, email))?.body ?? '')?.[1];
    const newPassword = 'quite another password';
    const reset = await createClient(after.url).post('/api/auth/reset-password', { token, newPassword });
    expect(reset.status).toBe(200);
    await signIn(after, email, newPassword);
  });

  it('leaves an address to be confirmed by the link of before, and keys of services good', async () => {
    const email = 'waiting@lethe.example';
    await createClient(before.url).post('/api/auth/sign-up/email', { name: 'N', email, password: PASSWORD });
    const token = /#([\w-]+)/u.exec((await lastMessage(before, email))?.body ?? '')?.[1];
    const verifying = createClient(after.url).call('account.verifyEmail', { token, password: PASSWORD });
    expect(await verifying).toEqual({ verified: true });
    const { client: admin } = await signedInAdmin(before);
    const { key } = await registerSystem(before, admin, 'Newsletter');
    const feed = await createClient(after.url).fetch('/trpc/system.erasures.feed', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: '{}',
    });
    expect(feed.status).toBe(200);
  });
});

describe('a changed blacklist key', () => {
  let before: TestServer;
  let after: TestServer;
  let admin: Client;
  let shop: System;
  beforeAll(async () => {
    before = await startServer();
    after = await startServer({
      pools: before.database.pools,
      blacklistKey: await importBlacklistKey('another key of the blacklist, long enough'),
    });
    ({ client: admin } = await signedInAdmin(before));
    shop = await registerSystem(before, admin, 'Shop');
  });
  afterAll(async () => {
    await after.stop();
    await before.stop();
  });
  const mails = async (email: string) =>
    (await before.database.pools.app`select from lethe.outbox where to_address = ${email}`).length;

  it('matches no entry of before: a blacklisted address signs up, an erased one comes back by id and by address', async () => {
    const listed = 'listed@lethe.example';
    await admin.call('admin.blacklist.add', { kind: 'email', value: listed, reason: 'fraud' });
    const signUp = (server: TestServer) =>
      createClient(server.url).post('/api/auth/sign-up/email', {
        name: 'N',
        email: listed,
        password: PASSWORD,
      });
    await signUp(before);
    expect(await mails(listed)).toBe(0);
    await signUp(after);
    expect(await mails(listed), 'so a start with another key is refused').toBe(1);

    const gone = person({ email: 'gone@lethe.example' });
    await decided(admin, await customerOf(shop, gone), 'destroy', ['email']);
    const again = async (server: TestServer, row: object) => {
      const answer = await createClient(server.url).fetch('/trpc/system.customers.upsert', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.key}` },
        body: JSON.stringify({ items: [row] }),
      });
      return answer.text();
    };
    const byAddress = { ...gone, externalId: 'new-1' };
    expect(await again(before, byAddress)).toContain('erased_person');
    expect(await again(after, byAddress)).toContain('customerId');
    const { externalId } = gone;
    const byId = { ...person(), externalId };
    expect(await again(before, byId)).toContain('erased_person');
    expect(await again(after, byId)).toContain('customerId');
  });
});
