import * as v from 'valibot';
import { adminProcedure, router } from '../trpc.ts';
import { Nothing, pageAfter } from '../values/schema.ts';
import { renderExample } from './example.ts';
import { refuseWrongPlaceholders } from './placeholders.ts';
import { findTemplate, findTemplates } from './queries.ts';
import { resetUnlessEdited, saveUnlessEdited } from './save-template.ts';
import {
  MailboxInput,
  MailboxPage,
  MailDelivery,
  PreviewedTemplate,
  PreviewTemplate,
  ResetTemplateInput,
  Template,
  TemplateListInput,
  TemplateListPage,
  TemplateRef,
  TestMessage,
  TestMessageRef,
  UpdateTemplate,
} from './schema.ts';
import { findTestMessage, queueTestMessage } from './test-message.ts';

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
    .query(({ ctx, input: { name, ...content } }) => {
      refuseWrongPlaceholders(name, content);
      return renderExample(name, content, ctx.url);
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
    .query(({ ctx }) => ({ provider: ctx.mailProvider })),
  /** To the admin's own address. */
  sendTest: adminProcedure('settings')
    .input(Nothing)
    .output(TestMessageRef)
    .mutation(async ({ ctx }) => ({ messageId: await queueTestMessage(ctx.sql, ctx.adminId, ctx.url) })),
  testState: adminProcedure('settings')
    .input(TestMessageRef)
    .output(v.nullable(TestMessage))
    .query(({ ctx, input }) => findTestMessage(ctx.sql, input.messageId)),
});
