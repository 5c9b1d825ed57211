import { compare } from './compare.ts';
import type { System } from './system.ts';

type Feed = Awaited<ReturnType<System['lethe']['erasures']['feed']['query']>>;
type Erasure = Feed['items'][number];
type Result = 'done' | 'nothing_held';

const WAIT_SECONDS = 30;
const MOST_AT_ONCE = 100;

/**
 * What Lethe still waits for, oldest first: carried out, then acknowledged. Killed in between, the system is told again; then nothing
 * is left to do but to acknowledge. The feed is asked without a cursor, so that there is none to lose. One that fails does not keep the
 * others waiting: it is told again.
 */
export async function carryOut(system: System): Promise<void> {
  const { lethe, signal } = system;
  const asked = { waitSeconds: WAIT_SECONDS, limit: MOST_AT_ONCE };
  const { items } = await lethe.erasures.feed.query(asked, { signal });
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
  if (isTooLate(erasure) || isShared(erasure)) await compare(system);
  await takeEffect(system, erasure);
  const result = await effectOf(system, erasure);
  await lethe.erasures.acknowledge.mutate({ erasureId: erasure.erasureId, result }, { signal });
}

/** Lethe has forgotten what we called the person: 30 days after we should have answered. */
const isTooLate = ({ linked, handedIn, externalIds, records }: Erasure): boolean =>
  (linked || handedIn) && externalIds.length + records.length === 0;

/** An id of ours that Lethe heard about several people. None is erased by it: we ask of everybody. */
const isShared = ({ records }: Erasure): boolean => records.some(({ shared }) => shared);

/** Of people we know by their orders too. A shared one is not theirs alone. */
const ordersOf = ({ records }: Erasure): string[] =>
  records.flatMap(({ kind, externalId, shared }) => (kind === 'service' && !shared ? [externalId] : []));

/**
 * One statement, which is there as a whole or not at all, and does nothing the second time. Not several in `sql.begin`: where the
 * connection breaks within, the driver may run the rest on another one, outside of the transaction.
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
    -- A newsletter has no use for rows without a person: starred is destroyed here. What was sent goes with them.
    delete from subscribers s using person, effect
    where s.external_id = person.external_id and effect.outcome <> 'block'
  ), taken_back as (
    delete from orders o using ordered, effect where o.order_id = ordered.order_id and effect.outcome <> 'block'
  )
  insert into totals as t (outcome, people) select outcome, 1 from effect where result = 'done'
  on conflict (outcome) do update set people = t.people + 1`;

/** The same answer each time it is asked for. */
async function effectOf({ sql }: System, { erasureId }: Erasure): Promise<Result> {
  const [effect] = await sql<
    [{ result: Result }]
  >`select result from effects where erasure_id = ${erasureId}`;
  return effect.result;
}
