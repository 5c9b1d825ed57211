import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_OF } from '../../server/accounts/rules.ts';
import { appRouter } from '../../server/router.ts';
import { PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';
import { registerSystem } from '../support/systems.ts';

/* In another window somebody else has signed in: the cookie is theirs now, and the open page is that of the person before. */

let server: TestServer;
let admin: { client: Client; adminId: string };
let ines: Awaited<ReturnType<typeof signedInCustomer>>;
let otto: Awaited<ReturnType<typeof signedInCustomer>>;
beforeAll(async () => {
  server = await startServer();
  admin = await signedInAdmin(server);
  ines = await signedInCustomer(server, 'Ines');
  otto = await signedInCustomer(server, 'Otto');
});
afterAll(() => server.stop());

/** What a page of this person sends, with the cookie of another. */
async function send(client: Client, pageOf: string | null, path: string, body: unknown) {
  const headers = {
    'content-type': 'application/json',
    ...(pageOf === null ? {} : { [PAGE_OF]: pageOf }),
  };
  const answer = await client.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, text, kind: /"kind":"(\w+)"/u.exec(text)?.[1] };
}
const refused = { status: 409, kind: 'other_account' };
const procedures = Object.keys(appRouter._def.procedures);
const ofPages = procedures.filter((path) => !path.startsWith('system.') && path !== 'account.me');

describe('a page of somebody else than is signed in', () => {
  it('has none of its calls carried out or answered', async () => {
    // Lethe notes every few minutes that an admin was here, whatever they call.
    await admin.client.call('account.me');
    const before = await stateOf(server.database.pools.app);
    for (const path of ofPages) {
      const found = await send(otto.client, ines.customerId, `/trpc/${path}`, {});
      expect(found, path).toMatchObject(refused);
      expect(await send(admin.client, ines.customerId, `/trpc/${path}`, {}), path).toMatchObject(refused);
    }
    const profile = { company: 'Written by Ines' };
    expect(await send(otto.client, ines.customerId, '/trpc/customer.profile.update', profile)).toMatchObject(
      refused,
    );
    expect(await stateOf(server.database.pools.app)).toEqual(before);
  });

  it('learns who is signed in', async () => {
    const { text } = await send(otto.client, ines.customerId, '/trpc/account.me', {});
    expect(text).toContain(otto.customerId);
  });

  it('gets no download and changes no password; it ends the session where that is asked for', async () => {
    const file = await send(otto.client, ines.customerId, '/exports/personal-data.xml', {});
    expect(file).toMatchObject(refused);
    const change = { currentPassword: PASSWORD, newPassword: 'quite another password' };
    const changing = await send(otto.client, ines.customerId, '/api/auth/change-password', change);
    expect(changing).toMatchObject(refused);
    const third = await signedInCustomer(server);
    expect(await send(third.client, ines.customerId, '/api/auth/sign-out', {})).toMatchObject({
      status: 200,
    });
    expect(await third.client.call('account.me')).toEqual({ role: 'visitor', singleSignOn: false });
    await signIn(server, otto.email);
  });

  it('is refused in a batch, call by call', async () => {
    const asked = await send(otto.client, ines.customerId, '/trpc/account.me,customer.profile.get?batch=1', {
      0: {},
      1: {},
    });
    expect(asked.text).toContain(otto.customerId);
    expect(asked).toMatchObject({ status: 207, kind: 'other_account' });
    const creating = '/trpc/customer.requests.create,customer.requests.create?batch=1';
    const removal = { type: 'removal' };
    expect(await send(otto.client, ines.customerId, creating, { 0: removal, 1: removal })).toMatchObject(
      refused,
    );
    expect(await otto.client.call('customer.requests.list')).toMatchObject({ items: [] });
  });

  it('whose session ended is signed out, and nobody else', async () => {
    const visitor = await send(createClient(server.url), ines.customerId, '/trpc/customer.me', {});
    expect(visitor).toMatchObject({ status: 401, kind: 'sign_in_required' });
  });
});

it('a page of whoever is signed in, and a caller that names nobody, are served', async () => {
  for (const whose of [ines.customerId, null]) {
    expect(await send(ines.client, whose, '/trpc/customer.profile.get', {})).toMatchObject({ status: 200 });
    expect(await send(ines.client, whose, '/exports/personal-data.xml', {})).toMatchObject({ status: 200 });
  }
  const { key } = await registerSystem(server, admin.client, 'Newsletter');
  const asked = await ines.client.fetch('/trpc/system.consents.check', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, [PAGE_OF]: 'x' },
    body: JSON.stringify({ customer: { externalId: 'nobody' } }),
  });
  expect(await asked.text(), 'systems have no page').not.toContain('other_account');
});
