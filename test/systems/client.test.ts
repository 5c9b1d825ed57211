import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLetheClient, type LetheClient, LetheError } from '../../server/systems/client/client.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { lookAndDecide } from '../support/decisions.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System, startWithSystems } from '../support/systems.ts';
import { eventually } from '../support/waiting.ts';

let server: TestServer;
let admin: Client;
let system: System;
let road: FaultProxy;
let client: LetheClient;
beforeAll(async () => {
  ({ server, admin, system } = await startWithSystems({ system: 'Newsletter' }));
});
afterAll(() => server.stop());
beforeEach(async () => {
  road = await startFaultProxy(server.url);
  client = createLetheClient({ url: road.url, key: system.key });
});
afterEach(() => road.stop());

const NOBODY = '00000000-0000-4000-8000-000000000000';
const failure = (call: Promise<unknown>): Promise<LetheError> =>
  call.then(
    () => Promise.reject(new Error('the call went through')),
    (error: unknown) => error as LetheError,
  );

/** A customer the system knows, destroyed by an admin. */
async function destroyed(externalId: string): Promise<void> {
  const customer = await signedInCustomer(server);
  await server.database.pools.app`
    insert into lethe.external_ids (customer_id, system_id, external_id)
    select ${customer.customerId}, id, ${externalId} from lethe.systems where name = 'Newsletter'`;
  const { requestId } = await customer.client.call<{ requestId: string }>('customer.requests.create', {
    type: 'removal',
  });
  await lookAndDecide(admin, {
    requestId,
    outcome: 'destroy',
    blacklist: false,
    notify: false,
  });
}

describe('a call', () => {
  it('travels by POST with its input in the body, a query too', async () => {
    await client.erasures.feed.query({ limit: 7 });
    expect(road.seen).toMatchObject([
      { method: 'POST', path: '/trpc/system.erasures.feed', body: '{"limit":7}' },
    ]);
  });

  it('finds Lethe below a path, with or without a slash at the end', async () => {
    road.accidents.push({ status: 404 }, { status: 404 });
    for (const url of [`${road.url}/privacy`, `${road.url}/privacy/`]) {
      await failure(createLetheClient({ url, key: system.key }).erasures.feed.query({}));
    }
    expect(road.seen.map(({ path }) => path)).toEqual(Array(2).fill('/privacy/trpc/system.erasures.feed'));
  });

  it('goes through the fetch it is given', async () => {
    const asked: string[] = [];
    const own: typeof fetch = (input, init) => {
      asked.push(new Headers(init?.headers).get('authorization') ?? '');
      return fetch(input, init);
    };
    await createLetheClient({ url: road.url, key: system.key, fetch: own }).erasures.feed.query({});
    expect(asked).toEqual([`Bearer ${system.key}`]);
  });

  it('is not begun with what is no key', () => {
    expect(() => createLetheClient({ url: road.url, key: 'secret\r\nx: y' })).toThrow('not a system key');
  });
});

describe('a refusal', () => {
  it('arrives with kind, field, problem and status, and is not tried again', async () => {
    const refused = await failure(client.erasures.acknowledge.mutate({ erasureId: 'x', result: 'done' }));
    expect(refused).toBeInstanceOf(LetheError);
    expect(refused).toMatchObject({
      kind: 'invalid_input',
      field: 'erasureId',
      problem: 'invalid',
      status: 400,
    });
    const missing = await failure(client.erasures.acknowledge.mutate({ erasureId: NOBODY, result: 'done' }));
    expect(missing).toMatchObject({ kind: 'erasure_not_found', field: null, status: 404 });
    const stranger = createLetheClient({ url: road.url, key: `lethe_${'a'.repeat(43)}` });
    expect(await failure(stranger.erasures.feed.query({}))).toMatchObject({
      kind: 'system_key_invalid',
      status: 401,
    });
    expect(road.seen).toHaveLength(3);
  });

  it('of somebody in between is not taken for one of Lethe’s', async () => {
    road.accidents.push({ status: 403, body: '<h1>Firewall</h1>' });
    const first = await failure(client.erasures.feed.query({}));
    expect(first).toMatchObject({ kind: 'unexpected_answer', status: 403 });
    for (const body of ['{"hello":1}', '{"result":null}', '{"result":"x"}']) {
      road.accidents.push({ status: 200, body });
      expect(await failure(client.erasures.feed.query({})), body).toMatchObject({
        kind: 'unexpected_answer',
        status: 200,
      });
    }
    expect(road.seen).toHaveLength(4);
  });

  it('takes the place of a redirect: neither the key nor the data goes elsewhere', async () => {
    const elsewhere = await startFaultProxy(server.url);
    road.accidents.push({
      status: 307,
      headers: { location: `${elsewhere.url}/trpc/system.erasures.feed` },
    });
    expect(await failure(client.erasures.feed.query({}))).toMatchObject({
      kind: 'unexpected_answer',
      status: 307,
    });
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.stop();
  });
});

describe('another try', () => {
  it.each(['broken before', 'broken after', { status: 502 }, { status: 503 }, { status: 504 }] as const)(
    'follows %o',
    async (accident) => {
      road.accidents.push(accident);
      expect(await client.erasures.feed.query({})).toMatchObject({ items: [] });
      expect(road.seen).toHaveLength(2);
    },
  );

  it('comes ever later', async () => {
    road.accidents.push('broken before', { status: 502 }, { status: 503 });
    await client.erasures.feed.query({});
    const waits = road.seen.slice(1).map(({ at }, index) => at - road.seen[index]!.at);
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index - 5);
    expect(waits).toHaveLength(3);
  });

  it('comes no sooner than Retry-After says', async () => {
    road.accidents.push({ status: 429, headers: { 'retry-after': '1' } });
    await client.erasures.feed.query({});
    expect(road.seen[1]!.at - road.seen[0]!.at).toBeGreaterThanOrEqual(995);
  });

  it('does not come where the time it would take is over', async () => {
    road.accidents.push({ status: 429, headers: { 'retry-after': '61' } });
    const refused = await failure(client.erasures.feed.query({}));
    expect(refused).toMatchObject({ status: 429, retryAfter: 61 });
    expect(road.seen).toHaveLength(1);
  });

  it('does not come after the last attempt', async () => {
    road.accidents.push('broken before', 'broken before', 'broken before');
    const twice = createLetheClient({ url: road.url, key: system.key, attempts: 2 });
    expect(await failure(twice.erasures.feed.query({}))).toMatchObject({ kind: 'unreachable', status: null });
    expect(road.seen).toHaveLength(2);
  });

  it('does a write once, though its answer was lost', async () => {
    await destroyed('lost-answer');
    const { items } = await client.erasures.feed.query({});
    const { erasureId } = items.find(({ externalIds }) => externalIds.includes('lost-answer'))!;
    road.accidents.push('broken after');
    expect(await client.erasures.acknowledge.mutate({ erasureId, result: 'done' })).toMatchObject({
      result: 'done',
    });
    const acknowledged = road.seen.filter(({ path }) => path.endsWith('acknowledge'));
    expect(acknowledged).toHaveLength(2);
  });
});

describe('a write', () => {
  it('that is not known to change nothing when repeated is tried once, unless it was one call too many', async () => {
    const { more } = client as unknown as {
      more: Record<string, { mutate(input: object): Promise<unknown> }>;
    };
    road.accidents.push('broken before');
    expect(await failure(more['write']!.mutate({}))).toMatchObject({ kind: 'unreachable' });
    expect(road.seen).toHaveLength(1);
    road.accidents.push({ status: 429 });
    expect(await failure(more['write']!.mutate({}))).toMatchObject({ kind: 'not_found', status: 404 });
    expect(road.seen).toHaveLength(3);
  });

  it('of a request is one request, though its answer was lost', async () => {
    const { customerId, email } = await signedInCustomer(server);
    await client.customers.upsert.mutate({ items: [{ externalId: 'asks by phone', email }] });
    road.seen.length = 0;
    road.accidents.push('broken after');
    await client.requests.create.mutate({ customer: { customerId }, type: 'removal', receivedBy: 'phone' });
    const [first, second] = road.seen.map(
      ({ body }) => (JSON.parse(body) as { idempotencyKey: string }).idempotencyKey,
    );
    expect(first).toMatch(/^[\da-f-]{36}$/u);
    expect(second).toBe(first);
    const own = {
      customer: { customerId },
      type: 'removal',
      receivedBy: 'phone',
      idempotencyKey: NOBODY,
    } as const;
    expect(await failure(client.requests.create.mutate(own))).toMatchObject({
      kind: 'request_already_pending',
    });
    expect(JSON.parse(road.seen.at(-1)!.body)).toEqual(own);
  });
});

describe('the limit of calls', () => {
  it('names the seconds to wait, which the client passes on', async () => {
    const few = await startServer({ callsPerMinute: 1 });
    const { key } = await registerSystem(few, (await signedInAdmin(few)).client, 'Hasty');
    const hasty = createLetheClient({ url: few.url, key, totalMs: 2_000 });
    await hasty.erasures.feed.query({});
    const refused = await failure(hasty.erasures.feed.query({}));
    expect(refused).toMatchObject({ kind: 'too_many_requests', status: 429 });
    expect(refused.retryAfter).toBeGreaterThan(30);
    expect(refused.retryAfter).toBeLessThanOrEqual(60);
    await few.stop();
  });
});

describe('a signal', () => {
  it('ends a call under way, and nothing is tried after it', async () => {
    const ending = new AbortController();
    const call = failure(client.erasures.feed.query({ waitSeconds: 20 }, { signal: ending.signal }));
    await eventually(() => expect(road.seen).toHaveLength(1));
    ending.abort(new Error('shutting down'));
    expect(await call).toMatchObject({ kind: 'aborted', cause: { message: 'shutting down' } });
    expect(road.seen).toHaveLength(1);
  });

  it('ends the wait for another try', async () => {
    road.accidents.push({ status: 503, headers: { 'retry-after': '30' } });
    const started = performance.now();
    const call = failure(client.erasures.feed.query({}, { signal: AbortSignal.timeout(300) }));
    expect(await call).toMatchObject({ kind: 'aborted' });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(road.seen).toHaveLength(1);
  });

  it('that was given before ends the call before it begins', async () => {
    const call = failure(client.erasures.feed.query({}, { signal: AbortSignal.abort() }));
    expect(await call).toMatchObject({ kind: 'aborted' });
    expect(road.seen).toEqual([]);
  });
});

describe('time', () => {
  it('ends an attempt that hears nothing, and another follows', async () => {
    road.accidents.push('silence');
    const hasty = createLetheClient({ url: road.url, key: system.key, timeoutMs: 300 });
    expect(await hasty.erasures.feed.query({})).toMatchObject({ items: [] });
    road.accidents.push('silence');
    const once = createLetheClient({ url: road.url, key: system.key, timeoutMs: 300, attempts: 1 });
    expect(await failure(once.erasures.feed.query({}))).toMatchObject({ kind: 'timed_out', status: null });
  });

  it('that a feed was asked to wait does not count', async () => {
    const hasty = createLetheClient({ url: road.url, key: system.key, timeoutMs: 2_000, totalMs: 2_000 });
    const started = performance.now();
    await hasty.erasures.feed.query({ after: 1_000_000, waitSeconds: 2.5 });
    expect(performance.now() - started).toBeGreaterThanOrEqual(2_490);
    expect(road.seen).toHaveLength(1);
  });
});
