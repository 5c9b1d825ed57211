import * as v from 'valibot';
import { Instant, PageInput, pageOf, Uuid } from '../values/schema.ts';

export const ExportOutcome = v.picklist(['running', 'complete', 'aborted']);
export const DownloadListInput = v.strictObject({ ...PageInput });
export const DownloadsOfCustomerPage = pageOf(
  v.strictObject({ number: v.number(), startedAt: Instant, bytes: v.number(), outcome: ExportOutcome }),
);
/** After its customer was destroyed, a download keeps its number, without customer or name. */
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
