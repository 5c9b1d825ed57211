import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import type { CallError, Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { insertPerson, insertRequest } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

let server: TestServer;
let owner: Client;
beforeAll(async () => {
  server = await startServer();
  owner = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;

const end = {
  removed: (adminId: string) => owner.call('admin.team.remove', { adminId }),
  demoted: (adminId: string) => owner.call('admin.team.changeRole', { adminId, role: 'support' }),
};

it.each([
  ['destroy', 'removed'],
  ['destroy', 'demoted'],
  ['refuse', 'removed'],
  ['refuse', 'demoted'],
] as const)('a %s that waits while its own admin is %s decides nothing', async (outcome, how) => {
  const { client, adminId } = await signedInAdmin(server, 'officer');
  const person = await insertPerson(sql());
  const requestId = await insertRequest(sql(), person);
  const writing = await sql().reserve();
  await writing`begin`;
  await writing`select from lethe.customers where id = ${person.customerId} for update`;
  const reason = outcome === 'refuse' ? { reason: 'A law asks us to.' } : {};
  const deciding = lookAndDecide(client, {
    requestId,
    outcome,
    blacklist: false,
    notify: false,
    ...reason,
  }).then(
    () => 'decided',
    ({ kind }: CallError) => kind,
  );
  await untilSomebodyWaits(sql());
  await end[how](adminId);
  await writing`rollback`;
  writing.release();
  expect(await deciding).toBe('right_missing');
  expect(await sql()`select status from lethe.data_requests where id = ${requestId}`).toEqual([
    { status: 'pending' },
  ]);
  expect(await sql()`select from lethe.audit where request_id = ${requestId}`).toHaveLength(0);
  expect(await sql()`select from lethe.customers where id = ${person.customerId}`).toHaveLength(1);
});
