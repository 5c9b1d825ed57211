import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { asAWhole, inOneTransaction } from '../../db/transaction.ts';
import { enqueue, renderNotification } from '../notifications/queries.ts';
import { findWhoIsToKnow, holdToTell, type WhoIsToKnow } from './kept-queries.ts';
import { acknowledgeErasure, takeTurnsToAnswer } from './queries.ts';
import type { Acknowledge, Acknowledged } from './schema.ts';

/**
 * Takes a system's answer. Where it keeps something and we still have the person's address, they learn once which system, why and until
 * when (GDPR Art. 12(4)). After a star or a destroy there is none: that letter has said whom to ask. Undefined where nothing changed.
 */
export function acknowledge(
  { sql, url }: { sql: Sql; url: string },
  recipientId: string,
  input: Acknowledge,
): Promise<InferOutput<typeof Acknowledged> | undefined> {
  if (input.result !== 'retained')
    return asAWhole(() => inOneTransaction(sql, (tx) => acknowledgeErasure(tx, recipientId, input)));
  return asAWhole(() =>
    inOneTransaction(sql, async (tx) => {
      await holdToTell(tx, input.erasureId);
      await takeTurnsToAnswer(tx, input.erasureId);
      const person = await findWhoIsToKnow(tx, recipientId, input.erasureId);
      const changed = await acknowledgeErasure(tx, recipientId, input);
      if (changed !== undefined && person !== undefined) await tell(tx, url, person, input);
      return changed;
    }),
  );
}

async function tell(
  tx: TransactionSql,
  url: string,
  { customerId, requestId, email, system, ...facts }: WhoIsToKnow,
  { reason, until }: Acknowledge,
): Promise<void> {
  const kept = { system, reason: reason ?? null, until: until ?? null };
  const template = 'system_keeps';
  const letter = await renderNotification(tx, template, { ...facts, url, kept });
  await enqueue(tx, { customerId, requestId, template, to: email, ...letter });
}
