import type { TransactionSql } from 'postgres';
import { json } from '../../db/json.ts';

/** Two customers who may be one person, and why. */
export interface PossibleMatch {
  customerId: string;
  otherId: string;
  reason: 'name_differs' | 'shared_address' | 'signed_up';
}

/** Stores each pair from both sides. A pair that an admin keeps apart stays apart. */
export async function notePossibleMatches(
  tx: TransactionSql,
  matches: readonly PossibleMatch[],
): Promise<void> {
  if (matches.length === 0) return;
  await tx`
    insert into lethe.possible_matches (customer_id, other_id, reason)
    select side.customer_id, side.other_id, r.reason
    from jsonb_to_recordset(${json(tx, matches)}::jsonb) as r ("customerId" uuid, "otherId" uuid, reason text)
    cross join lateral (values (r."customerId", r."otherId"), (r."otherId", r."customerId")) as side (customer_id, other_id)
    on conflict do nothing`;
}
