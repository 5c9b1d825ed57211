import type { System } from './system.ts';

const BATCH = 100;

/**
 * For an erasure whose ids Lethe has already deleted: asks Lethe about every subscriber that we reported. An `unknown` one was erased, so we
 * erase it too; a `closed` one was blocked. Subscribers that we never reported are unknown as well, and stay.
 */
export async function compareWithLethe(system: System): Promise<void> {
  const { lethe, signal } = system;
  let last = '';
  for (;;) {
    const reported = await listReported(system, last);
    for (const { externalId } of reported) {
      const { reason } = await lethe.consents.check.query({ customer: { externalId } }, { signal });
      if (reason === 'unknown') await erase(system, externalId);
      if (reason === 'closed') await pause(system, externalId);
      last = externalId;
    }
    if (reported.length < BATCH) return;
  }
}

const listReported = ({ sql }: System, last: string) => sql<{ externalId: string }[]>`
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
