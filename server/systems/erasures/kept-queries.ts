import type { TransactionSql } from 'postgres';
import type { Day } from '../../calendar/rules.ts';
import { accessFragment, nameInLettersFragment } from '../../customers/joining-queries.ts';
import type { Access } from '../../notifications/access.ts';

/* The customer to write to when a system answers that it keeps data, as long as Lethe has their address. */

/** Locks the customer of an erasure, and lets this transaction write a letter to them even if they are blocked. */
export async function lockCustomerAndLiftGuard(tx: TransactionSql, erasureId: string): Promise<void> {
  await tx`
    select 1 from lethe.customers c join lethe.erasure_notices n on n.customer_id = c.id
    where n.id = ${erasureId} for key share of c`;
  await tx`select set_config('lethe.guard', 'off', true)`;
}

export interface KeptLetterAddressee {
  customerId: string;
  requestId: string;
  email: string;
  fullName: string | null;
  access: Access;
  requestNumber: number;
  requestType: 'removal' | 'anonymization';
  answerBy: Day;
  /** The name of the system that answers. */
  system: string;
}

/**
 * Locks the notice, so that the later of two simultaneous answers finds it answered. Undefined if the system has already answered, or if
 * Lethe has no address to write to.
 */
export async function lockNoticeAndFindAddressee(
  tx: TransactionSql,
  systemId: string,
  erasureId: string,
): Promise<KeptLetterAddressee | undefined> {
  const [row] = await tx<KeptLetterAddressee[]>`
    select c.id as "customerId", r.id as "requestId", c.email, ${nameInLettersFragment(tx)} as "fullName", ${accessFragment(tx)} as access,
      r.number::int as "requestNumber", r.type as "requestType", r.answer_by as "answerBy", s.name as system
    from lethe.erasure_notices n
      join lethe.customers c on c.id = n.customer_id and c.state <> 'starred' and c.email is not null
      join lethe.data_requests r on r.id = n.request_id
      join lethe.systems s on s.id = n.system_id
    where n.id = ${erasureId} and n.system_id = ${systemId} and coalesce(n.result, 'marked_notified') = 'marked_notified'
    for no key update of n`;
  return row;
}
