import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { registerSystem } from '../support/systems.ts';
import { startWebhooked, type Webhooked } from '../support/webhooks.ts';

let house: Webhooked;
beforeAll(async () => {
  house = await startWebhooked();
});
afterAll(() => house.stop());

interface Listed {
  items: { id?: string; webhookId?: string; createdBy: string | null }[];
}
const makers = async (list: string) => {
  const { items } = await house.admin.call<Listed>(list);
  return Object.fromEntries(items.map((item) => [item.id ?? item.webhookId, item.createdBy]));
};

it('what a removed owner made goes on, whoever removes them is told how much it is, and the lists say who made it', async () => {
  const { client: owner, adminId } = await signedInAdmin(house.server, 'owner');
  const [key, revoked] = [
    await registerSystem(house.server, owner, 'Help desk', ['requests:read']),
    await registerSystem(house.server, owner, 'Former shop', ['requests:read']),
  ];
  await owner.call('admin.systemKeys.revoke', { id: revoked.id });
  const webhook = await owner.call<{ webhookId: string }>('admin.webhooks.create', {
    url: house.receiver.url,
    events: ['request.decided'],
  });
  const stopped = await owner.call<{ webhookId: string }>('admin.webhooks.create', {
    url: house.other.url,
    events: ['request.decided'],
  });
  await owner.call('admin.webhooks.setActive', { webhookId: stopped.webhookId, active: false });

  expect(await house.admin.call('admin.team.madeBy', { adminId })).toEqual({ keys: 1, webhooks: 1 });
  expect(await makers('admin.systemKeys.list')).toEqual({ [key.id]: 'Ada Admin', [revoked.id]: 'Ada Admin' });
  expect((await makers('admin.webhooks.list'))[webhook.webhookId]).toBe('Ada Admin');

  await house.admin.call('admin.team.remove', { adminId });
  await key.call('system.requests.list', {});
  expect((await makers('admin.systemKeys.list'))[key.id]).toBeNull();
  expect((await makers('admin.webhooks.list'))[webhook.webhookId]).toBeNull();
});
