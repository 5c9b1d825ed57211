import * as v from 'valibot';
import { Instant, PageInput, pageOf, Uuid } from '../values/schema.ts';

export const ExportOutcome = v.picklist(['running', 'complete', 'aborted']);
export const DownloadListInput = v.strictObject({ ...PageInput });
export const DownloadsOfCustomerPage = pageOf(
  v.strictObject({ number: v.number(), startedAt: Instant, bytes: v.number(), outcome: ExportOutcome }),
);
/** After a destroy the row stands by its number, without a customer or a name. */
export const DownloadPage = pageOf(
  v.strictObject({
    number: v.number(),
    customerId: v.nullable(Uuid),
    fullName: v.nullable(v.string()),
    email: v.nullable(v.string()),
    startedAt: Instant,
    finishedAt: v.nullable(Instant),
    bytes: v.number(),
    outcome: ExportOutcome,
  }),
);
