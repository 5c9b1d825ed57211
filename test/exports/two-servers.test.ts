import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPools } from '../../db/connect.ts';
import { createApp } from '../../server/app.ts';
import { type Customer, signedInCustomer } from '../support/accounts.ts';
import { startProxy } from '../support/proxy.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.database.pools.app`update lethe.settings set enabled = true`;
});
afterAll(() => server.stop());

/** One more server on the same database, its connections through a proxy that can cut them all, as a kill does. */
async function anotherServer() {
  const proxy = await startProxy(server.database.url);
  const pools = openPools(proxy.url);
  const app = createApp({ ...server.deps, pools });
  return {
    pools,
    download: ({ client }: Customer) =>
      Promise.resolve(
        app.request(`${server.url}/exports/personal-data.xml`, {
          method: 'POST',
          headers: {
            origin: server.url,
            'content-type': 'application/json',
            cookie: Array.from(client.cookies, ([name, value]) => `${name}=${value}`).join('; '),
          },
        }),
      ),
    kill: () => proxy.down(),
    async stop() {
      await pools.end();
      await proxy.stop();
    },
  };
}

const statusAndKind = async (response: Response) => [
  response.status,
  (await response.json()).error?.data.kind,
];

test('a customer has two downloads at a time on all servers together, and a killed server keeps nobody out', async () => {
  const customer = await signedInCustomer(server);
  const [one, other] = [await anotherServer(), await anotherServer()];
  await server.database.pools.app`
    insert into lethe.addresses (customer_id, line1, city, country)
    select ${customer.customerId}, repeat('padding ', 100), 'Oslo', 'NO' from generate_series(1, 5000)`;
  for (let turn = 0; turn < 2; turn++) await (await one.download(customer)).body!.getReader().read();
  expect(await statusAndKind(await other.download(customer))).toEqual([429, 'export_running']);
  const neighbor = await signedInCustomer(server);
  expect(await (await other.download(neighbor)).text()).toContain(neighbor.email);
  one.kill();
  let again: Response | undefined;
  const answer = async () => (again = await other.download(customer)).status;
  await expect.poll(answer, { timeout: 10_000 }).toBe(200);
  expect(await again?.text()).toContain('</personalData>');
  await one.stop();
  await other.stop();
});

test('a server that freezes keeps its customer’s turn for a minute at most', async () => {
  const [row] = await server.database.pools.exports`show idle_in_transaction_session_timeout`;
  expect(row).toEqual({ idle_in_transaction_session_timeout: '1min' });
});
