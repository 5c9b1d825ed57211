import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { type CallError, type Client, createClient } from '../support/client.ts';
import { UNSEEN } from '../support/decisions.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { codeOf, giveCode, giveRecoveryCode, setUpTwoFactor } from '../support/two-factor.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let strict: TestServer;
beforeAll(async () => {
  server = await startServer();
  strict = await startServer({ secondFactorRequired: true });
});
afterAll(() => Promise.all([server.stop(), strict.stop()]));

const MISSING = '00000000-0000-4000-8000-000000000000';
const roleOf = async (client: Client) => (await client.call<{ role: string }>('account.me')).role;
const kindOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    ({ kind }: CallError) => kind,
  );

describe('a second factor that is reset by another owner', () => {
  const sql = () => server.database.pools.app;
  async function memberWithApp() {
    const member = await signedInAdmin(server, 'officer');
    return { ...member, app: await setUpTwoFactor(member.client, sql()) };
  }
  const listed = async (client: Client, adminId: string) => {
    const { items } = await client.call<{ items: { adminId: string; twoFactor: boolean }[] }>(
      'admin.team.list',
    );
    return items.find((item) => item.adminId === adminId)?.twoFactor;
  };

  it('opens the account by the password again, ends its sessions, is audited and told by mail', async () => {
    const owner = await signedInAdmin(server);
    const { client, adminId, email, app } = await memberWithApp();
    const waiting = createClient(server.url);
    await waiting.post('/api/auth/sign-in/email', { email, password: PASSWORD });
    expect(await listed(owner.client, adminId)).toBe(true);

    expect(await owner.client.call('admin.team.resetSecondFactor', { adminId })).toEqual({ adminId });
    expect(await listed(owner.client, adminId)).toBe(false);
    expect(await roleOf(client)).toBe('visitor');
    for (const answer of [
      await giveCode(waiting, codeOf(app.totpURI)),
      await giveRecoveryCode(waiting, app.backupCodes[0]!),
    ])
      expect(answer.status).toBe(401);
    expect(await roleOf(await signIn(server, email))).toBe('admin');
    const audit = await sql()`
      select actor, details from lethe.audit where action = 'second_factor_reset'`;
    expect(audit).toEqual([{ actor: owner.adminId, details: { adminId } }]);
    const [letter] = await sql()`
      select subject, body from lethe.outbox where to_address = ${email} and template = 'second_factor_reset'`;
    expect(letter?.['subject']).toBe('Your two-factor sign-in was reset');
    expect(letter?.['body']).toContain(`${server.url}/sign-in`);
  });

  it('by two owners at the same moment is done, recorded and told once', async () => {
    const owners = await Promise.all([signedInAdmin(server), signedInAdmin(server)]);
    const { adminId, email } = await memberWithApp();
    const { resets } = await inTransaction(sql(), async (tx) => {
      await tx`select from lethe.users where id = ${adminId} for update`;
      const calls = owners.map(({ client }) =>
        kindOf(client.call('admin.team.resetSecondFactor', { adminId })),
      );
      await untilSomebodyWaits(sql(), 2);
      return { resets: calls };
    });
    expect(await Promise.all(resets)).toEqual(expect.arrayContaining(['answered', 'two_factor_off']));
    expect(
      await sql()`select from lethe.outbox where to_address = ${email} and template = 'second_factor_reset'`,
    ).toHaveLength(1);
  });

  it('is never one’s own, and of nobody who has none', async () => {
    const owner = await signedInAdmin(server);
    await setUpTwoFactor(owner.client, sql());
    const none = await signedInAdmin(server, 'support');
    const customer = await signedInCustomer(server);
    await setUpTwoFactor(customer.client, sql());
    const reset = (adminId: string) => kindOf(owner.client.call('admin.team.resetSecondFactor', { adminId }));
    expect(await reset(owner.adminId)).toBe('own_second_factor');
    expect(await reset(none.adminId)).toBe('two_factor_off');
    expect(await reset(customer.customerId), 'a customer').toBe('member_not_found');
    expect(await reset(MISSING)).toBe('member_not_found');
    expect([await roleOf(owner.client), await roleOf(none.client)]).toEqual(['admin', 'admin']);
    const [left] = await sql()`select count(*)::int as n from lethe.two_factors`;
    expect(left).toEqual({ n: 2 });
  });

  it('is for owners', async () => {
    const { adminId } = await memberWithApp();
    for (const role of ['officer', 'support', 'auditor'] as const) {
      const { client } = await signedInAdmin(server, role);
      expect(await kindOf(client.call('admin.team.resetSecondFactor', { adminId }))).toBe('right_missing');
    }
  });
});

/** A change by each right that needs the second factor. */
const CHANGES: [string, object][] = [
  ['admin.blacklist.add', { kind: 'email', value: 'x@lethe.example', reason: 'abuse' }],
  [
    'admin.requests.decide',
    {
      requestId: MISSING,
      outcome: 'block',
      blacklist: false,
      notify: false,
      reason: 'A',
      previewHash: UNSEEN,
    },
  ],
  ['admin.settings.update', { waitingDays: 14 }],
  ['admin.systemKeys.create', { name: 'Billing', scopes: ['customers:write'] }],
  ['admin.team.invite', { email: 'invited@lethe.example', role: 'officer' }],
];

describe('outside the demo, an admin without a second factor', () => {
  it.each(CHANGES)('is refused %s, and is let in once it is set up', async (path, input) => {
    const { client } = await signedInAdmin(strict);
    await expect(client.call(path, input)).rejects.toMatchObject({
      status: 403,
      kind: 'second_factor_required',
    });
    await setUpTwoFactor(client, strict.database.pools.app);
    expect(await kindOf(client.call(path, input))).not.toBe('second_factor_required');
  });

  it('reads everything, enters requests, and is told what is missing', async () => {
    const { client } = await signedInAdmin(strict);
    const { customerId } = await signedInCustomer(strict);
    for (const path of ['admin.requests.list', 'admin.settings.get', 'admin.team.list'])
      await client.call(path);
    await client.call('admin.requests.create', { customerId, type: 'removal' });
    expect(await client.call('account.me')).toMatchObject({ twoFactor: false, secondFactorMissing: true });
    await setUpTwoFactor(client, strict.database.pools.app);
    expect(await client.call('account.me')).toMatchObject({ twoFactor: true, secondFactorMissing: false });
  });
});

describe('in the demo, an admin without a second factor', () => {
  it.each(CHANGES)('is not asked for one before %s', async (path, input) => {
    const { client } = await signedInAdmin(server);
    expect(await kindOf(client.call(path, input))).not.toBe('second_factor_required');
    expect(await client.call('account.me')).toMatchObject({ secondFactorMissing: false });
  });
});
