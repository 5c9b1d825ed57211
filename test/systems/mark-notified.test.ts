import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findEverywhere } from '../../server/personal-data/scan.ts';
import { signedInAdmin } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { customerOf, decided, person } from '../support/intake.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem, type System, subscriptionOf, whileLinked } from '../support/systems.ts';

/* A system without a key that works cannot read of an erasure, nor answer: an admin tells it by another way. */

let server: TestServer;
let admin: Client;
let adminId: string;
let system: System;
let systemName: string;
let next = 1;
beforeAll(async () => {
  server = await startServer();
  ({ client: admin, adminId } = await signedInAdmin(server));
});
afterAll(() => server.stop());
beforeEach(async () => {
  systemName = `System ${next++}`;
  system = await registerSystem(server, admin, systemName);
});

const sql = () => server.database.pools.app;
const revoke = (id = system.id) => admin.call('admin.systemKeys.revoke', { id });
const tell = (erasureId: string) => admin.call('admin.erasures.markNotified', { erasureId });

interface Told {
  erasureId: string;
  idsToPassOn: { externalIds: string[]; records: unknown[] } | null;
  result: string | null;
}
/** What the newest request says of this system. */
async function told(): Promise<Told & { requestId: string }> {
  const { items } = await admin.call<{ items: { requestId: string }[] }>('admin.requests.list', { limit: 1 });
  const { requestId } = items[0]!;
  const request = await admin.call<{ notifiedSystems: (Told & { name: string })[] }>('admin.requests.get', {
    requestId,
  });
  return { ...request.notifiedSystems.find(({ name }) => name === systemName)!, requestId };
}
const waits = async (requestId: string) => {
  const { items } = await admin.call<{ items: { requestId: string }[] }>('admin.requests.list', {
    waitingForSystems: true,
    limit: 100,
  });
  return items.some((one) => one.requestId === requestId);
};
async function linkedAndErased(externalId: string, outcome: 'block' | 'star' | 'destroy' = 'destroy') {
  const customerId = await customerOf(system, person({ externalId }));
  await decided(admin, customerId, outcome);
}

describe('a system without a key that works', () => {
  it('is told by an admin, who sees until then by which name it finds the person', async () => {
    await linkedAndErased('told by phone');
    expect(await told()).toMatchObject({ idsToPassOn: null, result: null });
    await revoke();
    const { erasureId, requestId, ...before } = await told();
    expect(before).toMatchObject({
      idsToPassOn: { externalIds: ['told by phone'], records: [] },
      result: null,
    });
    expect(await waits(requestId)).toBe(true);
    await tell(erasureId);
    await tell(erasureId);
    expect(await told()).toMatchObject({ idsToPassOn: null, result: 'marked_notified' });
    expect(await waits(requestId)).toBe(false);
    expect(await findEverywhere(sql(), 'told by phone')).toEqual([]);
    const audited = await sql()`
      select actor from lethe.audit where action = 'erasure_marked_notified' and details->>'erasureId' = ${erasureId}`;
    expect(audited).toEqual([{ actor: adminId }]);
  });

  it('is known to support, and the names by which it finds the person are not', async () => {
    await linkedAndErased('not for support');
    await revoke();
    const { requestId } = await told();
    const { client: support } = await signedInAdmin(server, 'support');
    const request = await support.call<{ notifiedSystems: object[] }>('admin.requests.get', { requestId });
    expect(request.notifiedSystems).toContainEqual(
      expect.objectContaining({ name: systemName, idsToPassOn: null }),
    );
    expect(JSON.stringify(request)).not.toContain('not for support');
  });

  it('is told by what it handed in where it never linked the person', async () => {
    const other = await registerSystem(server, admin, `${systemName} beside`);
    const customerId = await customerOf(other, person());
    await whileLinked(sql(), system, customerId, () =>
      system.call('system.services.upsert', { items: [subscriptionOf({ customerId }, 'by record')] }),
    );
    await decided(admin, customerId, 'star');
    await revoke();
    const { erasureId, ...before } = await told();
    const records = [{ kind: 'service', externalId: 'by record', shared: false }];
    expect(before.idsToPassOn).toEqual({ externalIds: [], records });
    await tell(erasureId);
    expect(await findEverywhere(sql(), 'by record')).toEqual([]);
  });

  it.each([
    ['expired', `expires_at = now() - interval '1 second'`],
    ['without the scope', `scopes = array['customers:write']`],
  ])('counts as one with a key that is %s', async (_, change) => {
    await linkedAndErased(`deaf: ${change}`);
    const { erasureId } = await told();
    await expect(tell(erasureId)).rejects.toMatchObject({ status: 409, kind: 'system_reads_erasures' });
    await sql().unsafe(`update lethe.system_keys set ${change} where id = '${system.id}'`);
    await tell(erasureId);
    expect(await told()).toMatchObject({ result: 'marked_notified' });
  });

  it('is shown as such beside its keys, and no more once it has a new one', async () => {
    await customerOf(system, person());
    const hears = async () => {
      const { items } = await admin.call<{ items: { name: string; hears: boolean }[] }>(
        'admin.systemKeys.list',
        { limit: 100 },
      );
      return items.filter(({ name }) => name === systemName).map((key) => key.hears);
    };
    expect(await hears()).toEqual([true]);
    await revoke();
    expect(await hears()).toEqual([false]);
    await registerSystem(server, admin, systemName);
    expect(await hears()).toEqual([true, true]);
  });

  it('may answer for itself with a new key; what it answers stands', async () => {
    await linkedAndErased('heard at last');
    const { erasureId } = await told();
    await revoke();
    await tell(erasureId);
    system = await registerSystem(server, admin, systemName);
    expect(await system.call('system.erasures.feed', { after: 0 })).toMatchObject({
      items: [{ erasureId, externalIds: [], result: 'marked_notified' }],
    });
    const answer = { erasureId, result: 'done' };
    await system.call('system.erasures.acknowledge', answer);
    expect(await told()).toMatchObject({ result: 'done' });
    await revoke();
    await tell(erasureId);
    expect(await told()).toMatchObject({ result: 'done' });
  });

  it('is not told of what there is not', async () => {
    await expect(tell(crypto.randomUUID())).rejects.toMatchObject({ status: 404, kind: 'erasure_not_found' });
  });
});
