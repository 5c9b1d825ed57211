import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scope } from '../../server/systems/keys/schema.ts';
import { systemRouter } from '../../server/systems/router.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { callerWith, registerSystem } from '../support/systems.ts';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer();
  admin = (await signedInAdmin(server)).client;
});
afterAll(() => server.stop());

/** Each procedure and the one scope that opens it. One without a line here fails by name. */
const scopes: Record<string, Scope> = {
  'requests.list': 'requests:read',
  'requests.get': 'requests:read',
  'customers.list': 'customers:read',
  'customers.get': 'customers:read',
  'consents.check': 'consents:read',
  'requests.create': 'requests:write',
  'customers.upsert': 'customers:write',
  'customers.remove': 'customers:write',
  'services.upsert': 'customers:write',
  'invoices.upsert': 'customers:write',
  'services.remove': 'customers:write',
  'invoices.remove': 'customers:write',
  'erasures.feed': 'erasures:read',
  'erasures.acknowledge': 'erasures:read',
};

describe('a system key', () => {
  it('is told once and kept as a hash only', async () => {
    const { id, key } = await registerSystem(server, admin, 'Told once');
    expect(key).toMatch(/^lethe_[\w-]{43}$/u);
    const listed = await admin.call<{ items: { id: string }[] }>('admin.systemKeys.list');
    expect(listed.items.find((one) => one.id === id)).toMatchObject({ name: 'Told once', state: 'active' });
    expect(JSON.stringify(listed)).not.toContain(key.slice(6));
    const [row] = await server.database.pools.app`select * from lethe.system_keys where id = ${id}`;
    expect(JSON.stringify(row)).not.toContain(key.slice(6));
    expect(row?.['key_hash']).toHaveLength(32);
  });

  it('is named in the audit where it was made and where it was revoked', async () => {
    const { id } = await registerSystem(server, admin, 'Audited');
    await admin.call('admin.systemKeys.revoke', { id });
    const entries = await server.database.pools.app`
      select action, actor from lethe.audit where details->>'systemKeyId' = ${id} order by action`;
    expect(entries).toEqual([
      { action: 'system_key_created', actor: expect.any(String) },
      { action: 'system_key_revoked', actor: expect.any(String) },
    ]);
  });

  it('of the same name is of the same system, whatever its case and spaces; the first spelling stands', async () => {
    const create = (name: string) =>
      admin.call<{ id: string; name: string }>('admin.systemKeys.create', {
        name,
        scopes: ['erasures:read'],
      });
    const keys = [await create('Café  CRM'), await create(' cafE\u0301 crm ')];
    keys.push(...(await Promise.all(['CAFÉ crm', 'café CRM'].map(create))));
    expect(keys.map(({ name }) => name)).toEqual(Array(4).fill('Café CRM'));
    const rows = await server.database.pools.app`
      select r.name, count(*)::int as keys from lethe.systems r join lethe.system_keys k on k.system_id = r.id
      where k.id = any(${keys.map(({ id }) => id)}) group by r.id`;
    expect(rows).toEqual([{ name: 'Café CRM', keys: 4 }]);
  });

  it('opens every procedure of its scope and no other', async () => {
    expect(Object.keys(systemRouter._def.procedures).toSorted()).toEqual(Object.keys(scopes).toSorted());
    for (const scope of Scope.options) {
      const { call } = await registerSystem(server, admin, `Only ${scope}`, [scope]);
      for (const [procedure, wanted] of Object.entries(scopes)) {
        const refused = call(`system.${procedure}`, { nonsense: true });
        const expected =
          wanted === scope ? { status: 400, kind: 'invalid_input' } : { status: 403, kind: 'scope_missing' };
        await expect(refused, `${procedure} with ${scope}`).rejects.toMatchObject(expected);
      }
    }
  });

  it('is refused at once when revoked, and from its expiry on', async () => {
    const { id, call } = await registerSystem(server, admin, 'Ends');
    await call('system.erasures.feed');
    await server.database.pools
      .app`update lethe.system_keys set expires_at = now() - interval '1 second' where id = ${id}`;
    await expect(call('system.erasures.feed')).rejects.toMatchObject({
      status: 401,
      kind: 'system_key_expired',
    });
    await admin.call('admin.systemKeys.revoke', { id });
    await admin.call('admin.systemKeys.revoke', { id });
    await expect(call('system.erasures.feed')).rejects.toMatchObject({
      status: 401,
      kind: 'system_key_revoked',
    });
  });

  it.each([
    ['unknown', `Bearer lethe_${'a'.repeat(43)}`],
    ['malformed', 'Bearer of bad news'],
    ['of another scheme', 'Basic bGV0aGU6'],
    ['empty', 'Bearer '],
    ['very long', `Bearer ${'x'.repeat(4_000)}`],
  ])('that is %s answers as one that is wrong', async (_, header) => {
    await expect(callerWith(server.url, header)('system.erasures.feed')).rejects.toMatchObject({
      status: 401,
      kind: 'system_key_invalid',
    });
  });

  // https://github.com/ruvnet/RuView/pull/929, RFC 9110, 11.4: the scheme in any case, then one blank or more.
  it.each(['bearer', 'BEARER', 'Bearer  '])('counts behind "%s" too', async (scheme) => {
    const { key } = await registerSystem(server, admin, 'Scheme');
    await callerWith(server.url, `${scheme} ${key}`)('system.erasures.feed');
  });

  it('opens no door of people, and no session opens the system API', async () => {
    const { key } = await registerSystem(server, admin, 'Wrong door');
    const call = callerWith(server.url, `Bearer ${key}`);
    await expect(call('customer.me')).rejects.toMatchObject({ status: 401, kind: 'sign_in_required' });
    await expect(call('admin.requests.list')).rejects.toMatchObject({
      status: 401,
      kind: 'sign_in_required',
    });
    await expect(admin.call('system.erasures.feed')).rejects.toMatchObject({
      status: 401,
      kind: 'system_key_required',
    });
  });

  it('has so many calls a minute, each call of a batch counted', async () => {
    const few = await startServer({ callsPerMinute: 5 });
    try {
      const { key } = await registerSystem(few, (await signedInAdmin(few)).client, 'Hasty');
      const batch = await feedTimes(few, key, 8);
      expect(Number(batch.headers.get('retry-after'))).toBeGreaterThan(30);
      const answers = (await batch.json()) as { error?: { data: { kind: string } } }[];
      const kinds = answers.map(({ error }) => error?.data.kind ?? 'answered').toSorted();
      expect(kinds).toEqual([...Array(5).fill('answered'), ...Array(3).fill('too_many_requests')]);
    } finally {
      await few.stop();
    }
  });

  it('has ten times as many checks of a consent, and however many it makes, it still hears of erasures', async () => {
    const few = await startServer({ callsPerMinute: 2 });
    try {
      const { call } = await registerSystem(few, (await signedInAdmin(few)).client, 'Newsletter');
      const check = () => call('system.consents.check', { customer: { externalId: 'unknown' } });
      for (let n = 0; n < 20; n += 1) await expect(check()).resolves.toMatchObject({ allowed: false });
      await expect(check()).rejects.toMatchObject({ status: 429, kind: 'too_many_requests' });
      await expect(call('system.erasures.feed')).resolves.toMatchObject({ items: [] });
    } finally {
      await few.stop();
    }
  });

  it('uses up no calls of another key, not even of the same system', async () => {
    const few = await startServer({ callsPerMinute: 2 });
    try {
      const { client } = await signedInAdmin(few);
      const hasty = await registerSystem(few, client, 'Hasty');
      const calm = [await registerSystem(few, client, 'Hasty'), await registerSystem(few, client, 'Calm')];
      await feedTimes(few, hasty.key, 10);
      await expect(hasty.call('system.erasures.feed')).rejects.toMatchObject({
        status: 429,
        kind: 'too_many_requests',
      });
      for (const { call } of calm)
        await expect(call('system.erasures.feed')).resolves.toMatchObject({ items: [] });
    } finally {
      await few.stop();
    }
  });
});

/** One batch with so many calls. */
const feedTimes = ({ url }: TestServer, key: string, times: number) =>
  fetch(`${url}/trpc/${Array(times).fill('system.erasures.feed').join(',')}?batch=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(Object.fromEntries(Array.from({ length: times }, (_, index) => [index, {}]))),
  });
