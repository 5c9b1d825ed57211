import { Nothing, page } from '../shapes.ts';
import { adminProcedure, router } from '../trpc.ts';
import { addConsentText, listConsents, listConsentTexts } from './queries.ts';
import { ConsentListInput, ConsentPage, ConsentTexts, SaveConsentText, SavedConsentText } from './schema.ts';

export const consentsAdmin = router({
  list: adminProcedure
    .input(ConsentListInput)
    .output(ConsentPage)
    .query(async ({ ctx, input }) => page(await listConsents(ctx.sql, input), input.limit)),
  texts: adminProcedure
    .input(Nothing)
    .output(ConsentTexts)
    .query(async ({ ctx }) => ({ items: await listConsentTexts(ctx.sql) })),
  /** Each edit is a new version: what somebody agreed to stays readable as it was. */
  saveText: adminProcedure
    .input(SaveConsentText)
    .output(SavedConsentText)
    .mutation(async ({ ctx, input }) => ({
      version: await addConsentText(ctx.sql, input.text, ctx.adminId),
    })),
});
