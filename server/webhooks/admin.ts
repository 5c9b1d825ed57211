import { inTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing, page } from '../values/schema.ts';
import { readTarget } from './hosts.ts';
import {
  deleteWebhook,
  insertWebhook,
  listFailed,
  listWebhooks,
  queueTest,
  requeue,
  rotateSecret,
  setActive,
} from './queries.ts';
import {
  CreateWebhook,
  DeliveryRef,
  FailedListInput,
  FailedPage,
  SetWebhookActive,
  WebhookList,
  WebhookRef,
  WebhookSecret,
} from './schema.ts';
import { newWebhookSecret } from './sign.ts';

const ownersProcedure = adminProcedure('keys');

/** Every procedure about one webhook answers `webhook_not_found` if there is none with that id. */
export const webhooksAdmin = router({
  list: ownersProcedure
    .input(Nothing)
    .output(WebhookList)
    .query(async ({ ctx }) => ({
      items: await listWebhooks(ctx.sql),
      hosts: ctx.webhooks.hosts.map(({ host, port }) => (port === 443 ? host : `${host}:${port}`)),
    })),

  /** The answer has the secret, which Lethe never shows again. Errors: `webhook_url_refused`, `too_many_webhooks`. */
  create: ownersProcedure
    .input(CreateWebhook)
    .output(WebhookSecret)
    .mutation(async ({ ctx, input }) => {
      const target = readTarget(input.url, ctx.webhooks.hosts);
      if (typeof target === 'string') throw new AppError(WHY_REFUSED[target], { field: 'url' });
      const secret = newWebhookSecret();
      const sealed = await ctx.webhooks.seal(secret);
      const webhookId = await inTransaction(ctx.sql, (tx) => insertWebhook(tx, ctx.adminId, sealed, input));
      if (webhookId === undefined) throw new AppError('too_many_webhooks');
      return { webhookId, secret };
    }),

  rotateSecret: ownersProcedure
    .input(WebhookRef)
    .output(WebhookSecret)
    .mutation(async ({ ctx, input: { webhookId } }) => {
      const secret = newWebhookSecret();
      const sealed = await ctx.webhooks.seal(secret);
      requireFound(await rotateSecret(ctx.sql, ctx.adminId, webhookId, sealed));
      return { webhookId, secret };
    }),

  setActive: ownersProcedure
    .input(SetWebhookActive)
    .output(Nothing)
    .mutation(async ({ ctx, input: { webhookId, active } }) =>
      requireFound(await setActive(ctx.sql, ctx.adminId, webhookId, active)),
    ),

  remove: ownersProcedure
    .input(WebhookRef)
    .output(Nothing)
    .mutation(async ({ ctx, input: { webhookId } }) =>
      requireFound(await deleteWebhook(ctx.sql, ctx.adminId, webhookId)),
    ),

  /** Queues a test message; a disabled webhook gets none. */
  sendTest: ownersProcedure
    .input(WebhookRef)
    .output(Nothing)
    .mutation(async ({ ctx, input: { webhookId } }) =>
      requireFound(await queueTest(ctx.sql, ctx.adminId, webhookId)),
    ),

  failed: ownersProcedure
    .input(FailedListInput)
    .output(FailedPage)
    .query(async ({ ctx, input }) => page(await listFailed(ctx.sql, input), input.limit)),

  /** Errors: `delivery_not_found`, also where it has not failed. */
  resend: ownersProcedure
    .input(DeliveryRef)
    .output(Nothing)
    .mutation(async ({ ctx, input: { deliveryId } }) => {
      if (!(await requeue(ctx.sql, ctx.adminId, deliveryId))) throw new AppError('delivery_not_found');
      return {};
    }),
});

const WHY_REFUSED = {
  not_a_url: 'webhook_url_refused',
  not_https: 'webhook_url_refused',
  has_credentials: 'webhook_url_refused',
  host_not_allowed: 'webhook_host_not_allowed',
} as const;

function requireFound(found: boolean): Record<string, never> {
  if (!found) throw new AppError('webhook_not_found');
  return {};
}
