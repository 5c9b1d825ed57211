import type { Sql, TransactionSql } from 'postgres';
import type { RequestType } from './schema.ts';

/* What automatic processing reads and notes. Each scan follows an index in its order, and reads nothing while automatic decisions are off. */

export interface DueRequest {
  requestId: string;
  number: number;
  type: RequestType;
  waitingDays: number;
}

export interface UnannouncedRequest {
  requestId: string;
  customerId: string;
}

/** The last request that a scan has read: by what it is sorted, and its number. */
export interface QueuePosition {
  at: string;
  number: number;
}

export interface ScanResult<Found> {
  found: Found[];
  /** Null where no pending request is left to scan. */
  last: QueuePosition | null;
}

/** A scan of so many requests takes some hundredths of a second. */
const SCAN_SIZE = 100;
const QUEUE_START: QueuePosition = { at: '-infinity', number: 0 };

type Scanned<Found> = Found & QueuePosition & { matches: boolean };

function resultOf<Row extends Scanned<object>, Found>(
  rows: Row[],
  toFound: (row: Row) => Found,
): ScanResult<Found> {
  const last = rows.length < SCAN_SIZE ? undefined : rows.at(-1);
  return {
    found: rows.filter(({ matches }) => matches).map(toFound),
    last: last === undefined ? null : { at: last.at, number: last.number },
  };
}

/**
 * Scans announced requests after a position, in the order in which their waiting periods end. Answers those that Lethe may decide now, by
 * `lethe.automatic_at`; the decision checks the same condition again under its lock.
 */
export async function findDueRequests(
  sql: Sql,
  { at, number }: QueuePosition = QUEUE_START,
): Promise<ScanResult<DueRequest>> {
  const rows = await sql<Scanned<DueRequest>[]>`
    select w.id as "requestId", w.number::float8 as number, w.type, w.waiting_days as "waitingDays", w.ended_at::text as at,
      coalesce(lethe.automatic_at(w.id) <= now(), false) as matches
    from (
      select id, number, type, waiting_days, (announced_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days) as ended_at
      from lethe.data_requests
      where (select enabled and automatic_processing from lethe.settings)
        and status = 'pending' and system_id is null and announced_at is not null
        and (announced_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days) <= now() at time zone 'UTC'
        and ((announced_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days), number) > (${at}::text::timestamp, ${number}::bigint)
      order by (announced_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days), number limit ${SCAN_SIZE}) w
    order by w.ended_at, w.number`;
  return resultOf(rows, ({ requestId, number: found, type, waitingDays }) => ({
    requestId,
    number: found,
    type,
    waitingDays,
  }));
}

/**
 * Scans pending requests that were announced to nobody since automatic decisions were switched on. Answers those that may be announced now,
 * by `lethe.days_to_announce`. `minutes`: how far the operator's clock is ahead of UTC.
 */
export async function findUnannouncedRequests(
  sql: Sql,
  minutes: number,
  { at, number }: QueuePosition = QUEUE_START,
): Promise<ScanResult<UnannouncedRequest>> {
  const rows = await sql<Scanned<UnannouncedRequest>[]>`
    select w.id as "requestId", w.customer_id as "customerId", w.announced_at::text as at, w.number::float8 as number,
      lethe.days_to_announce(w.customer_id, w.waiting_days, ${minutes}, w.answer_by) is not null as matches
    from (
      select id, customer_id, number, waiting_days, answer_by, coalesce(announced_at, '-infinity'::timestamptz) as announced_at
      from lethe.data_requests
      where status = 'pending' and system_id is null
        and coalesce(announced_at, '-infinity'::timestamptz) <
          (select coalesce(automatic_since, 'epoch') from lethe.settings where enabled and automatic_processing)
        and (coalesce(announced_at, '-infinity'::timestamptz), number) > (${at}::text::timestamptz, ${number}::bigint)
      order by coalesce(announced_at, '-infinity'::timestamptz), number limit ${SCAN_SIZE}) w
    order by w.announced_at, w.number`;
  return resultOf(rows, ({ requestId, customerId }) => ({ requestId, customerId }));
}

/**
 * Notes that the waiting period is announced now. A longer period that was announced before stays. False where another server was faster,
 * or an admin must decide.
 */
export async function announceRequest(
  tx: TransactionSql,
  requestId: string,
  minutes: number,
): Promise<boolean> {
  const rows = await tx`
    update lethe.data_requests r set announced_at = now(), minutes_ahead = ${minutes},
      waiting_days = lethe.days_to_announce(r.customer_id, r.waiting_days, ${minutes}, r.answer_by)
    from lethe.settings s
    where r.id = ${requestId} and r.status = 'pending' and r.system_id is null
      and coalesce(r.announced_at, '-infinity') < coalesce(s.automatic_since, 'epoch')
      and lethe.days_to_announce(r.customer_id, r.waiting_days, ${minutes}, r.answer_by) is not null
    returning r.id`;
  return rows.length === 1;
}
