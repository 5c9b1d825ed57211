import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consumeEmailChange, findEmailChange } from '../../server/accounts/email-change-queries.ts';
import { hashToken } from '../../server/values/tokens.ts';
import {
  type Customer,
  lastMessage,
  PASSWORD,
  signedInAdmin,
  signedInCustomer,
  signIn,
} from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { billFor, registerSystem } from '../support/systems.ts';

/* Whoever asks for somebody else's address must not get it by that somebody's press of the link. */

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin } = await signedInAdmin(server));
});
afterAll(() => server.stop());

const VICTIMS_PASSWORD = 'the victim chose another one';
let next = 1;
const sql = () => server.database.pools.app;
const emailOf = async ({ customerId }: Customer) => {
  const [row] = await sql()`select email from lethe.users where id = ${customerId}`;
  return row?.email as string | undefined;
};
const press = (client: Client, token: string, password?: string) =>
  client.call('account.confirmEmailChange', { token, ...(password === undefined ? {} : { password }) }).then(
    () => 'changed',
    (error: { kind: string }) => error.kind,
  );

/** Somebody asked for an address that is not theirs; its owner has the link. */
async function asked() {
  const asker = await signedInCustomer(server, 'Mallory');
  const victim = `victim-${next++}@lethe.example`;
  await asker.client.call('customer.email.change', { newEmail: victim });
  const token = /#([\w-]+)/u.exec((await lastMessage(server, victim))?.body ?? '')?.[1] ?? '';
  return { asker, victim, token };
}

describe('the link to a new address', () => {
  it.each(['nobody', 'another customer', 'an admin', 'the asker'])(
    'is good with the session or the password of its account only: signed in is %s',
    async (who) => {
      const { asker, victim, token } = await asked();
      const other = await signedInCustomer(server, 'Victoria');
      const clients = {
        nobody: createClient(server.url),
        'another customer': other.client,
        'an admin': admin,
      };
      const client = who === 'the asker' ? asker.client : clients[who as keyof typeof clients];
      if (who !== 'the asker') {
        expect(await press(client, token)).toBe('password_required');
        for (const password of [VICTIMS_PASSWORD, `${PASSWORD} `, PASSWORD.toUpperCase()])
          expect(await press(client, token, password)).toBe('wrong_password');
        expect(await emailOf(asker), 'nothing has changed').toBe(asker.email);
        expect(await press(client, token, PASSWORD), 'the link is still good').toBe('changed');
      } else expect(await press(client, token)).toBe('changed');
      expect(await emailOf(asker)).toBe(victim);
    },
  );

  it('gives a stranger nothing of what a system then hands in for its address', async () => {
    const { asker, victim, token } = await asked();
    expect(await press(createClient(server.url), token)).toBe('password_required');
    const shop = await registerSystem(server, admin, `Shop ${next++}`);
    await shop.call('system.customers.upsert', {
      items: [{ externalId: 'shop-1', email: victim, fullName: 'Victoria' }],
    });
    await shop.call('system.invoices.upsert', {
      items: [{ ...billFor({ email: victim }, 'i-1'), number: 'VICTIMS-1' }],
    });
    expect(await sql()`select from lethe.invoices where number = 'VICTIMS-1'`).toHaveLength(1);
    expect(JSON.stringify(await asker.client.call('customer.invoices.list'))).not.toContain('VICTIMS-1');
    expect(await press(asker.client, token), 'with the link too').toBe('changed');
    const moved = await signIn(server, victim);
    expect(JSON.stringify(await moved.call('customer.invoices.list'))).not.toContain('VICTIMS-1');
  });

  it('lets ten passwords an hour be guessed, and its account in none the less', async () => {
    const { asker, victim, token } = await asked();
    const stranger = createClient(server.url);
    for (let n = 1; n <= 10; n += 1)
      expect(await press(stranger, token, `guess number ${n}`)).toBe('wrong_password');
    expect(await press(stranger, token, PASSWORD), 'one too many').toBe('too_many_requests');
    expect(await press(asker.client, token)).toBe('changed');
    expect(await emailOf(asker)).toBe(victim);
  });

  it('is good for nothing once the password that was looked at is another one', async () => {
    const { asker, token } = await asked();
    const hash = await hashToken('change_email', token);
    const found = await findEmailChange(sql(), hash);
    await sql()`update lethe.accounts set password = 'set meanwhile' where customer_id = ${asker.customerId}`;
    const taken = await sql().begin((tx) => consumeEmailChange(tx, hash, found?.passwordHash ?? ''));
    expect(taken).toBeNull();
  });

  it('asks an account without a password for the way by mail, and never lets an empty one through', async () => {
    const { asker, token } = await asked();
    await sql()`delete from lethe.accounts where customer_id = ${asker.customerId}`;
    const stranger = createClient(server.url);
    expect(await press(stranger, token)).toBe('password_required');
    expect(await press(stranger, token, 'anything at all')).toBe('wrong_password');
    expect(await press(stranger, token, '')).toBe('invalid_input');
  });
});
