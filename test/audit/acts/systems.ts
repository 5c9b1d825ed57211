import { customerOf, decided, person } from '../../support/intake.ts';
import { registerSystem, type System } from '../../support/systems.ts';
import { makeWebhook } from '../../support/webhooks.ts';
import type { Acting, Acts } from './acting.ts';

const systemIdOf = async (on: Acting, { id }: System) => {
  const [key] = await on.sql<[{ systemId: string }]>`
    select system_id as "systemId" from lethe.system_keys where id = ${id}`;
  return key.systemId;
};

/** A new system that was told of an erasure; `externalId` is its name for the person. */
async function toldOfAnErasure(on: Acting, name: string) {
  const system = await registerSystem(on.server, on.admin, name);
  const row = person();
  await decided(on.admin, await customerOf(system, row), 'destroy');
  const feed = await system.call<{ items: { erasureId: string }[] }>('system.erasures.feed');
  return { system, externalId: row.externalId, erasureId: feed.items[0]!.erasureId };
}

async function withWebhook(on: Acting, act: string, more: object = {}): Promise<void> {
  const { webhookId } = await makeWebhook(on.house);
  await on.admin.call(`admin.webhooks.${act}`, { webhookId, ...more });
}

/** By and about connected systems and webhooks. */
export const systemActs = {
  data_sent: [
    'a system',
    async (on) => customerOf(await registerSystem(on.server, on.admin, 'Sends once'), person()),
  ],
  erasure_acknowledged: [
    'a system',
    async (on) => {
      const { system, erasureId } = await toldOfAnErasure(on, 'Answers');
      await system.call('system.erasures.acknowledge', { erasureId, result: 'done' });
    },
  ],
  erasure_marked_notified: [
    'the admin',
    async (on) => {
      const { system, erasureId } = await toldOfAnErasure(on, 'Lost its key');
      await on.admin.call('admin.systemKeys.revoke', { id: system.id });
      await on.admin.call('admin.erasures.markNotified', { erasureId });
    },
  ],
  erased_id_lifted: [
    'the admin',
    async (on) => {
      const { system, externalId } = await toldOfAnErasure(on, 'Gave the id to another');
      const lifted = { systemId: await systemIdOf(on, system), externalId, because: 'somebody_new' };
      await on.admin.call('admin.erasures.liftId', lifted);
    },
  ],
  system_key_created: ['the admin', (on) => registerSystem(on.server, on.admin, 'One more key')],
  system_key_revoked: [
    'the admin',
    async (on) => {
      const { id } = await registerSystem(on.server, on.admin, 'One key less');
      await on.admin.call('admin.systemKeys.revoke', { id });
    },
  ],
  webhook_created: ['the admin', (on) => makeWebhook(on.house)],
  webhook_secret_rotated: ['the admin', (on) => withWebhook(on, 'rotateSecret')],
  webhook_enabled: [
    'the admin',
    async (on) => {
      const { webhookId } = await makeWebhook(on.house);
      for (const active of [false, true])
        await on.admin.call('admin.webhooks.setActive', { webhookId, active });
    },
  ],
  webhook_disabled: ['the admin', (on) => withWebhook(on, 'setActive', { active: false })],
  webhook_removed: ['the admin', (on) => withWebhook(on, 'remove')],
  webhook_tested: ['the admin', (on) => withWebhook(on, 'sendTest')],
  webhook_resent: [
    'the admin',
    async (on) => {
      await withWebhook(on, 'sendTest');
      const [{ deliveryId }] = await on.sql<[{ deliveryId: string }]>`
        update lethe.webhook_deliveries set status = 'failed' where event = 'test' returning id as "deliveryId"`;
      await on.admin.call('admin.webhooks.resend', { deliveryId });
    },
  ],
} satisfies Partial<Acts>;
