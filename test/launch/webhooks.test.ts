import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_ADMIN } from '../../db/demo/accounts.ts';
import { verifyWebhook } from '../../server/systems/client/client.ts';
import { isPublicAddress } from '../../server/webhooks/addresses.ts';
import { sessionCookie } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { createDemoDatabase } from '../support/database.ts';
import { type Product, SECRET, startProduct } from '../support/product.ts';
import { eventually } from '../support/waiting.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

async function signedIn({ url, database }: Product, userId: string) {
  const client = createClient(url);
  const { name, value } = await sessionCookie(database.pools.app, userId, { url, secret: SECRET });
  client.cookies.set(name, value);
  return client;
}

/** A name of this machine beside `localhost` that leads to a private address, with a port that counts who connects. */
async function startInside() {
  let connections = 0;
  const inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => inside.listen(0, done));
  onTestFinished(() => void inside.close());
  const { port } = inside.address() as { port: number };
  for (const name of [hostname().toLowerCase(), 'ip6-localhost']) {
    const found = await lookup(name).catch(() => null);
    if (found !== null && !isPublicAddress(found.address))
      return { name, port, connections: () => connections };
  }
  return null;
}

test.each(['deno', 'node'] as const)(
  'under %s a program of the company is told, and neither another host nor an inner machine is called',
  async (runtime) => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.stop());
    const inside = await startInside();
    const hosts = [`127.0.0.1:${receiver.port}`, ...(inside ? [`${inside.name}:${inside.port}`] : [])];
    const product = await startProduct(
      runtime,
      { LETHE_WEBHOOK_HOSTS: hosts.join(',') },
      await createDemoDatabase(),
    );
    onTestFinished(() => product.stop());
    const sql = product.database.pools.app;
    const [owner] = await sql<[{ id: string }]>`select id from lethe.users where email = ${DEMO_ADMIN}`;
    const admin = await signedIn(product, owner.id);
    const events = ['request.created'];
    const create = (url: string) =>
      admin.call<{ webhookId: string; secret: string }>('admin.webhooks.create', { url, events });
    const { secret } = await create(receiver.url);
    await expect(create('https://hooks.example/')).rejects.toMatchObject({
      kind: 'webhook_host_not_allowed',
    });
    const led = inside && (await create(`https://${inside.name}:${inside.port}/`));
    if (!led) process.stdout.write('No name leads to a private address here: not tried.\n');

    const [nora] = await sql<[{ id: string }]>`
      insert into lethe.users (name, email, email_verified) values ('Nora Nobody', 'nora@lethe.example', true) returning id`;
    const customer = await signedIn(product, nora.id);
    const { requestId } = await customer.call<{ requestId: string }>('customer.requests.create', {
      type: 'removal',
    });
    await eventually(() => expect(receiver.arrived).toHaveLength(1));
    const { headers, body } = receiver.arrived[0]!;
    expect(await verifyWebhook({ headers, body, secret })).toMatchObject({
      type: 'request.created',
      data: { requestId },
    });
    await eventually(async () => {
      const codes = await sql`select last_code as code from lethe.webhook_deliveries order by last_code`;
      expect(codes).toEqual([...(led ? [{ code: 'forbidden_address' }] : []), { code: 'status_204' }]);
    });
    expect(inside?.connections() ?? 0).toBe(0);
  },
  120_000,
);
