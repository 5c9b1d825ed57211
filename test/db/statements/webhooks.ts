import * as v from 'valibot';
import { Instant, Uuid } from '../../../server/values/schema.ts';
import * as deliveries from '../../../server/webhooks/delivery-queries.ts';
import * as webhooks from '../../../server/webhooks/queries.ts';
import { FailedDelivery, ListedWebhook } from '../../../server/webhooks/schema.ts';
import {
  admin,
  after,
  answers,
  app,
  type Calls,
  inTransaction,
  next,
  nothing,
  requestId,
  some,
  sql,
  yes,
} from './sample.ts';

/** A webhook with a message in this state. */
async function message(status = 'queued'): Promise<{ webhookId: string; deliveryId: string }> {
  await app`delete from lethe.webhooks`;
  const [row] = await app<[{ webhookId: string; deliveryId: string }]>`
    with hook as (insert into lethe.webhooks (url, events, secret)
      values ('https://hooks.example/', array['request.overdue', 'system.overdue'], 'sealed') returning id)
    insert into lethe.webhook_deliveries (webhook_id, event, subject_id, request_id, status)
    select id, 'request.created', ${requestId}, ${requestId}, ${status} from hook
    returning webhook_id as "webhookId", id as "deliveryId"`;
  return row;
}
const idOf = async () => (await message()).deliveryId;
const webhookId = async (status?: string) => (await message(status)).webhookId;

const Claimed = v.strictObject({
  id: Uuid,
  event: v.literal('request.created'),
  createdAt: Instant,
  requestId: v.nullable(Uuid),
  subjectId: Uuid,
  attempts: v.literal(1),
  webhookId: Uuid,
  url: v.string(),
  secrets: v.array(v.string()),
});

export const webhookCalls: Calls = {
  'webhooks/queries': {
    listWebhooks: answers(() => after(message(), () => webhooks.listWebhooks(sql)), some(ListedWebhook)),
    countWebhooksMadeBy: answers(() => webhooks.countWebhooksMadeBy(sql, admin), v.number()),
    insertWebhook: answers(
      () =>
        inTransaction((tx) =>
          webhooks.insertWebhook(tx, admin, 'sealed', {
            url: 'https://hooks.example/',
            events: ['request.created'],
          }),
        ),
      Uuid,
    ),
    rotateSecret: answers(async () => webhooks.rotateSecret(sql, admin, await webhookId(), 'new'), yes),
    setActive: answers(async () => webhooks.setActive(sql, admin, await webhookId(), false), yes),
    deleteWebhook: answers(async () => webhooks.deleteWebhook(sql, admin, await webhookId()), yes),
    queueTest: answers(async () => webhooks.queueTest(sql, admin, await webhookId()), yes),
    listFailed: answers(async () => {
      const { webhookId: of } = await message('failed');
      // Among many, the list is read by its index.
      await app`insert into lethe.webhook_deliveries (webhook_id, event, subject_id, status)
          select ${of}, 'test', gen_random_uuid(), 'failed' from generate_series(1, 3000)`;
      await app`analyze lethe.webhook_deliveries`;
      return webhooks.listFailed(sql, { ...next, webhookId: of });
    }, some(FailedDelivery)),
    requeue: answers(async () => webhooks.requeue(sql, admin, (await message('failed')).deliveryId), yes),
  },
  'webhooks/delivery-queries': {
    claimDue: answers(() => after(message(), () => deliveries.claimDue(sql, 2, [requestId])), some(Claimed)),
    finishDelivery: answers(
      async () => deliveries.finishDelivery(sql, await idOf(), 'delivered', 'status_204'),
      nothing,
    ),
    postponeDelivery: answers(
      async () => deliveries.postponeDelivery(sql, await idOf(), 1_500, 'timeout'),
      nothing,
    ),
    stopGone: answers(async () => deliveries.stopGone(sql, await webhookId()), nothing),
    failOverdueDeliveries: answers(() => deliveries.failOverdueDeliveries(sql), v.number()),
    findTimeUntilDelivery: answers(
      () => after(message(), () => deliveries.findTimeUntilDelivery(sql)),
      v.number(),
    ),
    queueOverdue: answers(
      () => after(message(), () => deliveries.queueOverdue(sql, '2026-12-01')),
      v.number(),
    ),
  },
};
