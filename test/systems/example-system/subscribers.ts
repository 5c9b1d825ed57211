import type { System } from './system.ts';

const BATCH = 100;

interface Subscriber {
  externalId: string;
  email: string;
  fullName: string;
}

/** Sends Lethe every subscriber, batch by batch. Sending a known subscriber again changes nothing. */
export async function reportSubscribers(system: System): Promise<void> {
  let last = '';
  for (;;) {
    const items = await listSubscribersAfter(system, last);
    if (items.length === 0) return;
    last = items.at(-1)!.externalId;
    const { results } = await system.lethe.customers.upsert.mutate({ items }, { signal: system.signal });
    await markReported(
      system,
      items.filter((_, index) => 'customerId' in results[index]!),
    );
    await pause(
      system,
      items.filter((_, index) => isClosed(results[index]!)),
    );
  }
}

/** Whether the person is blocked or erased. The feed has this too, but may be read later. */
const isClosed = (result: object): boolean =>
  'kind' in result && (result.kind === 'erased_person' || result.kind === 'customer_closed');

const listSubscribersAfter = ({ sql }: System, last: string) => sql<Subscriber[]>`
  select external_id as "externalId", email, name as "fullName" from subscribers
  where external_id > ${last} and paused_at is null order by external_id limit ${BATCH}`;

const markReported = ({ sql }: System, reported: Subscriber[]) => sql`
  update subscribers set notified_at = now()
  where external_id = any(${reported.map(({ externalId }) => externalId)}) and notified_at is null`;

const pause = ({ sql }: System, closed: Subscriber[]) => sql`
  update subscribers set paused_at = now()
  where external_id = any(${closed.map(({ externalId }) => externalId)}) and paused_at is null`;
