import type { Service } from './service.ts';

type Feed = Awaited<ReturnType<Service['lethe']['erasures']['feed']['query']>>;
type Erasure = Feed['items'][number];
type Result = 'done' | 'nothing_held';

const WAIT_SECONDS = 30;

/**
 * What Lethe still waits for, oldest first: carried out, then acknowledged. Killed in between, the service is told again; then nothing
 * is left to do but to acknowledge. The feed is asked without a cursor, so that there is none to lose.
 */
export async function carryOut(service: Service): Promise<void> {
  const { lethe, signal } = service;
  const { items } = await lethe.erasures.feed.query({ waitSeconds: WAIT_SECONDS }, { signal });
  for (const erasure of items) {
    await takeEffect(service, erasure);
    const result = await effectOf(service, erasure);
    await lethe.erasures.acknowledge.mutate({ erasureId: erasure.erasureId, result }, { signal });
  }
}

/**
 * One statement, which is there as a whole or not at all, and does nothing the second time. Not several in `sql.begin`: where the
 * connection breaks within, the driver may run the rest on another one, outside of the transaction.
 */
const takeEffect = ({ sql }: Service, { erasureId, externalId, outcome }: Erasure) => sql`
  with person as (
    select external_id from subscribers where external_id = ${externalId} for update
  ), effect as (
    insert into effects (erasure_id, outcome, result)
    select ${erasureId}, ${outcome}, case when exists (select from person) then 'done' else 'nothing_held' end
    on conflict (erasure_id) do nothing returning outcome, result
  ), stopped as (
    update subscribers s set paused_at = coalesce(paused_at, now()) from person, effect
    where s.external_id = person.external_id and effect.outcome = 'block'
  ), erased as (
    -- A newsletter has no use for rows without a person: starred is destroyed here. What was sent goes with them.
    delete from subscribers s using person, effect
    where s.external_id = person.external_id and effect.outcome <> 'block'
  )
  insert into totals as t (outcome, people) select outcome, 1 from effect where result = 'done'
  on conflict (outcome) do update set people = t.people + 1`;

/** The same answer each time it is asked for. */
async function effectOf({ sql }: Service, { erasureId }: Erasure): Promise<Result> {
  const [effect] = await sql<
    [{ result: Result }]
  >`select result from effects where erasure_id = ${erasureId}`;
  return effect.result;
}
