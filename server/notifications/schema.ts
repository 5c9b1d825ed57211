import * as v from 'valibot';
import { Instant, line, PageInput, pageAt, pageInputAt, pageOf, text, Uuid } from '../values/schema.ts';

/** Letters about a request. */
export const RequestLetter = v.picklist([
  'request_received',
  'request_cancelled',
  'automatic_announced',
  'new_request',
  'approval_wanted',
  'proposal_ended',
  'outcome_blocked',
  'outcome_starred',
  'outcome_destroyed',
  'outcome_refused',
  'system_keeps',
  'account_unblocked',
]);
export type RequestLetter = v.InferOutput<typeof RequestLetter>;
/** Letters about an account: they have a link and name nobody. */
export const AccountLetter = v.picklist([
  'verify_email',
  'account_exists',
  'reset_password',
  'change_email',
  'email_change_asked',
  'password_changed',
  'new_device',
  'second_factor_changed',
  'second_factor_reset',
  'team_invitation',
]);
export type AccountLetter = v.InferOutput<typeof AccountLetter>;
/** A letter to owners about an admin. */
export const AlertLetter = v.picklist(['admin_alert']);
export const TemplateName = v.picklist([
  ...RequestLetter.options,
  ...AccountLetter.options,
  ...AlertLetter.options,
]);
export type TemplateName = v.InferOutput<typeof TemplateName>;

export const TemplateRef = v.strictObject({ name: TemplateName });
export const Template = v.strictObject({
  name: TemplateName,
  subject: v.string(),
  body: v.string(),
  isDefault: v.boolean(),
  placeholders: v.array(v.string()),
  /** The body must have all of these: without one the letter would be useless. */
  required: v.array(v.string()),
  updatedAt: v.nullable(Instant),
});
export type Template = v.InferOutput<typeof Template>;
export const TemplateListInput = v.strictObject({ ...pageInputAt(TemplateName) });
export const TemplateListPage = pageAt(Template, TemplateName);
const content = { subject: line(200, 1), body: text(10_000, 1) };
/** The `updatedAt` of the template that the admin edited; null for the default text. Without `basedOn` nothing is compared. */
const basedOn = v.optional(v.nullable(Instant));
export const UpdateTemplate = v.strictObject({ name: TemplateName, basedOn, ...content });
export const ResetTemplateInput = v.strictObject({ name: TemplateName, basedOn });
/** Renders a template with example values, so that an admin sees what a customer would get. */
export const PreviewTemplate = v.strictObject({ name: TemplateName, ...content });
export const PreviewedTemplate = v.strictObject({ subject: v.string(), body: v.string() });

export const MailboxInput = v.strictObject({ ...pageInputAt(Uuid) });
/** The messages of this process, newest first: only in demo mode without a mail provider. */
export const MailboxPage = pageAt(
  v.strictObject({ id: Uuid, to: v.string(), subject: v.string(), body: v.string(), sentAt: Instant }),
  Uuid,
);

export const MailProvider = v.picklist(['smtp', 'resend', 'mailbox']);
export type MailProvider = v.InferOutput<typeof MailProvider>;
/** `mailbox` is the demo's; null where nobody takes the mail. */
export const MailDelivery = v.strictObject({
  provider: v.nullable(MailProvider),
  /** Messages that have failed at least once and whose address is still known. */
  undelivered: v.number(),
});
export const MessageRef = v.strictObject({ messageId: Uuid });
/** `code` says why the last attempt failed. */
export const TestMessage = v.strictObject({
  status: v.picklist(['queued', 'sent', 'failed']),
  attempts: v.number(),
  code: v.nullable(v.string()),
});
export type TestMessage = v.InferOutput<typeof TestMessage>;

export const UndeliveredInput = v.strictObject(PageInput);
export type UndeliveredInput = v.InferOutput<typeof UndeliveredInput>;
/** Customer, name and address are null for admins who may not see customers. */
export const UndeliveredMessage = v.strictObject({
  messageId: Uuid,
  number: v.number(),
  /** A template's name, or `test_message`. */
  template: v.string(),
  /** `queued`: Lethe goes on trying, next at `nextAttemptAt`. */
  status: v.picklist(['queued', 'failed']),
  /** Why the last attempt failed, from a fixed list. */
  code: v.string(),
  attempts: v.number(),
  createdAt: Instant,
  /** Null where it was never tried. */
  attemptedAt: v.nullable(Instant),
  nextAttemptAt: v.nullable(Instant),
  /** When address and text go. */
  deadlineAt: Instant,
  canBeSentAgain: v.boolean(),
  email: v.nullable(v.string()),
  customerId: v.nullable(Uuid),
  fullName: v.nullable(v.string()),
  requestId: v.nullable(Uuid),
  requestNumber: v.nullable(v.number()),
});
export type UndeliveredMessage = v.InferOutput<typeof UndeliveredMessage>;
export const UndeliveredPage = pageOf(UndeliveredMessage);

/** Subject and body as plain text; `{{…}}` is a placeholder of placeholders.ts. */
export interface Content {
  subject: string;
  body: string;
}
