import { pageAfter } from '../shapes.ts';
import { adminProcedure, router } from '../trpc.ts';
import { findTemplate, findTemplates, resetTemplate, saveTemplate } from './queries.ts';
import { exampleFacts, refuseWrongPlaceholders, render } from './rules.ts';
import {
  MailboxInput,
  MailboxPage,
  PreviewedTemplate,
  PreviewTemplate,
  Template,
  TemplateListInput,
  type TemplateName,
  TemplatePage,
  TemplateRef,
  UpdateTemplate,
} from './schema.ts';

export const templatesAdmin = router({
  list: adminProcedure
    .input(TemplateListInput)
    .output(TemplatePage)
    .query(async ({ ctx, input }) => pageAfter(await findTemplates(ctx.sql), input, ({ name }) => name)),
  get: adminProcedure
    .input(TemplateRef)
    .output(Template)
    .query(({ ctx, input }) => findTemplate(ctx.sql, input.name)),
  update: adminProcedure
    .input(UpdateTemplate)
    .output(Template)
    .mutation(({ ctx, input: { name, ...content } }) => {
      refuseWrongPlaceholders(name, content);
      return saveTemplate(ctx.sql, ctx.adminId, name, content);
    }),
  reset: adminProcedure
    .input(TemplateRef)
    .output(Template)
    .mutation(({ ctx, input }) => resetTemplate(ctx.sql, ctx.adminId, input.name)),
  preview: adminProcedure
    .input(PreviewTemplate)
    .output(PreviewedTemplate)
    .query(({ ctx, input: { name, ...content } }) => {
      refuseWrongPlaceholders(name, content);
      return render(name, content, exampleFacts(name, exampleLink(name, ctx.url)));
    }),
});

export const mailboxAdmin = router({
  list: adminProcedure
    .input(MailboxInput)
    .output(MailboxPage)
    .query(({ ctx, input }) => pageAfter(ctx.mailbox?.newestFirst() ?? [], input, ({ id }) => id)),
});

/** Of no request, but as long as that of one. */
const EXAMPLE_REQUEST = '00000000-0000-4000-8000-000000001042';

const exampleLink = (name: TemplateName, url: string) =>
  name === 'new_request' ? `${url}/admin/requests/${EXAMPLE_REQUEST}` : `${url}/account/personal-data`;
