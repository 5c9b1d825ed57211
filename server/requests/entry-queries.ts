import type { TransactionSql } from 'postgres';
import { answerDue, type Day, dayIn, minutesAhead, zoneOrFallback } from '../calendar/rules.ts';
import { accessFragment, nameInLettersFragment } from '../customers/joining-queries.ts';
import type { CustomerState } from '../customers/schema.ts';
import type { Access } from '../notifications/access.ts';
import { namedCustomerFragment } from '../systems/external-ids/naming-queries.ts';
import type { CustomerName } from '../systems/external-ids/schema.ts';
import type { RequestType } from './schema.ts';

/* Entering a request: the customer's own, or one that an admin or a system received. */

export interface NewRequest {
  customerId: string;
  type: RequestType;
  note: string | null;
  /** The admin who entered it for the customer. */
  enteredBy: string | null;
  /** The day an admin or a system received it; null for today. */
  receivedOn: Day | null;
  /** The system that received it, and by which way; null where the customer asked here, or an admin entered it. */
  received: { systemId: string; systemKeyId: string; by: string; idempotencyKey: string | null } | null;
}

export interface InsertedRequest {
  requestId: string;
  number: number;
  answerBy: Day;
}

/** What the deadline of a new request follows from, as of the start of the transaction. */
export interface DeadlineTerms {
  /** Whether Personal Data Management is on. */
  enabled: boolean;
  at: string;
  timeZone: string | null;
  /** An earlier promise for the same wish: the new deadline is no later than this day. */
  answerBy?: Day | undefined;
}

export async function findDeadlineTerms(tx: TransactionSql): Promise<DeadlineTerms> {
  const [row] = await tx<[DeadlineTerms]>`
    select enabled, now() as at, time_zone as "timeZone" from lethe.settings`;
  return row;
}

/**
 * Stores the promised days with the request, so that a later change of time zone or waiting time does not move them. Who asks here reads
 * on the page after how many days Lethe decides: for them the waiting period begins. Null where the customer already has a pending request.
 */
export async function insertRequest(
  tx: TransactionSql,
  request: NewRequest,
  { at, timeZone, answerBy: promisedBefore }: Omit<DeadlineTerms, 'enabled'>,
): Promise<InsertedRequest | null> {
  const { received, receivedOn } = request;
  const zone = zoneOrFallback(timeZone);
  const due = answerDue(receivedOn ?? dayIn(zone, at));
  const answerBy = promisedBefore !== undefined && promisedBefore < due ? promisedBefore : due;
  const minutes = minutesAhead(zone, at);
  const asksHere = received === null && request.enteredBy === null;
  const [row] = await tx<InsertedRequest[]>`
    insert into lethe.data_requests
      (customer_id, type, note, entered_by, system_id, received_by, idempotency_key, received_on, answer_by,
        minutes_ahead, waiting_days, announced_at)
    select ${request.customerId}, ${request.type}, ${request.note}, ${request.enteredBy},
      ${received?.systemId ?? null}, ${received?.by ?? null}, ${received?.idempotencyKey ?? null}, ${receivedOn}::date, ${answerBy}::date,
      ${minutes}, days, case when days is not null then now() end
    from (select case when ${asksHere} then lethe.days_to_announce(${request.customerId}, null, ${minutes}, ${answerBy}) end) a (days)
    on conflict (customer_id) where status = 'pending' do nothing
    returning id as "requestId", number::int as number, answer_by as "answerBy"`;
  return row ?? null;
}

/** A request that a system entered, and that the customer's own request has ended. */
export interface EndedRequest {
  requestId: string;
  number: number;
  answerBy: Day;
}

/** Cancels the pending request that a system entered for this customer; undefined where there is none. */
export async function endEnteredBySystem(
  tx: TransactionSql,
  customerId: string,
): Promise<EndedRequest | undefined> {
  const [row] = await tx<EndedRequest[]>`
    update lethe.data_requests set status = 'cancelled', decided_at = now()
    where customer_id = ${customerId} and status = 'pending' and system_id is not null
    returning id as "requestId", number::int as number, answer_by as "answerBy"`;
  return row;
}

export async function recordReplacedBy(tx: TransactionSql, requestId: string, by: number): Promise<void> {
  await tx`update lethe.data_requests set replaced_by = ${by} where id = ${requestId}`;
}

/**
 * Whether this system has entered fewer than `limit` pending requests. The lock makes the second of two calls of one system count what
 * the first has entered.
 */
export async function isBelowPendingLimit(
  tx: TransactionSql,
  systemId: string,
  limit: number,
): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtext('lethe_system_requests'), hashtext(${systemId}))`;
  const [row] = await tx<[{ pending: number }]>`
    select count(*)::int as pending from (
      select from lethe.data_requests where system_id = ${systemId} and status = 'pending' limit ${limit}) p`;
  return row.pending < limit;
}

/** The customer whom a system names by an id or an address; null where there is none. */
export async function findCustomerOfSystem(
  tx: TransactionSql,
  systemId: string,
  name: CustomerName,
): Promise<string | null> {
  const [row] = await tx<[{ id: string | null }]>`select ${namedCustomerFragment(tx, systemId, name)} as id`;
  return row.id;
}

export interface EarlierRequest {
  requestId: string;
  number: number;
  customerId: string | null;
  type: RequestType;
}

/** The request that an earlier call of this system entered with the same key. */
export async function findByIdempotencyKey(
  tx: TransactionSql,
  systemId: string,
  idempotencyKey: string,
): Promise<EarlierRequest | undefined> {
  const [row] = await tx<EarlierRequest[]>`
    select id as "requestId", number::int as number, customer_id as "customerId", type from lethe.data_requests
    where system_id = ${systemId} and idempotency_key = ${idempotencyKey}`;
  return row;
}

export interface LetterAddressee {
  /** Null where Lethe knows no address: the customer gets no letter. */
  email: string | null;
  /** Null where several people read the mailbox. */
  fullName: string | null;
  access: Access;
}

export async function findLetterAddressee(tx: TransactionSql, customerId: string): Promise<LetterAddressee> {
  const [row] = await tx<[LetterAddressee]>`
    select c.email, ${nameInLettersFragment(tx)} as "fullName", ${accessFragment(tx)} as access from lethe.customers c where c.id = ${customerId}`;
  return row;
}

/**
 * Locks the customer's row against a decision, so that a request can be entered. A blocked customer accepts nothing else, so this turns
 * the closed-customer guard off for the transaction. Answers the state; null where there is no such customer.
 */
export async function lockCustomerForRequest(
  tx: TransactionSql,
  customerId: string,
): Promise<CustomerState | null> {
  const [row] = await tx<{ state: CustomerState }[]>`
    select state from lethe.customers where id = ${customerId} for key share`;
  if (row?.state === 'blocked') await tx`select set_config('lethe.guard', 'off', true)`;
  return row?.state ?? null;
}
