import type { InferOutput } from 'valibot';
import { AppError } from '../errors.ts';
import { personalDataMap } from '../personal-data/map.ts';
import { previewOutcome } from '../personal-data/preview.ts';
import { countPersonalData } from '../personal-data/queries.ts';
import { listSystemsToNotify } from '../systems/erasures/queries.ts';
import { type Decider, renderOutcomeLetter } from './decide.ts';
import { findPreviewTerms, findSubject } from './decision-queries.ts';
import type { Preview, Previewed } from './decision-schema.ts';
import { findListableIdentifiers } from './sharing-queries.ts';

/** What a decision would do, and to whom, before anybody decides. Errors: `request_not_found`, `request_already_decided`. */
export async function preview(
  decider: Decider,
  { requestId, outcome, blacklist, reason }: InferOutput<typeof Preview>,
): Promise<InferOutput<typeof Previewed>> {
  const subject = await findSubject(decider.sql, requestId);
  if (subject === undefined) throw new AppError('request_not_found');
  if (subject.customerId === null) throw new AppError('request_already_decided');
  // Read first: a row that comes later may be shown, but makes the hash old. Read last, the hash would cover what nobody saw.
  const terms = await findPreviewTerms(decider.sql, subject.customerId, outcome);
  const counts = await countPersonalData(decider.sql, subject.customerId);
  const letter = await renderOutcomeLetter(decider, subject, {
    outcome,
    blacklist,
    reason: reason ?? null,
    rule: null,
  });
  const message = letter && { to: letter.to, subject: letter.subject, body: letter.body };
  const systems = outcome === 'refuse' ? [] : await listSystemsToNotify(decider.sql, subject.customerId);
  const identifiers = await findListableIdentifiers(decider.sql, subject.customerId, subject);
  return { ...previewOutcome(personalDataMap, outcome, counts), ...terms, message, systems, identifiers };
}
