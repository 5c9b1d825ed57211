import * as v from 'valibot';
import { Instant, line, PageInput, pageOf, Uuid } from '../values/schema.ts';
import { EVENTS } from './rules.ts';

const WebhookEvent = v.picklist(EVENTS);
const Events = v.pipe(
  v.array(WebhookEvent),
  v.minLength(1, 'required'),
  v.maxLength(EVENTS.length, 'too_long'),
  v.check((events) => new Set(events).size === events.length, 'duplicate'),
);

export const CreateWebhook = v.strictObject({ url: line(500, 1), events: Events });
export type CreateWebhook = v.InferOutput<typeof CreateWebhook>;
export const WebhookRef = v.strictObject({ webhookId: Uuid });
export const SetWebhookActive = v.strictObject({ webhookId: Uuid, active: v.boolean() });
/** The only answers that have a secret. */
export const WebhookSecret = v.strictObject({ webhookId: Uuid, secret: v.string() });

const WebhookState = v.picklist(['active', 'disabled', 'gone']);
export const ListedWebhook = v.strictObject({
  webhookId: Uuid,
  url: v.string(),
  events: v.array(WebhookEvent),
  /** `gone`: the receiver answered 410. */
  state: WebhookState,
  createdAt: Instant,
  /** The admin who made it; null where they have left the team. */
  createdBy: v.nullable(v.string()),
  /** Until when the former secret signs too; null where there is none. */
  formerUntil: v.nullable(Instant),
  /** The last attempt of any message; null before the first. */
  lastAttempt: v.nullable(
    v.strictObject({ at: Instant, delivered: v.boolean(), code: v.nullable(v.string()) }),
  ),
  queued: v.number(),
  failed: v.number(),
});
export type ListedWebhook = v.InferOutput<typeof ListedWebhook>;
/** `hosts`: whom Lethe may call at all, by `LETHE_WEBHOOK_HOSTS`. */
export const WebhookList = v.strictObject({ items: v.array(ListedWebhook), hosts: v.array(v.string()) });

export const FailedListInput = v.strictObject({ ...PageInput, webhookId: Uuid });
export type FailedListInput = v.InferOutput<typeof FailedListInput>;
export const FailedDelivery = v.strictObject({
  deliveryId: Uuid,
  number: v.number(),
  event: v.picklist([...EVENTS, 'test']),
  requestId: v.nullable(Uuid),
  requestNumber: v.nullable(v.number()),
  createdAt: Instant,
  attempts: v.number(),
  attemptedAt: v.nullable(Instant),
  code: v.nullable(v.string()),
});
export type FailedDelivery = v.InferOutput<typeof FailedDelivery>;
export const FailedPage = pageOf(FailedDelivery);
export const DeliveryRef = v.strictObject({ deliveryId: Uuid });
