import { withoutCustomer } from '../team/rules.ts';
import { adminProcedure, router } from '../trpc.ts';
import { page, pageBy } from '../values/schema.ts';
import { listConsents, listConsentTexts } from './queries.ts';
import { saveConsentText } from './save-text.ts';
import {
  ConsentListInput,
  ConsentPage,
  ConsentTextListInput,
  ConsentTextPage,
  SaveConsentText,
  SavedConsentText,
} from './schema.ts';

export const consentsAdmin = router({
  list: adminProcedure('overview')
    .input(ConsentListInput)
    .output(ConsentPage)
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = page(await listConsents(ctx.sql, input), input.limit);
      return { items: ctx.can('customers') ? items : items.map(withoutCustomer), nextCursor };
    }),
  texts: adminProcedure('overview')
    .input(ConsentTextListInput)
    .output(ConsentTextPage)
    .query(async ({ ctx, input }) =>
      pageBy(await listConsentTexts(ctx.sql, input), input.limit, ({ version }) => version),
    ),
  /** Each edit adds a version: the text that a customer agreed to stays readable. Errors: `edited_meanwhile`. */
  saveText: adminProcedure('settings')
    .input(SaveConsentText)
    .output(SavedConsentText)
    .mutation(async ({ ctx, input }) => ({
      version: await saveConsentText(ctx.sql, ctx.adminId, input),
    })),
});
