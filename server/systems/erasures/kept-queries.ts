import type { TransactionSql } from 'postgres';
import type { Day } from '../../calendar/rules.ts';
import { accessOf, nameInLetters } from '../../customers/joining-queries.ts';
import type { Access } from '../../notifications/ways.ts';

/* Whom a system's answer concerns, as long as we know how to write to them. */

/** Locks the person whom an erasure is about, and lets a letter to them past the guard where they are blocked. */
export async function lockToNotify(tx: TransactionSql, erasureId: string): Promise<void> {
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
 * Holds the notice: of two answers in one moment the second finds it answered. Undefined where the system has said before that it keeps
 * something, and where nobody is left to write to.
 */
export async function findKeptLetterAddressee(
  tx: TransactionSql,
  systemId: string,
  erasureId: string,
): Promise<KeptLetterAddressee | undefined> {
  const [row] = await tx<KeptLetterAddressee[]>`
    select c.id as "customerId", r.id as "requestId", c.email, ${nameInLetters(tx)} as "fullName", ${accessOf(tx)} as access,
      r.number::int as "requestNumber", r.type as "requestType", r.answer_by as "answerBy", s.name as system
    from lethe.erasure_notices n
      join lethe.customers c on c.id = n.customer_id and c.state <> 'starred' and c.email is not null
      join lethe.data_requests r on r.id = n.request_id
      join lethe.systems s on s.id = n.system_id
    where n.id = ${erasureId} and n.system_id = ${systemId} and coalesce(n.result, 'marked_notified') = 'marked_notified'
    for no key update of n`;
  return row;
}
