import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { inTransaction } from '../../db/transaction.ts';
import { AppError } from '../errors.ts';
import { addConsentText, findNewestText, lockConsentTexts } from './queries.ts';
import type { SaveConsentText } from './schema.ts';

/** Adds a version. Errors: `edited_meanwhile` if another admin added one after the version that this edit is based on. */
export const saveConsentText = (
  sql: Sql,
  adminId: string,
  { basedOn, ...next }: InferOutput<typeof SaveConsentText>,
): Promise<number> =>
  inTransaction(sql, async (tx) => {
    await lockConsentTexts(tx);
    const newest = await findNewestText(tx);
    const overtaken = basedOn !== undefined && basedOn !== (newest?.version ?? null);
    if (!overtaken) return addConsentText(tx, adminId, next);
    // The same edit may arrive twice, for example after a lost answer.
    const isRepetition =
      newest?.text === next.text && isSameList(newest.purposes, next.purposes ?? newest.purposes);
    if (newest === undefined || !isRepetition) throw new AppError('edited_meanwhile');
    return newest.version;
  });

const isSameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((word, index) => word === right[index]);
