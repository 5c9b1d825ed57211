import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailAddress } from '../../server/values/email-address.ts';
import { lastMessage, PASSWORD, signIn } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { customerOf, person } from '../support/intake.ts';
import type { TestServer } from '../support/server.ts';
import { type System, startWithSystems } from '../support/systems.ts';

/* Addresses that a narrower pattern somewhere on the way would keep out: better-auth's own refuses most of them. */

let server: TestServer;
let crm: System;
beforeAll(async () => {
  ({ server, crm } = await startWithSystems({ crm: 'CRM' }));
});
afterAll(() => server.stop());

const NEW = 'a quite different password';
const tokenFor = async (email: string) =>
  /#([\w-]+)/u.exec((await lastMessage(server, email))?.body ?? '')?.[1] ?? '';
const post = (action: string, body: object) => createClient(server.url).post(`/api/auth/${action}`, body);

describe.each([
  ["maeve.o'neil@lethe.example"],
  ['r&d@lethe.example'],
  ['x=y/b{*}!#$%?^`|~-@lethe.example'],
  ['Ben@Müller.example'],
  ['kim@xn--e1afmkfd.xn--p1ai'],
  ['\u202aпочта@lethe.example\u202c'],
])('%s', (typed) => {
  const kept = emailAddress(typed) ?? '';
  const otherwise = `  ${typed.toUpperCase()} `;

  it('signs up, confirms, signs in, sets another password and moves to another address', async () => {
    const [address, next] = [typed.replace('@', '.1@'), typed.replace('@', '.2@')];
    const form = emailAddress(address) ?? '';
    const signedUp = await post('sign-up/email', { name: 'Nora', email: address, password: PASSWORD });
    expect(signedUp.status).toBe(200);
    const token = await tokenFor(form);
    await createClient(server.url).call('account.verifyEmail', { token, password: PASSWORD });
    await signIn(server, ` ${address.toUpperCase()} `);
    expect((await post('request-password-reset', { email: address })).status).toBe(200);
    const reset = { token: await tokenFor(form), newPassword: NEW };
    expect((await post('reset-password', reset)).status).toBe(200);
    const client = await signIn(server, address, NEW);
    await client.call('customer.email.change', { newEmail: next });
    const newEmail = emailAddress(next) ?? '';
    expect(await client.call('customer.email.get')).toMatchObject({ email: form, newEmail });
    await client.call('account.confirmEmailChange', { token: await tokenFor(newEmail), password: NEW });
    await signIn(server, next, NEW);
  });

  it('is whom a system hands in and asks about, however it is written', async () => {
    const customerId = await customerOf(crm, person({ email: typed }));
    const row = { externalId: `S-${customerId}`, name: 'Hosting', status: 'active', startedOn: '2026-01-01' };
    const { results } = await crm.call<{ results: object[] }>('system.services.upsert', {
      items: [{ ...row, customer: { email: otherwise } }],
    });
    expect(results).toEqual([{ index: 0, serviceId: expect.any(String) }]);
    const [held] = await server.database.pools.app`
      select c.email from lethe.services s join lethe.customers c on c.id = s.customer_id
      where s.external_id = ${row.externalId}`;
    expect(held).toEqual({ email: kept });
  });
});
