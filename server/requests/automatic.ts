import type { Sql } from 'postgres';
import { minutesAhead, zoneOrFallback } from '../calendar/rules.ts';
import { log } from '../runtime/log.ts';
import { causeOf, repeat } from '../runtime/schedule.ts';
import { findSettings } from '../settings/queries.ts';
import { announce } from './announce.ts';
import {
  type DueRequest,
  findDueRequests,
  findUnannouncedRequests,
  type QueuePosition,
  type ScanResult,
} from './automatic-queries.ts';
import type { DecisionInput } from './decide.ts';
import { endLapsedProposals } from './end-proposal.ts';
import { automaticRule } from './rules.ts';

/** The next run continues from there. Requests that wait for an admin are scanned again and again; they must not take the whole minute. */
const SCANS_PER_RUN = 20;

export interface AutomaticOptions {
  sql: Sql;
  /** The public address of this product, for letters. */
  url: string;
  decide: (input: DecisionInput) => Promise<unknown>;
  signal: AbortSignal;
  everyMs?: number;
}

/**
 * Every minute, ends proposals that lapsed, tells those who wait when Lethe decides, and decides due requests as their customers asked. Any number of servers may run
 * this: the first one wins each request.
 */
export function startAutomaticProcessing({
  sql,
  url,
  decide,
  signal,
  everyMs = 60_000,
}: AutomaticOptions): Promise<void> {
  const announceNext = createQueue(signal);
  const decideNext = createQueue(signal);
  return repeat({ event: 'automatic_processing_failed', everyMs, signal }, async () => {
    await endLapsedProposals(sql, url);
    const { timeZone } = await findSettings(sql);
    const minutes = minutesAhead(zoneOrFallback(timeZone), Date.now());
    await announceNext(
      (position) => findUnannouncedRequests(sql, minutes, position),
      (request) =>
        tryEach('automatic_announcement_failed', request, () => announce(sql, url, request, minutes)),
    );
    await decideNext(
      (position) => findDueRequests(sql, position),
      (request) => tryEach('automatic_decision_failed', request, () => decide(decisionAsAsked(request))),
    );
  });
}

/** Scans some pages of a queue in each run, and goes on in the next run where it stopped. */
function createQueue(signal: AbortSignal) {
  let position: QueuePosition | null = null;
  return async <Found>(
    scan: (position?: QueuePosition) => Promise<ScanResult<Found>>,
    act: (found: Found) => Promise<void>,
  ): Promise<void> => {
    for (let scans = 0; scans < SCANS_PER_RUN && !signal.aborted; scans += 1) {
      const { found, last }: ScanResult<Found> = await scan(position ?? undefined);
      for (const one of found) if (!signal.aborted) await act(one);
      position = last;
      if (position === null) return;
    }
  };
}

const decisionAsAsked = ({ requestId, type, waitingDays }: DueRequest): DecisionInput => ({
  requestId,
  outcome: type === 'removal' ? 'destroy' : 'star',
  actor: null,
  rule: automaticRule(waitingDays),
  blacklist: [],
  notify: true,
  reason: null,
});

/** Since the scan, somebody else decided or cancelled the request, or something came up that an admin must see. */
const OVERTAKEN_KINDS = new Set(['request_already_decided', 'automatic_not_due', 'customer_closed']);

/** A request that fails must not hold up the rest; its turn comes again in the next run. */
async function tryEach(
  event: string,
  { requestId }: { requestId: string },
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const cause = causeOf(error);
    if (!OVERTAKEN_KINDS.has(cause)) log(event, { requestId, cause });
  }
}
