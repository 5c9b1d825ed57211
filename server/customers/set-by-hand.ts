import type { TransactionSql } from 'postgres';
import { markSetByHand, queueCorrections } from './own-queries.ts';
import type { StatedField } from './statement-schema.ts';

/** Inside `writeForCustomer`: the person or an admin chose what stands. No system overwrites it; those that had said what stood are told. */
export async function setByHand(
  tx: TransactionSql,
  customerId: string,
  fields: readonly StatedField[],
): Promise<void> {
  await markSetByHand(tx, customerId, fields);
  await queueCorrections(tx, customerId, fields);
}
