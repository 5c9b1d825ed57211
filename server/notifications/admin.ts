import * as v from 'valibot';
import { AppError } from '../errors.ts';
import type { RateLimit } from '../runtime/rate-limit.ts';
import { findSettings } from '../settings/queries.ts';
import { withoutCustomer } from '../team/rules.ts';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing, page, pageAfter } from '../values/schema.ts';
import { renderExample } from './example.ts';
import { refuseWrongPlaceholders } from './placeholders.ts';
import { findTemplate, findTemplates } from './queries.ts';
import { signed } from './rules.ts';
import { resetUnlessEdited, saveUnlessEdited } from './save-template.ts';
import {
  MailboxInput,
  MailboxPage,
  MailDelivery,
  MessageRef,
  PreviewedTemplate,
  PreviewTemplate,
  ResetTemplateInput,
  Template,
  TemplateListInput,
  TemplateListPage,
  TemplateRef,
  TestMessage,
  UndeliveredInput,
  UndeliveredPage,
  UpdateTemplate,
} from './schema.ts';
import { findTestMessage, queueTestMessage } from './test-message.ts';
import { countUndelivered, listUndelivered, sendAgain } from './undelivered.ts';

/** How often an admin may send one message again: its reader gets each try that comes through. */
const TRIES: RateLimit = { window: 3600, max: 5 };

export const templatesAdmin = router({
  list: adminProcedure('overview')
    .input(TemplateListInput)
    .output(TemplateListPage)
    .query(async ({ ctx, input }) => pageAfter(await findTemplates(ctx.sql), input, ({ name }) => name)),
  get: adminProcedure('overview')
    .input(TemplateRef)
    .output(Template)
    .query(({ ctx, input }) => findTemplate(ctx.sql, input.name)),
  /** Errors: those of `refuseWrongPlaceholders`, `edited_meanwhile`. */
  update: adminProcedure('settings')
    .input(UpdateTemplate)
    .output(Template)
    .mutation(({ ctx, input }) => {
      refuseWrongPlaceholders(input.name, input);
      return saveUnlessEdited(ctx.sql, ctx.adminId, input);
    }),
  /** Errors: `edited_meanwhile`. */
  reset: adminProcedure('settings')
    .input(ResetTemplateInput)
    .output(Template)
    .mutation(({ ctx, input }) => resetUnlessEdited(ctx.sql, ctx.adminId, input)),
  preview: adminProcedure('overview')
    .input(PreviewTemplate)
    .output(PreviewedTemplate)
    .query(async ({ ctx, input: { name, ...content } }) => {
      refuseWrongPlaceholders(name, content);
      const settings = await findSettings(ctx.sql);
      return signed(renderExample(name, content, ctx.url, settings), settings);
    }),
});

export const mailboxAdmin = router({
  list: adminProcedure('customers')
    .input(MailboxInput)
    .output(MailboxPage)
    .query(({ ctx, input }) => pageAfter(ctx.mailbox?.newestFirst() ?? [], input, ({ id }) => id)),
});

export const mailAdmin = router({
  get: adminProcedure('overview')
    .input(Nothing)
    .output(MailDelivery)
    .query(async ({ ctx }) => ({
      provider: ctx.mailProvider,
      undelivered: await countUndelivered(ctx.sql),
    })),
  undelivered: adminProcedure('overview')
    .input(UndeliveredInput)
    .output(UndeliveredPage)
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = page(await listUndelivered(ctx.sql, input), input.limit);
      return { items: ctx.can('customers') ? items : items.map(withoutCustomer), nextCursor };
    }),
  /** Errors: `message_not_sendable`, also where somebody else has just sent it; `too_many_requests`. */
  sendAgain: adminProcedure('customers')
    .input(MessageRef)
    .output(Nothing)
    .mutation(async ({ ctx, input: { messageId } }) => {
      const { allowed, retryAfter } = await ctx.charge(`send again\0${messageId}`, TRIES);
      if (!allowed) throw new AppError('too_many_requests', { retryAfter });
      if (!(await sendAgain(ctx.sql, ctx.adminId, messageId))) throw new AppError('message_not_sendable');
      return {};
    }),
  /** To the admin's own address. */
  sendTest: adminProcedure('settings')
    .input(Nothing)
    .output(MessageRef)
    .mutation(async ({ ctx }) => ({ messageId: await queueTestMessage(ctx.sql, ctx.adminId, ctx.url) })),
  testState: adminProcedure('settings')
    .input(MessageRef)
    .output(v.nullable(TestMessage))
    .query(({ ctx, input }) => findTestMessage(ctx.sql, input.messageId)),
});
