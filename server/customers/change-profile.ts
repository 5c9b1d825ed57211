import type { TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { isNewlyBlacklisted } from '../blacklist/check.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { AppError } from '../errors.ts';
import { lockCustomer } from './lock.ts';
import { updateProfile } from './own-queries.ts';
import { findProfile } from './queries.ts';
import { changedFields } from './rules.ts';
import type { ProfileField, StoredProfile, UpdateProfile } from './schema.ts';
import { setByHand } from './set-by-hand.ts';
import { deleteAgreeingStatements } from './statement-queries.ts';

type StoredProfileRow = InferOutput<typeof StoredProfile>;

/**
 * Changes the given fields for the customer or an admin; call it inside `writeForCustomer`. Only a field with a new value counts as set by
 * hand. Errors: `value_refused`, `customer_closed`.
 */
export async function changeProfile(
  tx: TransactionSql,
  key: BlacklistKey,
  customerId: string,
  changes: UpdateProfile,
): Promise<StoredProfileRow> {
  await lockCustomer(tx, customerId);
  const { email, ...before } = (await findProfile(tx, customerId)) ?? refuse('customer_closed');
  const changed = changedFields(before, changes);
  const wanted = { ...before, ...Object.fromEntries(changed.map((field) => [field, changes[field]])) };
  if (changed.length === 0) return { email, ...before };
  if (await isNewlyBlacklisted(tx, key, before, wanted)) refuse('value_refused');
  await updateProfile(tx, customerId, wanted);
  await setByHand(tx, customerId, changed);
  await deleteAgreeingStatements(tx, customerId, pick(wanted, changed));
  return { email, ...wanted };
}

const pick = (profile: UpdateProfile, fields: readonly ProfileField[]) =>
  Object.fromEntries(fields.map((field) => [field, profile[field] ?? null]));

function refuse(kind: 'customer_closed' | 'value_refused'): never {
  throw new AppError(kind);
}
