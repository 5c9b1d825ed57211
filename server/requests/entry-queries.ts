import type { TransactionSql } from 'postgres';
import { answerDue, type Day, dayIn, minutesAhead, zoneOr } from '../calendar/rules.ts';
import { accessOf, nameInLetters } from '../customers/joining-queries.ts';
import type { CustomerState } from '../customers/schema.ts';
import type { Access } from '../notifications/ways.ts';
import { namedCustomerId } from '../systems/external-ids/naming-queries.ts';
import type { CustomerName } from '../systems/external-ids/schema.ts';
import type { RequestType } from './schema.ts';

/* How a request comes in: from the customer, or entered on their behalf. */

export interface NewRequest {
  customerId: string;
  type: RequestType;
  note: string | null;
  /** The admin who entered it on the customer's behalf. */
  enteredBy: string | null;
  /** The day it came in, where somebody else entered it; null for today. */
  receivedOn: Day | null;
  /** The system that received it, and how; null where the customer asked here, or an admin entered it. */
  received: { systemId: string; by: string; idempotencyKey: string | null } | null;
}

export interface RequestRef {
  requestId: string;
  number: number;
  answerBy: Day;
}

/** What a request is promised by, at the instant that its transaction began. */
export interface PromiseTerms {
  /** Whether Personal Data Management is on. */
  enabled: boolean;
  at: string;
  timeZone: string | null;
  /** The waiting time of automatic processing; null while it is off. */
  waitingDays: number | null;
  /** A day that was promised for the same wish before: a later one does not move it. */
  answerBy?: Day | undefined;
}

export async function findPromiseTermsRow(tx: TransactionSql): Promise<PromiseTerms> {
  const [row] = await tx<[PromiseTerms]>`
    select enabled, now() as at, time_zone as "timeZone",
      case when enabled and automatic_processing then waiting_days end as "waitingDays"
    from lethe.settings`;
  return row;
}

/**
 * Keeps the days as they are promised now: a later change of zone or waiting time moves none of them. Null where the customer already
 * has a pending request.
 */
export async function insertRequest(
  tx: TransactionSql,
  request: NewRequest,
  { at, timeZone, waitingDays, answerBy: promised }: Omit<PromiseTerms, 'enabled'>,
): Promise<RequestRef | null> {
  const { received, receivedOn } = request;
  const zone = zoneOr(timeZone);
  const due = answerDue(receivedOn ?? dayIn(zone, at));
  const answerBy = promised !== undefined && promised < due ? promised : due;
  const [row] = await tx<RequestRef[]>`
    insert into lethe.data_requests
      (customer_id, type, note, entered_by, system_id, received_by, idempotency_key, received_on, answer_by,
        minutes_ahead, waiting_days)
    values (${request.customerId}, ${request.type}, ${request.note}, ${request.enteredBy},
      ${received?.systemId ?? null}, ${received?.by ?? null}, ${received?.idempotencyKey ?? null}, ${receivedOn}, ${answerBy},
      ${minutesAhead(zone, at)}, ${waitingDays})
    on conflict (customer_id) where status = 'pending' do nothing
    returning id as "requestId", number::int as number, answer_by as "answerBy"`;
  return row ?? null;
}

/** A pending request of a customer that a system entered, ended. */
export interface EndedRequest {
  requestId: string;
  number: number;
  answerBy: Day;
}

/** Ends what a system entered for this customer and is pending; undefined where there is none. */
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

export async function noteReplaced(tx: TransactionSql, requestId: string, by: number): Promise<void> {
  await tx`update lethe.data_requests set replaced_by = ${by} where id = ${requestId}`;
}

/** Of two calls of one system, the second counts what the first has entered. Answers whether fewer than `most` are pending. */
export async function hasRoomFor(tx: TransactionSql, systemId: string, most: number): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtext('lethe_system_requests'), hashtext(${systemId}))`;
  const [row] = await tx<[{ pending: number }]>`
    select count(*)::int as pending from (
      select from lethe.data_requests where system_id = ${systemId} and status = 'pending' limit ${most}) p`;
  return row.pending < most;
}

/** Whom a system names; null for nobody. */
export async function findCustomerNamed(
  tx: TransactionSql,
  systemId: string,
  name: CustomerName,
): Promise<string | null> {
  const [row] = await tx<[{ id: string | null }]>`select ${namedCustomerId(tx, systemId, name)} as id`;
  return row.id;
}

export interface EnteredBefore {
  requestId: string;
  number: number;
  customerId: string | null;
  type: RequestType;
}

/** The request that a system has entered before under the same key. */
export async function findByIdempotencyKey(
  tx: TransactionSql,
  systemId: string,
  idempotencyKey: string,
): Promise<EnteredBefore | undefined> {
  const [row] = await tx<EnteredBefore[]>`
    select id as "requestId", number::int as number, customer_id as "customerId", type from lethe.data_requests
    where system_id = ${systemId} and idempotency_key = ${idempotencyKey}`;
  return row;
}

export interface LetterTo {
  /** Null where we know no address: they get no letter. */
  email: string | null;
  /** Null where several people read the mailbox. */
  fullName: string | null;
  access: Access;
}

export async function findLetterAddressee(tx: TransactionSql, customerId: string): Promise<LetterTo> {
  const [row] = await tx<[LetterTo]>`
    select c.email, ${nameInLetters(tx)} as "fullName", ${accessOf(tx)} as access from lethe.customers c where c.id = ${customerId}`;
  return row;
}

/**
 * Takes the row of a customer for whom an admin or a system enters a request, which is all that a blocked one accepts. Answers
 * the state; null where there is no such customer.
 */
export async function holdForRequest(tx: TransactionSql, customerId: string): Promise<CustomerState | null> {
  const [row] = await tx<{ state: CustomerState }[]>`
    select state from lethe.customers where id = ${customerId} for key share`;
  if (row?.state === 'blocked') await tx`select set_config('lethe.guard', 'off', true)`;
  return row?.state ?? null;
}
