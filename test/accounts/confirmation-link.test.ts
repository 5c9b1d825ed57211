import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  consumeEmailToken,
  findUnconfirmedAccount,
  replaceEmailToken,
} from '../../server/accounts/queries.ts';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { hashToken, newToken } from '../../server/values/tokens.ts';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { insertSignUp } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* Each thing that makes a link to confirm an address one of its own, by itself. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
/** A sign-up whose password's hash is `hash`, with a link that works. */
async function linked() {
  const { id } = await insertSignUp(sql(), 1);
  const token = await hashToken('verify_email', newToken());
  await sql().begin((tx) => replaceEmailToken(tx, id, token));
  return { id, token, use: (hash = 'hash') => consumeEmailToken(sql(), token, hash) };
}
const isConfirmed = async (id: string) => {
  const [row] = await sql()`select email_verified as confirmed from lethe.users where id = ${id}`;
  return row?.confirmed as boolean | undefined;
};

describe('a link to confirm an address', () => {
  it('works once', async () => {
    const { id, use } = await linked();
    expect([await use(), await isConfirmed(id)]).toEqual([id, true]);
    expect(await use()).toBeNull();
    const another = await linked();
    const uses = await Promise.all([another.use(), another.use(), another.use()]);
    expect(uses.filter((used) => used !== null)).toEqual([another.id]);
  });

  it('confirms nothing where the password is no longer the one that was looked at, and stays good', async () => {
    const { id, use } = await linked();
    await sql()`update lethe.accounts set password = 'set meanwhile' where customer_id = ${id}`;
    expect([await use(), await isConfirmed(id)]).toEqual([null, false]);
    expect(await use('set meanwhile')).toBe(id);
    const forgotten = await linked();
    await sql()`delete from lethe.accounts where customer_id = ${forgotten.id}`;
    expect([await forgotten.use(), await isConfirmed(forgotten.id)]).toEqual([null, false]);
  });

  it('confirms nothing once it has run out, also where that is between the look and the deed', async () => {
    const { id, token, use } = await linked();
    expect(await findUnconfirmedAccount(sql(), token)).toMatchObject({ customerId: id });
    await sql()`update lethe.email_tokens set expires_at = now() where customer_id = ${id}`;
    expect(await findUnconfirmedAccount(sql(), token)).toBeUndefined();
    expect([await use(), await isConfirmed(id)]).toEqual([null, false]);
  });

  it('is worthless once a newer one was mailed', async () => {
    const { id, use } = await linked();
    await sql().begin((tx) => replaceEmailToken(tx, id, new Uint8Array(32)));
    expect([await use(), await isConfirmed(id)]).toEqual([null, false]);
  });

  it('is kept as a hash for this purpose alone, and the link of another thing confirms nothing', async () => {
    const email = 'hashed@lethe.example';
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/sign-up/email', { name: 'N', email, password: PASSWORD });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';
    const [row] = await sql()<[{ hash: Uint8Array }]>`
      select t.token_hash as hash from lethe.email_tokens t join lethe.users u on u.id = t.customer_id where u.email = ${email}`;
    expect(new Uint8Array(row.hash)).toEqual(await hashToken('verify_email', token));
    expect(await hashToken('verify_email', token)).not.toEqual(await hashToken('change_email', token));
    const hits = await findEverywhere(sql(), token);
    expect(hits.map(({ table, column }) => `${table}.${column}`)).toEqual(['outbox.body']);

    const { client } = await signedInCustomer(server);
    await client.call('customer.email.change', { newEmail: 'elsewhere@lethe.example' });
    const other = /#([\w-]+)/u.exec((await lastMessage(server, 'elsewhere@lethe.example'))?.body ?? '')?.[1];
    await expect(
      visitor.call('account.verifyEmail', { token: other, password: PASSWORD }),
    ).rejects.toMatchObject({ kind: 'token_invalid' });
  });

  it('confirms no address that came onto the blacklist after the link was mailed', async () => {
    const email = 'kept.out+later@gmail.com';
    const visitor = createClient(server.url);
    await visitor.post('/api/auth/sign-up/email', { name: 'N', email, password: PASSWORD });
    const token = /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1];
    const { client: admin } = await signedInAdmin(server);
    await admin.call('admin.blacklist.add', { kind: 'email', value: 'keptout@gmail.com', reason: 'fraud' });
    await expect(visitor.call('account.verifyEmail', { token, password: PASSWORD })).rejects.toMatchObject({
      kind: 'token_invalid',
    });
    const [user] = await sql()`select email_verified as confirmed from lethe.users where email = ${email}`;
    expect(user).toEqual({ confirmed: false });
  });
});
