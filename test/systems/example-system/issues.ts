import type { System } from './system.ts';

const BATCH = 100;

interface Due {
  issue: number;
  externalId: string;
}

/** Sends what has not been sent. Lethe is asked each time, just before: an answer of yesterday is worth nothing. */
export async function sendIssues(system: System): Promise<void> {
  let last: Due = { issue: 0, externalId: '' };
  for (;;) {
    const due = await listDue(system, last);
    for (const one of due) {
      if (await mayBeSent(system, one)) await send(system, one);
      last = one;
    }
    if (due.length < BATCH) return;
  }
}

/** An error is no permission either: it ends the round. */
async function mayBeSent({ lethe, signal }: System, { externalId }: Due): Promise<boolean> {
  const asked = { customer: { externalId }, purpose: 'newsletter' };
  const { allowed } = await lethe.consents.check.query(asked, { signal });
  return allowed;
}

const listDue = ({ sql }: System, { issue, externalId }: Due) => sql<Due[]>`
  select i.number as issue, s.external_id as "externalId" from issues i cross join subscribers s
  where (i.number, s.external_id) > (${issue}, ${externalId}) and s.paused_at is null and not exists (
    select from sendings d where d.issue = i.number and d.external_id = s.external_id)
  order by i.number, s.external_id limit ${BATCH}`;

/** Stands for the mail. Nobody who has left in the meantime gets it, and nobody twice. */
const send = ({ sql }: System, { issue, externalId }: Due) => sql`
  insert into sendings (issue, external_id)
  select ${issue}, external_id from subscribers where external_id = ${externalId} and paused_at is null for key share
  on conflict do nothing`;
