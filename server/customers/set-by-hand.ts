import type { TransactionSql } from 'postgres';
import { markSetByHand, queueCorrections } from './own-queries.ts';
import type { StatedField } from './statement-schema.ts';

/**
 * Marks fields as set by the customer or an admin; call it inside `writeForCustomer`. Systems do not overwrite them, and Lethe notifies
 * those that had sent the former value.
 */
export async function setByHand(
  tx: TransactionSql,
  customerId: string,
  fields: readonly StatedField[],
): Promise<void> {
  await markSetByHand(tx, customerId, fields);
  await queueCorrections(tx, customerId, fields);
}
