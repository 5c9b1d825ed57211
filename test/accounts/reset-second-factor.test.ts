import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSWORD, signedInAdmin, signedInCustomer, signIn } from '../support/accounts.ts';
import { CallError } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { setUpTwoFactor } from '../support/two-factor.ts';

/* A customer lost the authenticator app and the recovery codes. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sql = () => server.database.pools.app;
const kindOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof CallError ? error.kind : String(error)),
  );
async function customerWithApp() {
  const customer = await signedInCustomer(server);
  await setUpTwoFactor(customer.client, sql());
  return customer;
}
const roleOf = async ({ call }: { call: (path: string) => Promise<unknown> }) =>
  ((await call('account.me')) as { role: string }).role;

it('an officer opens the account by the password again: sessions end, it is recorded, and the customer is told', async () => {
  const { client, customerId, email } = await customerWithApp();
  const officer = await signedInAdmin(server, 'officer');
  expect(await officer.client.call('admin.customers.get', { customerId })).toMatchObject({ twoFactor: true });
  await officer.client.call('admin.customers.resetSecondFactor', { customerId });
  expect(await officer.client.call('admin.customers.get', { customerId })).toMatchObject({
    twoFactor: false,
  });
  expect(await roleOf(client)).toBe('visitor');
  expect(await roleOf(await signIn(server, email, PASSWORD))).toBe('customer');
  expect(
    await sql()`select details from lethe.audit where action = 'client_factor_reset' and actor = ${officer.adminId}`,
  ).toEqual([{ details: { customerId } }]);
  expect(
    await sql()`select customer_id from lethe.outbox where to_address = ${email} and template = 'second_factor_reset'`,
  ).toEqual([{ customer_id: customerId }]);
});

it('it needs the right to decide, the password of the last ten minutes, and somebody who has a second factor', async () => {
  const { client, customerId } = await customerWithApp();
  const reset = (who: { client: typeof client }, id = customerId) =>
    kindOf(who.client.call('admin.customers.resetSecondFactor', { customerId: id }));
  for (const role of ['support', 'auditor'] as const)
    expect(await reset(await signedInAdmin(server, role))).toBe('right_missing');
  expect(await reset({ client })).toBe('admin_required');
  const officer = await signedInAdmin(server, 'officer');
  await sql()`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${officer.adminId}`;
  expect(await reset(officer)).toBe('fresh_sign_in_required');
  const other = await signedInAdmin(server, 'officer');
  expect(await reset(other, (await signedInCustomer(server)).customerId)).toBe('two_factor_off');
  const member = await signedInAdmin(server);
  await setUpTwoFactor(member.client, sql());
  expect(await reset(other, member.adminId), 'a member of the team').toBe('customer_not_found');
  await sql()`update lethe.customers set state = 'blocked' where id = ${customerId}`;
  expect(await reset(other)).toBe('customer_closed');
  const [left] = await sql()`select count(*)::int as n from lethe.two_factors`;
  expect(left).toEqual({ n: 2 });
});

it('a member who switches their own on and off is recorded, a customer is not', async () => {
  const { client, adminId } = await signedInAdmin(server, 'support');
  await setUpTwoFactor(client, sql());
  expect((await client.post('/api/auth/two-factor/disable', { password: PASSWORD })).status).toBe(200);
  expect(
    await sql()`select action, details from lethe.audit where actor = ${adminId} order by number`,
  ).toEqual([
    { action: 'second_factor_on', details: {} },
    { action: 'second_factor_off', details: {} },
  ]);
  const { customerId } = await customerWithApp();
  expect(await sql()`select from lethe.audit where actor = ${customerId}`).toHaveLength(0);
});
