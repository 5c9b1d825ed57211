import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMessage, PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { setUpTwoFactor } from '../support/two-factor.ts';

/* What a letter about two-factor sign-in lets its reader do when it was somebody else. */

let server: TestServer;
let owner: Client;
beforeAll(async () => {
  server = await startServer();
  ({ client: owner } = await signedInAdmin(server));
});
afterAll(() => server.stop());

const operatorIs = (settings: Record<string, string | null>) => owner.call('admin.settings.update', settings);
const setUp = (client: Client) => setUpTwoFactor(client, server.database.pools.app);
const switchOff = (client: Client) => client.post('/api/auth/two-factor/disable', { password: PASSWORD });
const letterTo = async (email: string) => (await lastMessage(server, email))!;

describe('the letter about two-factor sign-in', () => {
  it('says that it was switched on, and whom a customer asks who has no codes', async () => {
    const { client, email } = await signedInCustomer(server);
    await operatorIs({ operatorContact: '+49 40 123', replyAddress: 'privacy@nordlicht.example' });
    await setUp(client);
    const { subject, body } = await letterTo(email);
    expect(subject).toBe('Two-factor sign-in was switched on');
    expect(body).toContain('was switched on a moment ago');
    expect(body).toContain('To have it reset, write to us: +49 40 123');
  });

  it('says that it was switched off, and how it is switched on again', async () => {
    const { client, email } = await signedInCustomer(server);
    await setUp(client);
    await switchOff(client);
    const { subject, body } = await letterTo(email);
    expect(subject).toBe('Two-factor sign-in was switched off');
    expect(body).toContain('switch two-factor sign-in on again under Sign-in Details');
    expect(body).not.toMatch(/switched on|asks for a code/u);
  });

  it('sends a member of the team to an owner', async () => {
    const { client, email } = await signedInAdmin(server, 'officer');
    await setUp(client);
    expect((await letterTo(email)).body).toContain('Ask an owner of the team to reset');
  });
});

describe('the letter about a reset', () => {
  async function resetOfCustomer() {
    const { client, customerId, email } = await signedInCustomer(server);
    await setUp(client);
    await owner.call('admin.customers.resetSecondFactor', { customerId });
    return (await letterTo(email)).body;
  }

  it('gives a customer a way to the operator: the contact, else the address for answers, else where Lethe is', async () => {
    await operatorIs({
      operatorContact: 'privacy desk, +49 40 123',
      replyAddress: 'privacy@nordlicht.example',
    });
    expect(await resetOfCustomer()).toContain('write at once to us: privacy desk, +49 40 123');
    await operatorIs({ operatorContact: null });
    expect(await resetOfCustomer()).toContain('write at once to us: privacy@nordlicht.example');
    await operatorIs({ replyAddress: null });
    expect(await resetOfCustomer()).toContain(`write at once to the operator of ${server.url}.`);
  });

  it('sends a member of the team to an owner', async () => {
    const { client, adminId, email } = await signedInAdmin(server, 'officer');
    await setUp(client);
    await owner.call('admin.team.resetSecondFactor', { adminId });
    expect((await letterTo(email)).body).toContain('tell an owner of the team at once.');
  });
});

describe('an invitation', () => {
  it('names the operator, else the address of this Lethe, in subject and message', async () => {
    await operatorIs({ operatorName: 'Nordlicht Hosting' });
    await owner.call('admin.team.invite', { email: 'named@lethe.example', role: 'officer' });
    const named = await letterTo('named@lethe.example');
    expect(named.subject).toMatch(/ invites you to the team of Nordlicht Hosting$/u);
    expect(named.body).toContain('privacy requests for Nordlicht Hosting, as an officer.');
    await operatorIs({ operatorName: null });
    await owner.call('admin.team.invite', { email: 'nameless@lethe.example', role: 'owner' });
    const { body } = await letterTo('nameless@lethe.example');
    expect(body).toContain(`privacy requests for ${new URL(server.url).host}, as an owner.`);
  });
});
