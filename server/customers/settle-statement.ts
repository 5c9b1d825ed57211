import type { Sql, TransactionSql } from 'postgres';
import type { InferOutput } from 'valibot';
import { recordAudit } from '../audit/queries.ts';
import type { BlacklistKey } from '../blacklist/hmac.ts';
import { AppError } from '../errors.ts';
import { adoptAddresses } from './change-addresses.ts';
import { changeProfile } from './change-profile.ts';
import { adoptContactAddress } from './contact-address.ts';
import { lockCustomer, writeForCustomer } from './lock.ts';
import { queueOwnValue } from './own-queries.ts';
import { isCustomer } from './queries.ts';
import { isUsableStatement } from './rules.ts';
import { setByHand } from './set-by-hand.ts';
import { deleteStatement, lockStatement } from './statement-queries.ts';
import type { SettleStatement, SettleStatementOf, StatedField } from './statement-schema.ts';

/**
 * Takes over a system's differing value, or keeps ours so that no system changes it. The customer or an admin chooses; call it inside
 * `writeForCustomer`. Errors: `statement_not_found`, `statement_unusable`, `edited_meanwhile`, `value_refused`, `customer_closed`; for the
 * address that a customer signs in with, `email_confirmed`.
 */
export async function settleStatement(
  tx: TransactionSql,
  key: BlacklistKey,
  customerId: string,
  { systemId, field, reportedAt, choice }: Omit<SettleStatement, 'field'> & { field: StatedField },
): Promise<void> {
  await lockCustomer(tx, customerId);
  const statement = await lockStatement(tx, customerId, { systemId, field });
  if (statement === undefined) throw new AppError('statement_not_found');
  if (statement.reportedAt !== reportedAt) throw new AppError('edited_meanwhile');
  await setByHand(tx, customerId, [field]);
  if (choice === 'take_over') {
    await takeOver(tx, key, customerId, { field, value: statement.value });
    await deleteStatement(tx, customerId, { systemId, field });
  }
}

/** Errors: `customer_not_found`, and those of `settleStatement`. */
export async function settleByAdmin(
  { sql, blacklistKey, adminId }: { sql: Sql; blacklistKey: BlacklistKey; adminId: string },
  { customerId, ...settling }: InferOutput<typeof SettleStatementOf>,
): Promise<Record<string, never>> {
  if (!(await isCustomer(sql, customerId))) throw new AppError('customer_not_found');
  return writeForCustomer(sql, customerId, async (tx) => {
    await settleStatement(tx, blacklistKey, customerId, settling);
    const { field, choice } = settling;
    if (choice === 'keep') await queueOwnValue(tx, customerId, settling);
    await recordAudit(tx, { actor: adminId, action: 'statement_settled', details: { field, choice } });
    return {};
  });
}

async function takeOver(
  tx: TransactionSql,
  key: BlacklistKey,
  customerId: string,
  { field, value }: { field: StatedField; value: string },
): Promise<void> {
  if (!isUsableStatement(field, value)) throw new AppError('statement_unusable');
  if (field === 'addresses') await adoptAddresses(tx, customerId, value);
  else if (field === 'email') await adoptContactAddress(tx, key, customerId, value);
  else await changeProfile(tx, key, customerId, { [field]: value });
}
