import type { System } from './system.ts';

const BATCH = 100;

/**
 * Too late to be told whom an erasure is about: every subscriber Lethe knew by our id is asked for. One it knows no more was erased, and
 * goes; one that is closed was blocked. Whoever it was never told of is unknown as well, and stays.
 */
export async function compare(system: System): Promise<void> {
  const { lethe, signal } = system;
  let last = '';
  for (;;) {
    const told = await listTold(system, last);
    for (const { externalId } of told) {
      const { reason } = await lethe.consents.check.query({ customer: { externalId } }, { signal });
      if (reason === 'unknown') await erase(system, externalId);
      if (reason === 'closed') await pause(system, externalId);
      last = externalId;
    }
    if (told.length < BATCH) return;
  }
}

const listTold = ({ sql }: System, last: string) => sql<{ externalId: string }[]>`
  select external_id as "externalId" from subscribers
  where external_id > ${last} and notified_at is not null order by external_id limit ${BATCH}`;

const erase = ({ sql }: System, externalId: string) => sql`
  with person as (delete from subscribers where external_id = ${externalId} returning email)
  delete from orders where email in (select email from person)`;

const pause = ({ sql }: System, externalId: string) => sql`
  with person as (
    update subscribers set paused_at = coalesce(paused_at, now()) where external_id = ${externalId} returning email
  )
  update orders set paused_at = coalesce(paused_at, now()) where email in (select email from person)`;
