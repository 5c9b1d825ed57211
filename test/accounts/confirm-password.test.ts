import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { UNSEEN } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
/** As if the person had entered the password so many minutes ago, at the sign-in or since. */
const enteredMinutesAgo = (userId: string, minutes: number) => sql()`
  update lethe.sessions set confirmed_at = now() - make_interval(mins => ${minutes}) where customer_id = ${userId}`;
const confirm = (client: Client, password = PASSWORD) => client.call('account.confirmPassword', { password });

/** Changes of an admin that a thief of the session must not make after ten minutes; none of them finds what it names. */
const MISSING = '00000000-0000-4000-8000-000000000000';
const STRICT: Record<string, object> = {
  'admin.settings.update': { waitingDays: 14 },
  'admin.templates.reset': { name: 'new_request' },
  'admin.consents.saveText': { text: 'We process your data.' },
  'admin.systemKeys.create': { name: 'Thief', scopes: ['customers:write'] },
  'admin.systemKeys.revoke': { id: MISSING },
  'admin.webhooks.create': { url: 'https://thief.example/', events: ['request.created'] },
  'admin.webhooks.rotateSecret': { webhookId: MISSING },
  'admin.webhooks.setActive': { webhookId: MISSING, active: false },
  'admin.webhooks.remove': { webhookId: MISSING },
  'admin.webhooks.sendTest': { webhookId: MISSING },
  'admin.webhooks.resend': { deliveryId: MISSING },
  'admin.team.invite': { email: 'thief@lethe.example', role: 'owner' },
  'admin.team.withdrawInvitation': { invitationId: MISSING },
  'admin.team.changeRole': { adminId: MISSING, role: 'owner' },
  'admin.team.remove': { adminId: MISSING },
  'admin.team.resetSecondFactor': { adminId: MISSING },
};
/** The same after an hour. */
const RELAXED: Record<string, object> = {
  'admin.customers.unblock': { customerId: MISSING },
  'admin.blacklist.add': { kind: 'email', value: 'x@lethe.example', reason: 'abuse' },
  'admin.matches.join': { customerId: MISSING, otherId: MISSING },
  'admin.erasures.markNotified': { erasureId: MISSING },
};
const FRESH = { kind: 'fresh_sign_in_required', status: 401 };
const decide = (requestId: string, outcome: string) => ({
  requestId,
  outcome,
  blacklist: false,
  notify: false,
  reason: 'A reason.',
  previewHash: UNSEEN,
});

async function kindOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    ({ kind }: { kind?: string }) => kind ?? 'unknown',
  );
}

describe('an admin who entered the password a while ago', () => {
  it.each(Object.entries(STRICT))('is asked for it again before %s after 10 minutes', async (path, input) => {
    const { client, adminId } = await signedInAdmin(server);
    await enteredMinutesAgo(adminId, 11);
    await expect(client.call(path, input)).rejects.toMatchObject(FRESH);
    await enteredMinutesAgo(adminId, 9);
    expect(await kindOf(client.call(path, input))).not.toBe('fresh_sign_in_required');
  });

  it.each(Object.entries(RELAXED))('is asked for it again before %s after an hour', async (path, input) => {
    const { client, adminId } = await signedInAdmin(server);
    await enteredMinutesAgo(adminId, 61);
    await expect(client.call(path, input)).rejects.toMatchObject(FRESH);
    await enteredMinutesAgo(adminId, 59);
    expect(await kindOf(client.call(path, input))).not.toBe('fresh_sign_in_required');
  });

  it('is asked before a destroy after 10 minutes, before every other outcome after an hour', async () => {
    const { client, adminId } = await signedInAdmin(server);
    const at = async (minutes: number, outcome: string) => {
      await enteredMinutesAgo(adminId, minutes);
      return kindOf(client.call('admin.requests.decide', decide(MISSING, outcome)));
    };
    expect(await at(11, 'destroy')).toBe('fresh_sign_in_required');
    expect(await at(9, 'destroy')).not.toBe('fresh_sign_in_required');
    for (const outcome of ['block', 'star', 'refuse']) {
      expect(await at(61, outcome), outcome).toBe('fresh_sign_in_required');
      expect(await at(59, outcome), outcome).not.toBe('fresh_sign_in_required');
    }
  });

  it('reads everything as before', async () => {
    const { client, adminId } = await signedInAdmin(server);
    await enteredMinutesAgo(adminId, 6_000);
    for (const path of [
      'admin.requests.list',
      'admin.settings.get',
      'admin.team.list',
      'admin.systemKeys.list',
    ])
      await client.call(path);
  });

  it('goes on once the password is right', async () => {
    const { client, adminId } = await signedInAdmin(server);
    await enteredMinutesAgo(adminId, 600);
    await confirm(client);
    await client.call('admin.settings.update', { waitingDays: 14 });
  });
});

describe('the password of a session', () => {
  it('must be right: a wrong one confirms nothing', async () => {
    const { client, adminId } = await signedInAdmin(server);
    await enteredMinutesAgo(adminId, 11);
    await expect(confirm(client, 'not-the-password')).rejects.toMatchObject({
      kind: 'wrong_password',
      field: 'password',
    });
    await expect(client.call('admin.settings.update', { waitingDays: 14 })).rejects.toMatchObject(FRESH);
  });

  it('confirms this session alone', async () => {
    const { client, customerId } = await signedInCustomer(server);
    await sql()`insert into lethe.sessions (customer_id, token, expires_at) values (${customerId}, 'another', now() + interval '1 day')`;
    await enteredMinutesAgo(customerId, 11);
    await confirm(client);
    const [row] = await sql()`
      select confirmed_at < now() - interval '10 minutes' as old from lethe.sessions where token = 'another'`;
    expect(row).toEqual({ old: true });
  });

  it('can be guessed 30 times an hour, from everywhere together', async () => {
    const { client, adminId } = await signedInAdmin(server);
    const guesses = await Promise.all(
      Array.from({ length: 31 }, () => kindOf(confirm(client, 'wrong-guess'))),
    );
    expect(guesses.filter((kind) => kind === 'wrong_password')).toHaveLength(30);
    await enteredMinutesAgo(adminId, 11);
    await expect(confirm(client)).rejects.toMatchObject({ kind: 'too_many_requests' });
  });

  it('confirms nothing for a session that a new password has ended meanwhile', async () => {
    const { client, adminId } = await signedInAdmin(server);
    const [{ hash }] = await sql()<[{ hash: string }]>`
      select password as hash from lethe.accounts where customer_id = ${adminId}`;
    await sql()`update lethe.accounts set password = ${`${hash}0`} where customer_id = ${adminId}`;
    await expect(confirm(client)).rejects.toMatchObject({ kind: 'wrong_password' });
  });
});
