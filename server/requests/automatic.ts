import type { Sql } from 'postgres';
import { log } from '../log.ts';
import { causeOf, repeat } from '../schedule.ts';
import type { DecisionInput } from './decide.ts';
import type { RequestType } from './schema.ts';

export interface DueRequest {
  requestId: string;
  number: number;
  type: RequestType;
  waitingDays: number;
}

const AT_ONCE = 50;

/**
 * Pending requests that the system may decide now, oldest first, after the one given by its number. The condition is
 * `lethe.automatic_at`, the same that the decision looks at again under its lock.
 */
export const findDueForAutomatic = (sql: Sql, after = 0): Promise<DueRequest[]> => sql<DueRequest[]>`
  select r.id as "requestId", r.number::float8 as number, r.type, coalesce(r.waiting_days, s.waiting_days) as "waitingDays"
  from lethe.data_requests r cross join lethe.settings s
  where r.status = 'pending' and r.number > ${after} and s.enabled and s.automatic_processing
    and r.created_at <= now() - make_interval(hours => 24 * coalesce(r.waiting_days, s.waiting_days)) and lethe.automatic_at(r.id) <= now()
  order by r.number limit ${AT_ONCE}`;

export interface AutomaticOptions {
  sql: Sql;
  decide: (input: DecisionInput) => Promise<unknown>;
  signal: AbortSignal;
  everyMs?: number;
}

/** Decides as asked what is due, every minute. Any number of servers may: the first wins, the others pass on. */
export const startAutomaticProcessing = ({
  sql,
  decide,
  signal,
  everyMs = 60_000,
}: AutomaticOptions): Promise<void> =>
  repeat({ event: 'automatic_processing_failed', everyMs, signal }, async () => {
    let due: DueRequest[];
    let last = 0;
    do {
      due = await findDueForAutomatic(sql, last);
      for (const request of due) if (!signal.aborted) await decideAsAsked(decide, request);
      last = due.at(-1)?.number ?? last;
    } while (due.length === AT_ONCE && !signal.aborted);
  });

/** Somebody else decided or cancelled it since the look, or something came up that an admin must see. */
const OVERTAKEN = new Set(['request_already_decided', 'automatic_not_due']);

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
      rule: `waiting_period_${waitingDays}_days`,
      blacklist: [],
      notify: true,
      reason: null,
    });
  } catch (error) {
    const cause = causeOf(error);
    if (!OVERTAKEN.has(cause)) log('automatic_decision_failed', { requestId, cause });
  }
}
