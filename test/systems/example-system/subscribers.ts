import type { System } from './system.ts';

const BATCH = 100;

interface Subscriber {
  externalId: string;
  email: string;
  fullName: string;
}

/** Tells Lethe of every subscriber, batch by batch. What it knows already changes nothing. */
export async function tellLethe(system: System): Promise<void> {
  let last = '';
  for (;;) {
    const items = await subscribersAfter(system, last);
    if (items.length === 0) return;
    last = items.at(-1)!.externalId;
    const { results } = await system.lethe.customers.upsert.mutate({ items }, { signal: system.signal });
    await note(
      system,
      items.filter((_, at) => 'customerId' in results[at]!),
    );
    await pause(
      system,
      items.filter((_, at) => isClosed(results[at]!)),
    );
  }
}

/** Blocked or erased: the feed says so too, and may be behind. */
const isClosed = (result: object): boolean =>
  'kind' in result && (result.kind === 'erased_person' || result.kind === 'customer_closed');

const subscribersAfter = ({ sql }: System, last: string) => sql<Subscriber[]>`
  select external_id as "externalId", email, name as "fullName" from subscribers
  where external_id > ${last} and paused_at is null order by external_id limit ${BATCH}`;

const note = ({ sql }: System, taken: Subscriber[]) => sql`
  update subscribers set notified_at = now()
  where external_id = any(${taken.map(({ externalId }) => externalId)}) and notified_at is null`;

const pause = ({ sql }: System, closed: Subscriber[]) => sql`
  update subscribers set paused_at = now()
  where external_id = any(${closed.map(({ externalId }) => externalId)}) and paused_at is null`;
