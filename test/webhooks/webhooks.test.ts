import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { verifyWebhook } from '../../server/systems/client/client.ts';
import { insertWebhook } from '../../server/webhooks/queries.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { logged } from '../support/log-lines.ts';
import { registerSystem, whileLinked } from '../support/systems.ts';
import { eventually, untilSomebodyWaits } from '../support/waiting.ts';
import type { Arrived } from '../support/webhook-receiver.ts';
import { makeWebhook, newRequest, runWorker, startWebhooked, type Webhooked } from '../support/webhooks.ts';

let house: Webhooked;
const sql = () => house.server.database.pools.app;
beforeAll(async () => {
  house = await startWebhooked();
});
afterAll(() => house.stop());
afterEach(async () => {
  await sql()`delete from lethe.webhooks`;
  for (const receiver of [house.receiver, house.other]) receiver.arrived.length = 0;
});

const decide = (requestId: string, outcome: string) =>
  lookAndDecide(house.admin, {
    requestId,
    outcome,
    blacklist: false,
    notify: false,
    ...(outcome === 'refuse' || outcome === 'block' ? { reason: 'A law asks us to.' } : {}),
  });
const typeOf = ({ body }: Arrived) => (JSON.parse(body) as { type: string }).type;
const arrivedTypes = () => house.receiver.arrived.map(typeOf);
const deliveries = () => sql()<{ event: string; status: string }[]>`
  select event, status from lethe.webhook_deliveries order by number`;

describe('an event', () => {
  it('is told with ids alone, signed, and once', async () => {
    const { secret } = await makeWebhook(house);
    runWorker(house);
    const { requestId } = await newRequest(house);
    await eventually(() => expect(house.receiver.arrived).toHaveLength(1));
    await decide(requestId, 'destroy');
    await eventually(() => expect(house.receiver.arrived).toHaveLength(2));
    for (const [nth, { headers, body }] of house.receiver.arrived.entries()) {
      const type = ['request.created', 'request.decided'][nth];
      const message = await verifyWebhook({ headers, body, secret });
      expect(message).toEqual({
        id: expect.any(String),
        type,
        timestamp: expect.any(String),
        data: { requestId },
      });
      expect(Object.keys(JSON.parse(body)).toSorted()).toEqual(['data', 'timestamp', 'type']);
      expect(JSON.stringify([headers, body])).not.toMatch(/canary|@|customer/iu);
    }
    await eventually(async () =>
      expect((await deliveries()).map(({ status }) => status)).toEqual(['delivered', 'delivered']),
    );
  });

  it.each(['block', 'star', 'destroy', 'refuse'])('is a decision of every kind: %s', async (outcome) => {
    const { requestId } = await newRequest(house);
    await makeWebhook(house);
    await decide(requestId, outcome);
    expect(await deliveries()).toEqual([{ event: 'request.decided', status: 'queued' }]);
  });

  it('is not told of what did not happen: a transaction that fails queues nothing', async () => {
    await makeWebhook(house);
    const { customerId } = await newRequest(house);
    await sql()`delete from lethe.webhook_deliveries`;
    await sql()`update lethe.data_requests set status = 'cancelled', decided_at = now() where customer_id = ${customerId}`;
    const failing = sql().begin(async (tx) => {
      await tx`insert into lethe.data_requests (customer_id, type, answer_by) values (${customerId}, 'removal', now())`;
      throw new Error('after all not');
    });
    await expect(failing).rejects.toThrow('after all not');
    expect(await deliveries()).toEqual([]);
  });

  it('goes on where its webhook is just being removed', async () => {
    const { webhookId } = await makeWebhook(house);
    const kept = await makeWebhook(house, house.other.url);
    const removing = await sql().reserve();
    await removing`begin`;
    await removing`delete from lethe.webhooks where id = ${webhookId}`;
    const asking = newRequest(house);
    const testing = house.admin
      .call('admin.webhooks.sendTest', { webhookId })
      .catch((error: unknown) => error);
    await untilSomebodyWaits(sql(), 2);
    await removing`commit`;
    removing.release();
    const { requestId } = await asking;
    expect(await testing).toMatchObject({ kind: 'webhook_not_found' });
    expect(await sql()`select webhook_id, subject_id from lethe.webhook_deliveries`).toEqual([
      { webhook_id: kept.webhookId, subject_id: requestId },
    ]);
  });

  it('is told to those who asked for it, and not while they are disabled', async () => {
    const one = await makeWebhook(house, house.receiver.url, ['request.decided']);
    await makeWebhook(house, house.other.url, ['request.created']);
    await newRequest(house);
    expect(await deliveries()).toHaveLength(1);
    await house.admin.call('admin.webhooks.setActive', { webhookId: one.webhookId, active: false });
    const { requestId } = await newRequest(house);
    await decide(requestId, 'refuse');
    expect((await deliveries()).map(({ event }) => event)).toEqual(['request.created', 'request.created']);
  });

  it('waits while its webhook is disabled, and is told once that is enabled', async () => {
    const { webhookId } = await makeWebhook(house);
    await makeWebhook(house, house.other.url);
    await newRequest(house);
    await house.admin.call('admin.webhooks.setActive', { webhookId, active: false });
    const worker = runWorker(house);
    await eventually(() => expect(house.other.arrived).toHaveLength(1));
    await worker.end();
    expect(house.receiver.arrived).toEqual([]);
    await house.admin.call('admin.webhooks.setActive', { webhookId, active: true });
    runWorker(house);
    await eventually(() => expect(house.receiver.arrived).toHaveLength(1));
  });

  it('is what became overdue, once, also with two workers', async () => {
    const { admin, server } = house;
    const billing = await registerSystem(server, admin, 'Billing');
    const late = await newRequest(house);
    const later = await newRequest(house);
    const erased = await newRequest(house);
    await whileLinked(sql(), billing, erased.customerId, () => decide(erased.requestId, 'destroy'));
    await makeWebhook(house, house.receiver.url, ['request.overdue', 'system.overdue']);
    const [workerOne] = [runWorker(house), runWorker(house)];
    await sql()`update lethe.data_requests set answer_by = current_date - 2 where id = ${late.requestId}`;
    const [notice] = await sql()<[{ id: string }]>`
      update lethe.erasure_notices set due_at = now() where request_id = ${erased.requestId} and linked returning id`;
    await eventually(() => expect(arrivedTypes().toSorted()).toEqual(['request.overdue', 'system.overdue']));
    await workerOne.end();
    // What was told before does not keep the next from being told.
    await sql()`update lethe.data_requests set answer_by = current_date - 1 where id = ${later.requestId}`;
    await eventually(() => expect(house.receiver.arrived).toHaveLength(3));
    const told = house.receiver.arrived.map(({ body }) => (JSON.parse(body) as { data: object }).data);
    expect(told).toContainEqual({ requestId: late.requestId });
    expect(told).toContainEqual({ requestId: later.requestId });
    expect(told).toContainEqual({ requestId: erased.requestId, erasureId: notice.id });
    await sql()`update lethe.data_requests set answer_by = current_date + 20 where id = any(${[late.requestId, later.requestId]}::uuid[])`;
    await billing.call('system.erasures.acknowledge', { erasureId: notice.id, result: 'done' });
    expect(await deliveries()).toHaveLength(3);
  });
});

describe('a receiver that fails', () => {
  it('gets each message in the end: none is lost, and none counts twice by its id', async () => {
    const { behaviors, arrived } = house.receiver;
    await makeWebhook(house, house.receiver.url, ['request.created']);
    behaviors.push(
      (response) => void response.writeHead(500).end('it broke'),
      (response) => void response.writeHead(302, { location: house.other.url }).end(),
      (response) => void response.socket?.destroy(),
      () => undefined,
      (response) => void response.writeHead(429, { 'retry-after': '1' }).end(),
      (response) => void response.writeHead(404).end(),
      (response) => void response.socket?.end('nonsense\r\n\r\n'),
      // Takes the message, and the connection breaks before it says so.
      (response) => void response.socket?.destroy(),
    );
    const requests = [await newRequest(house), await newRequest(house), await newRequest(house)];
    runWorker(house, { timeoutMs: 300 });
    await eventually(async () =>
      expect((await deliveries()).map(({ status }) => status)).toEqual([
        'delivered',
        'delivered',
        'delivered',
      ]),
    );
    // A busy machine may also call late what was answered in time, and then it comes again.
    expect(arrived.length).toBeGreaterThanOrEqual(8 + 3);
    const bodies = new Map<unknown, Set<string>>();
    for (const { headers, body } of arrived) {
      const id = headers['webhook-id'];
      bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    }
    expect(bodies.size).toBe(requests.length);
    for (const said of bodies.values()) expect(said.size).toBe(1);
    expect(house.other.arrived).toEqual([]);
  });

  it('says when to come again, but not beyond the deadline', async () => {
    await makeWebhook(house, house.receiver.url, ['request.created']);
    house.receiver.behaviors.push(
      (response) => void response.writeHead(503, { 'retry-after': '999999999' }).end(),
    );
    runWorker(house);
    await newRequest(house);
    await eventually(async () => {
      const [row] = await sql()`
        select last_code, next_attempt_at = deadline_at as "atDeadline", deadline_at > now() + interval '71 hours' as "inTime",
          deadline_at <= now() + interval '72 hours' as "inThreeDays" from lethe.webhook_deliveries`;
      expect(row).toEqual({ last_code: 'status_503', atDeadline: true, inTime: true, inThreeDays: true });
    });
  });

  it('is slow, and keeps nobody else waiting', async () => {
    await makeWebhook(house, house.receiver.url, ['request.created']);
    await makeWebhook(house, house.other.url, ['request.created']);
    const held: ServerResponse[] = [];
    for (let count = 0; count < 4; count += 1)
      house.receiver.behaviors.push((response) => void held.push(response));
    for (let count = 0; count < 4; count += 1) await newRequest(house);
    const worker = runWorker(house, { timeoutMs: 60_000 });
    await eventually(() => expect(house.other.arrived).toHaveLength(4));
    expect(house.receiver.arrived.length).toBeLessThanOrEqual(2);
    house.receiver.behaviors.length = 0;
    for (const response of held) response.end();
    await worker.end();
  });

  it('is given up at the deadline, shown, and sent again under the same id', async () => {
    const { webhookId } = await makeWebhook(house, house.receiver.url, ['request.created']);
    house.receiver.behaviors.push((response) => void response.writeHead(500).end());
    runWorker(house, { firstRetryMs: 60_000 });
    const { requestId } = await newRequest(house);
    await eventually(() => expect(house.receiver.arrived).toHaveLength(1));
    await sql()`update lethe.webhook_deliveries set deadline_at = now(), next_attempt_at = now()`;
    const failed = () =>
      house.admin.call<{ items: { deliveryId: string }[] }>('admin.webhooks.failed', { webhookId });
    await eventually(async () =>
      expect((await failed()).items).toMatchObject([
        { event: 'request.created', requestId, attempts: 1, code: 'status_500' },
      ]),
    );
    const [{ deliveryId } = { deliveryId: '' }] = (await failed()).items;
    await house.admin.call('admin.webhooks.resend', { deliveryId });
    await eventually(() => expect(house.receiver.arrived).toHaveLength(2));
    const ids = house.receiver.arrived.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([deliveryId, deliveryId]);
    await eventually(async () => expect((await failed()).items).toEqual([]));
    await expect(house.admin.call('admin.webhooks.resend', { deliveryId })).rejects.toMatchObject({
      kind: 'delivery_not_found',
    });
  });

  it('is gone for good, and is not called again until an owner says so', async () => {
    const { webhookId } = await makeWebhook(house, house.receiver.url, ['request.created']);
    house.receiver.behaviors.push((response) => void response.writeHead(410).end());
    runWorker(house);
    await newRequest(house);
    const listed = () => house.admin.call<{ items: object[] }>('admin.webhooks.list');
    await eventually(async () =>
      expect((await listed()).items).toMatchObject([
        { webhookId, state: 'gone', failed: 1, lastAttempt: { delivered: false, code: 'status_410' } },
      ]),
    );
    await newRequest(house);
    expect(await deliveries()).toHaveLength(1);
    await house.admin.call('admin.webhooks.setActive', { webhookId, active: true });
    await newRequest(house);
    await eventually(() => expect(house.receiver.arrived).toHaveLength(2));
  });
});

describe('a secret', () => {
  it('has 256 bits, is told once, and stands nowhere in clear', async () => {
    const { secret, webhookId } = await makeWebhook(house);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
    const second = await makeWebhook(house, house.other.url);
    expect(second.secret).not.toBe(secret);
    const rows =
      await sql()`select to_jsonb(w) as row from lethe.webhooks w union all select to_jsonb(a) from lethe.audit a`;
    const listed = await house.admin.call('admin.webhooks.list');
    for (const part of [secret, secret.slice(6), Buffer.from(secret.slice(6), 'base64').toString('hex')])
      expect(JSON.stringify([rows, listed])).not.toContain(part);
    expect(JSON.stringify(listed)).toContain(webhookId);
    const acts = await sql()`select action from lethe.audit where details ->> 'webhookId' = ${webhookId}`;
    expect(acts).toEqual([{ action: 'webhook_created' }]);
    // The address may hold a key of the receiver.
    expect(JSON.stringify(rows.filter(({ row }) => 'action' in row))).not.toContain(house.receiver.url);
  });

  it('signs together with the one before it for a day after a rotation', async () => {
    const { secret: former, webhookId } = await makeWebhook(house);
    const { secret } = await house.admin.call<{ secret: string }>('admin.webhooks.rotateSecret', {
      webhookId,
    });
    runWorker(house);
    await house.admin.call('admin.webhooks.sendTest', { webhookId });
    await eventually(() => expect(house.receiver.arrived).toHaveLength(1));
    const [{ headers, body }] = house.receiver.arrived as [Arrived];
    for (const either of [secret, former])
      expect(await verifyWebhook({ headers, body, secret: either })).toMatchObject({
        type: 'test',
        data: {},
      });
    const [{ hours }] = await sql()<[{ hours: number }]>`
      select round(extract(epoch from former_until - now()) / 3600)::int as hours from lethe.webhooks`;
    expect(hours).toBe(24);
    await sql()`update lethe.webhooks set former_until = now()`;
    await house.admin.call('admin.webhooks.sendTest', { webhookId });
    await eventually(() => expect(house.receiver.arrived).toHaveLength(2));
    const last = house.receiver.arrived[1]!;
    await expect(
      verifyWebhook({ headers: last.headers, body: last.body, secret: former }),
    ).rejects.toMatchObject({ kind: 'signature_wrong' });
  });
});

it('what a failure logs names the message and nothing of the webhook', async () => {
  const made = await makeWebhook(house, house.receiver.url, ['request.created']);
  const [{ sealed, reversed }] = await sql()<[{ sealed: string; reversed: string }]>`
    select secret as sealed, reverse(secret) as reversed from lethe.webhooks`;
  house.receiver.behaviors.push(
    (response) => void response.writeHead(500, { 'x-said': 'canary' }).end('canary'),
    (response) => void response.socket?.end('canary\r\n\r\n'),
  );
  const codeIs = (code: string) =>
    eventually(async () => {
      const rows = await sql()`select last_code as code from lethe.webhook_deliveries`;
      expect(rows).toEqual([{ code }]);
    });
  const { text, lines } = await logged(async () => {
    await newRequest(house);
    const worker = runWorker(house);
    await codeIs('status_204');
    await worker.end();
    await sql()`update lethe.webhook_deliveries set status = 'queued', next_attempt_at = now()`;
    // As after LETHE_SECRET was changed: it cannot be opened.
    await sql()`update lethe.webhooks set secret = reverse(secret)`;
    const other = runWorker(house);
    await codeIs('failed');
    await other.end();
  });
  expect(lines.map(({ event }) => event)).toEqual([
    'webhook_not_delivered',
    'webhook_not_delivered',
    'webhook_failed',
  ]);
  for (const part of [made.secret.slice(6), sealed, reversed, house.receiver.url, 'canary', 'Kanarienvogel'])
    expect(text).not.toContain(part);
});

describe('an owner', () => {
  it('makes webhooks to allowed hosts alone, and no more than ten', async () => {
    const create = (url: string) =>
      house.admin.call('admin.webhooks.create', { url, events: ['request.created'] });
    await expect(create('https://hooks.example/')).rejects.toMatchObject({
      kind: 'webhook_host_not_allowed',
      field: 'url',
    });
    for (const url of ['http://hooks.example/', 'https://a@hooks.example/', 'nonsense'])
      await expect(create(url)).rejects.toMatchObject({ kind: 'webhook_url_refused', field: 'url' });
    const made = await Promise.allSettled(Array.from({ length: 12 }, () => create(house.receiver.url)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await expect(create(house.receiver.url)).rejects.toMatchObject({ kind: 'too_many_webhooks' });
  });

  it('makes no eleventh one at the moment when another makes the tenth', async () => {
    const input = { url: house.receiver.url, events: ['request.created' as const] };
    for (let count = 0; count < 9; count += 1) await house.admin.call('admin.webhooks.create', input);
    const [owner] = await sql()<[{ id: string }]>`select id from lethe.admins limit 1`;
    const make = (work: () => Promise<unknown>) =>
      inTransaction(sql(), async (tx) => {
        const made = await insertWebhook(tx, owner.id, 'sealed', input);
        await work();
        return made;
      });
    let second: Promise<string | undefined> | undefined;
    const first = make(async () => {
      second = make(async () => undefined);
      await Promise.race([untilSomebodyWaits(sql()), second]);
    });
    expect([await first, await second]).toEqual([expect.any(String), undefined]);
  });

  it('removes a webhook with all that is queued for it', async () => {
    const { webhookId } = await makeWebhook(house);
    await newRequest(house);
    await house.admin.call('admin.webhooks.remove', { webhookId });
    expect(await deliveries()).toEqual([]);
    await expect(house.admin.call('admin.webhooks.sendTest', { webhookId })).rejects.toMatchObject({
      kind: 'webhook_not_found',
    });
  });
});

it('a host that is no longer listed is not called', async () => {
  await makeWebhook(house, house.receiver.url, ['request.created']);
  const hosts = house.server.deps.webhookHosts;
  house.server.deps.webhookHosts = [];
  runWorker(house);
  house.server.deps.webhookHosts = hosts!;
  await newRequest(house);
  await eventually(async () => {
    const [row] = await sql()`select last_code from lethe.webhook_deliveries`;
    expect(row).toEqual({ last_code: 'host_not_allowed' });
  });
  expect(house.receiver.arrived).toEqual([]);
});
