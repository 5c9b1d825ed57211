import { afterEach, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/router.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { exampleOf, type Shape } from '../support/shape.ts';

const running: TestServer[] = [];
const start = async (...given: Parameters<typeof startServer>) => {
  const server = await startServer(...given);
  running.push(server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0).toReversed()) await server.stop();
});

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
interface Procedure {
  _def: { type: string; inputs: Shape[] };
}
/** What people change, each with the least it asks for. */
const changes = procedures
  .filter(([path, { _def }]) => _def.type === 'mutation' && /^(?:customer|admin)\./u.test(path))
  .map(([path, { _def }]) => ({ path, input: exampleOf(_def.inputs[0]!) }));

/** The answers to one batch of so many calls. */
async function batch(client: Client, path: string, times: number): Promise<string[]> {
  const response = await client.post(
    `/trpc/${Array(times).fill(path).join(',')}?batch=1`,
    Object.fromEntries(Array.from({ length: times }, (_, index) => [index, {}])),
  );
  const answers = (await response.json()) as { error?: { data: { kind: string } } }[];
  return answers.map(({ error }) => error?.data.kind ?? 'answered').toSorted();
}
const tooMany = { status: 429, kind: 'too_many_requests' };

describe('the limit of changes', () => {
  it('stands before every one that people can make, and before nothing that they read', async () => {
    const none = await start({ changesPerMinute: 0 });
    const { client: admin } = await signedInAdmin(none);
    const { client: customer } = await signedInCustomer(none);
    expect(changes.length).toBeGreaterThan(15);
    for (const { path, input } of changes)
      await expect(
        (path.startsWith('admin.') ? admin : customer).call(path, input),
        path,
      ).rejects.toMatchObject(tooMany);
    await expect(customer.call('customer.me')).resolves.toBeDefined();
    await expect(admin.call('admin.requests.list')).resolves.toBeDefined();
  });

  it('counts each call of a batch, on every server of the database, and says how long to wait', async () => {
    const first = await start({ changesPerMinute: 5 });
    const { client } = await signedInAdmin(first);
    expect(await batch(client, 'admin.settings.update', 8)).toEqual([
      ...Array(5).fill('answered'),
      ...Array(3).fill('too_many_requests'),
    ]);
    const second = await start({ changesPerMinute: 5, pools: first.deps.pools, url: first.url });
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const refused = await fetch(`${second.url}/trpc/admin.settings.update`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: first.url, cookie },
      body: '{}',
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is each person’s own', async () => {
    const few = await start({ changesPerMinute: 2 });
    await signedInAdmin(few);
    const { client: hasty } = await signedInCustomer(few);
    const { client: calm } = await signedInCustomer(few);
    await batch(hasty, 'customer.consents.withdraw', 10);
    await expect(hasty.call('customer.consents.withdraw')).rejects.toMatchObject(tooMany);
    await expect(calm.call('customer.consents.withdraw')).rejects.toMatchObject({
      kind: 'consent_unchanged',
    });
  });
});
