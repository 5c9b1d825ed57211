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

/** How far a look has come: when the last one's waiting time was over, and its number. */
export interface Place {
  over: string;
  number: number;
}

export interface Looked {
  due: DueRequest[];
  /** Null where nothing is left to look at. */
  last: Place | null;
}

/** A look at so many takes some hundredths of a second, whatever keeps them from being decided. */
const AT_ONCE = 100;
/** In one turn; the next one goes on from there. What waits for an admin is looked at again and again, and must not take the whole minute. */
const LOOKS_A_TURN = 20;
const BEGINNING: Place = { over: '-infinity', number: 0 };

/**
 * Of the pending requests whose waiting time is over, the next ones after a place, in the order in which it was over: those that the system may
 * decide now. The condition is `lethe.automatic_at`, the same that the decision looks at again under its lock. Two indexes have them in that order,
 * so that nothing is read while automatic decisions are off, or while nobody's time is over.
 */
export async function findDueForAutomatic(sql: Sql, { over, number }: Place = BEGINNING): Promise<Looked> {
  const rows = await sql<(DueRequest & { over: string; isDue: boolean })[]>`
    select w.id as "requestId", w.number::float8 as number, w.type, w.days as "waitingDays", w.over::text as over,
      coalesce(lethe.automatic_at(w.id) <= now(), false) as "isDue"
    from (select waiting_days as days, make_interval(hours => 24 * waiting_days) as wait from lethe.settings
      where enabled and automatic_processing and coalesce(automatic_since + interval '24 hours' <= now(), true)) s
    cross join lateral (
      select * from (
        (select id, number, type, waiting_days as days, (created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days) as over
        from lethe.data_requests
        where status = 'pending' and system_id is null and waiting_days is not null
          and (created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days) <= now() at time zone 'UTC'
          and ((created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days), number) > (${over}::text::timestamp, ${number}::bigint)
        order by (created_at at time zone 'UTC') + make_interval(hours => 24 * waiting_days), number limit ${AT_ONCE})
        union all
        (select id, number, type, s.days, (created_at at time zone 'UTC') + s.wait
        from lethe.data_requests
        where status = 'pending' and system_id is null and waiting_days is null
          and (created_at at time zone 'UTC') <= (now() at time zone 'UTC') - s.wait
          and ((created_at at time zone 'UTC'), number) > (${over}::text::timestamp - s.wait, ${number}::bigint)
        order by (created_at at time zone 'UTC'), number limit ${AT_ONCE})
      ) looked order by over, number limit ${AT_ONCE}) w
    order by w.over, w.number`;
  const last = rows.length < AT_ONCE ? undefined : rows.at(-1);
  return {
    due: rows.flatMap(({ isDue, over: _over, ...request }) => (isDue ? [request] : [])),
    last: last === undefined ? null : { over: last.over, number: last.number },
  };
}

export interface AutomaticOptions {
  sql: Sql;
  decide: (input: DecisionInput) => Promise<unknown>;
  signal: AbortSignal;
  everyMs?: number;
}

/** Decides as asked what is due, every minute. Any number of servers may: the first wins, the others pass on. */
export function startAutomaticProcessing({
  sql,
  decide,
  signal,
  everyMs = 60_000,
}: AutomaticOptions): Promise<void> {
  let place: Place | null = null;
  return repeat({ event: 'automatic_processing_failed', everyMs, signal }, async () => {
    for (let looks = 0; looks < LOOKS_A_TURN && !signal.aborted; looks += 1) {
      const { due, last }: Looked = await findDueForAutomatic(sql, place ?? BEGINNING);
      for (const request of due) if (!signal.aborted) await decideAsAsked(decide, request);
      place = last;
      if (place === null) return;
    }
  });
}

/** Somebody else decided or cancelled it since the look, or something came up that an admin must see. */
const OVERTAKEN_KINDS = new Set(['request_already_decided', 'automatic_not_due']);

/** One that fails must not hold up the rest; it is due again in the next turn. */
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
