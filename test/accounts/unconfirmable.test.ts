import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { customerOf, decided, person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System } from '../support/systems.ts';

/* No letter goes out whose link would be refused at its end, and nobody can tell by the answer. */

let server: TestServer;
let admin: Client;
let shop: System;
let n = 0;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
  shop = await registerSystem(server, admin, 'Shop');
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;
const post = async (action: string, body: object) => {
  const answer = await createClient(server.url).post(`/api/auth/${action}`, body);
  return [answer.status, await answer.text()];
};
const signUp = (email: string) => post('sign-up/email', { name: 'Nora Nobody', email, password: PASSWORD });
const askForReset = (email: string) => post('request-password-reset', { email });
const signInAs = (email: string) => post('sign-in/email', { email, password: PASSWORD });
const lettersTo = async (email: string) =>
  (await sql()<{ template: string }[]>`select template from lethe.outbox where to_address = ${email}`).map(
    ({ template }) => template,
  );

/** Somebody signed up with an address that is barred since. */
const barred: Record<string, () => Promise<string>> = {
  'somebody blocked has': async () => {
    const email = `barred-${++n}@lethe.example`;
    const customerId = await customerOf(shop, person({ email }));
    await signUp(email);
    await decided(admin, customerId, 'block');
    return email;
  },
  'is on the blacklist': async () => {
    const email = `barred-${++n}@lethe.example`;
    await signUp(email);
    await admin.call('admin.blacklist.add', { kind: 'email', value: email, reason: 'fraud' });
    return email;
  },
};

describe.each(Object.entries(barred))('with an address that %s', (_, bar) => {
  it.each([
    ['a sign-up', signUp],
    ['a link to set a password', askForReset],
    ['a sign-in', signInAs],
  ])('%s is answered as ever, and no letter goes out', async (_what, act) => {
    const email = await bar();
    await sql()`delete from lethe.outbox where to_address = ${email}`;
    const open = `open-${++n}@lethe.example`;
    await signUp(open);
    expect(await act(email)).toEqual(await act(open));
    expect(await lettersTo(open)).not.toEqual([]);
    expect(await lettersTo(email)).toEqual([]);
  });
});

it('somebody handed in whose address is on the blacklist gets no link to set a password', async () => {
  const { email } = person();
  await customerOf(shop, person({ email }));
  await admin.call('admin.blacklist.add', { kind: 'email', value: email, reason: 'fraud' });
  expect(await askForReset(email)).toEqual(await askForReset('nobody-here@lethe.example'));
  expect(await lettersTo(email)).toEqual([]);
});

it('whoever was offered an account hears of a sign-up with their address only while it is not on the blacklist', async () => {
  const letters = async (isListed: boolean) => {
    const one = person();
    await customerOf(shop, one);
    await askForReset(one.email);
    if (isListed)
      await admin.call('admin.blacklist.add', { kind: 'email', value: one.email, reason: 'fraud' });
    await sql()`delete from lethe.outbox where to_address = ${one.email}`;
    await signUp(one.email);
    return lettersTo(one.email);
  };
  expect(await letters(false)).toEqual(['account_exists']);
  expect(await letters(true)).toEqual([]);
});

it('a confirmed account may set a new password whatever its address is listed as', async () => {
  const { email } = await signedInCustomer(server);
  await admin.call('admin.blacklist.add', { kind: 'email', value: email, reason: 'fraud' });
  await askForReset(email);
  expect(await lettersTo(email)).toEqual(['reset_password']);
});

it('a change to the address of somebody blocked mails no link, and tells the old one as ever', async () => {
  const { client, email } = await signedInCustomer(server);
  const taken = person();
  await decided(admin, await customerOf(shop, taken), 'block');
  await client.call('customer.email.change', { newEmail: taken.email });
  expect(await lettersTo(taken.email)).not.toContain('change_email');
  expect(await lettersTo(email)).toEqual(['email_change_asked']);
});
