import { compareWithLethe } from './compare.ts';
import type { System } from './system.ts';

type Feed = Awaited<ReturnType<System['lethe']['erasures']['feed']['query']>>;
type Erasure = Feed['items'][number];
type Result = 'done' | 'nothing_held';

const WAIT_SECONDS = 30;
const MAX_PER_ROUND = 100;

/**
 * Carries out and acknowledges the erasures that Lethe still waits for, oldest first. If the system is killed in between, it reads the erasure
 * again and only has to acknowledge it. It reads the feed without a cursor, so that it cannot lose one. An erasure that fails does not delay
 * the others: the system reads it again in the next round.
 */
export async function carryOutErasures(system: System): Promise<void> {
  const { lethe, signal } = system;
  const page = { waitSeconds: WAIT_SECONDS, limit: MAX_PER_ROUND };
  const { items } = await lethe.erasures.feed.query(page, { signal });
  const failures: unknown[] = [];
  for (const erasure of items) {
    try {
      await carryOutOne(system, erasure);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function carryOutOne(system: System, erasure: Erasure): Promise<void> {
  const { lethe, signal } = system;
  if (isTooLate(erasure) || isShared(erasure)) await compareWithLethe(system);
  await takeEffect(system, erasure);
  const result = await effectOf(system, erasure);
  await lethe.erasures.acknowledge.mutate({ erasureId: erasure.erasureId, result }, { signal });
}

/** Whether Lethe has deleted our ids of the person: 30 days after our answer was due. */
const isTooLate = ({ linked, handedIn, externalIds, records }: Erasure): boolean =>
  (linked || handedIn) && externalIds.length + records.length === 0;

/** Whether we sent one id about several people. We erase nobody by such an id, but ask Lethe about everybody. */
const isShared = ({ records }: Erasure): boolean => records.some(({ shared }) => shared);

/** The person's orders. A shared order id is not theirs alone, so it is left out. */
const ordersOf = ({ records }: Erasure): string[] =>
  records.flatMap(({ kind, externalId, shared }) => (kind === 'service' && !shared ? [externalId] : []));

/**
 * One statement, so that it takes effect as a whole or not at all; running it twice changes nothing. Several statements in `sql.begin` are not
 * safe: if the connection breaks, the driver may run the rest on another one, outside the transaction.
 */
const takeEffect = ({ sql }: System, erasure: Erasure) => sql`
  with person as (
    select external_id, email from subscribers where external_id = any(${erasure.externalIds}) for update
  ), ordered as (
    select order_id from orders
    where order_id = any(${ordersOf(erasure)}) or email in (select email from person) for update
  ), effect as (
    insert into effects (erasure_id, outcome, result)
    select ${erasure.erasureId}, ${erasure.outcome}, case when ${isTooLate(erasure) || isShared(erasure)}
      or exists (select from person) or exists (select from ordered) then 'done' else 'nothing_held' end
    on conflict (erasure_id) do nothing returning outcome, result
  ), stopped as (
    update subscribers s set paused_at = coalesce(paused_at, now()) from person, effect
    where s.external_id = person.external_id and effect.outcome = 'block'
  ), held_back as (
    update orders o set paused_at = coalesce(paused_at, now()) from ordered, effect
    where o.order_id = ordered.order_id and effect.outcome = 'block'
  ), erased as (
    -- A newsletter has no use for rows without a person, so a star destroys here too. The sent issues are deleted with the subscriber.
    delete from subscribers s using person, effect
    where s.external_id = person.external_id and effect.outcome <> 'block'
  ), taken_back as (
    delete from orders o using ordered, effect where o.order_id = ordered.order_id and effect.outcome <> 'block'
  )
  insert into totals as t (outcome, people) select outcome, 1 from effect where result = 'done'
  on conflict (outcome) do update set people = t.people + 1`;

/** Returns the same result each time, so that repeated acknowledgements are equal. */
async function effectOf({ sql }: System, { erasureId }: Erasure): Promise<Result> {
  const [effect] = await sql<
    [{ result: Result }]
  >`select result from effects where erasure_id = ${erasureId}`;
  return effect.result;
}
