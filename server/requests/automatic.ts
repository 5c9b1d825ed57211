import type { Sql } from 'postgres';
import { log } from '../runtime/log.ts';
import { causeOf, repeat } from '../runtime/schedule.ts';
import type { DecisionInput } from './decide.ts';
import { automaticRule } from './rules.ts';
import type { RequestType } from './schema.ts';

export interface DueRequest {
  requestId: string;
  number: number;
  type: RequestType;
  waitingDays: number;
}

/** The last request that a scan has read: when its waiting time ended, and its number. */
export interface QueuePosition {
  waitEndedAt: string;
  number: number;
}

export interface ScanResult {
  due: DueRequest[];
  /** Null where no pending request is left to scan. */
  last: QueuePosition | null;
}

/** A scan of so many requests takes some hundredths of a second. */
const SCAN_SIZE = 100;
/** The next run continues from there. Requests that wait for an admin are scanned again and again; they must not take the whole minute. */
const SCANS_PER_RUN = 20;
const QUEUE_START: QueuePosition = { waitEndedAt: '-infinity', number: 0 };

/**
 * Scans pending requests after a position, in the order in which their waiting time ended. Answers those that Lethe may decide now, by
 * `lethe.automatic_at`; the decision checks the same condition again under its lock. Two indexes have this order: the scan reads nothing
 * while automatic decisions are off, or while no waiting time has ended.
 */
export async function findDueRequests(
  sql: Sql,
  { waitEndedAt, number }: QueuePosition = QUEUE_START,
): Promise<ScanResult> {
  const rows = await sql<(DueRequest & { waitEndedAt: string; isDue: boolean })[]>`
    select w.id as "requestId", w.number::float8 as number, w.type, w.days as "waitingDays", w.ended_at::text as "waitEndedAt",
      coalesce(lethe.automatic_at(w.id) <= now(), false) as "isDue"
    from (select waiting_days as days, make_interval(hours => 24 * waiting_days) as wait from lethe.settings
      where enabled and automatic_processing and coalesce(automatic_since + interval '24 hours' <= now(), true)) s
    cross join lateral (
      select * from (
        (select id, number, type, waiting_days as days, (created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days) as ended_at
        from lethe.data_requests
        where status = 'pending' and system_id is null and waiting_days is not null
          and (created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days) <= now() at time zone 'UTC'
          and ((created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days), number) > (${waitEndedAt}::text::timestamp, ${number}::bigint)
        order by (created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days), number limit ${SCAN_SIZE})
        union all
        (select id, number, type, s.days, (created_at at time zone 'UTC') + s.wait
        from lethe.data_requests
        where status = 'pending' and system_id is null and waiting_days is null
          and (created_at at time zone 'UTC') <= (now() at time zone 'UTC') - s.wait
          and ((created_at at time zone 'UTC'), number) > (${waitEndedAt}::text::timestamp - s.wait, ${number}::bigint)
        order by (created_at at time zone 'UTC'), number limit ${SCAN_SIZE})
      ) scanned order by ended_at, number limit ${SCAN_SIZE}) w
    order by w.ended_at, w.number`;
  const last = rows.length < SCAN_SIZE ? undefined : rows.at(-1);
  return {
    due: rows.flatMap(({ isDue, waitEndedAt: _waitEndedAt, ...request }) => (isDue ? [request] : [])),
    last: last === undefined ? null : { waitEndedAt: last.waitEndedAt, number: last.number },
  };
}

export interface AutomaticOptions {
  sql: Sql;
  decide: (input: DecisionInput) => Promise<unknown>;
  signal: AbortSignal;
  everyMs?: number;
}

/** Every minute, decides due requests as their customers asked. Any number of servers may run this: the first one wins each request. */
export function startAutomaticProcessing({
  sql,
  decide,
  signal,
  everyMs = 60_000,
}: AutomaticOptions): Promise<void> {
  let position: QueuePosition | null = null;
  return repeat({ event: 'automatic_processing_failed', everyMs, signal }, async () => {
    for (let scans = 0; scans < SCANS_PER_RUN && !signal.aborted; scans += 1) {
      const { due, last }: ScanResult = await findDueRequests(sql, position ?? QUEUE_START);
      for (const request of due) if (!signal.aborted) await decideAsAsked(decide, request);
      position = last;
      if (position === null) return;
    }
  });
}

/** Since the scan, somebody else decided or cancelled the request, or something came up that an admin must see. */
const OVERTAKEN_KINDS = new Set(['request_already_decided', 'automatic_not_due']);

/** A request that fails must not hold up the rest; it is due again in the next run. */
async function decideAsAsked(
  decide: AutomaticOptions['decide'],
  { requestId, type, waitingDays }: DueRequest,
): Promise<void> {
  try {
    await decide({
      requestId,
      outcome: type === 'removal' ? 'destroy' : 'star',
      actor: null,
      rule: automaticRule(waitingDays),
      blacklist: [],
      notify: true,
      reason: null,
    });
  } catch (error) {
    const cause = causeOf(error);
    if (!OVERTAKEN_KINDS.has(cause)) log('automatic_decision_failed', { requestId, cause });
  }
}
