import type { System } from './system.ts';

const BATCH = 100;

interface Due {
  issue: number;
  externalId: string;
}

/** Sends unsent issues. It asks Lethe right before each mail, since the consent may have changed since yesterday. */
export async function sendIssues(system: System): Promise<void> {
  let last: Due = { issue: 0, externalId: '' };
  for (;;) {
    const due = await listDue(system, last);
    for (const sending of due) {
      if (await mayBeSent(system, sending)) await send(system, sending);
      last = sending;
    }
    if (due.length < BATCH) return;
  }
}

/** An error is no permission: it ends the round. */
async function mayBeSent({ lethe, signal }: System, { externalId }: Due): Promise<boolean> {
  const check = { customer: { externalId }, purpose: 'newsletter' };
  const { allowed } = await lethe.consents.check.query(check, { signal });
  return allowed;
}

const listDue = ({ sql }: System, { issue, externalId }: Due) => sql<Due[]>`
  select i.number as issue, s.external_id as "externalId" from issues i cross join subscribers s
  where (i.number, s.external_id) > (${issue}, ${externalId}) and s.paused_at is null and not exists (
    select from sendings d where d.issue = i.number and d.external_id = s.external_id)
  order by i.number, s.external_id limit ${BATCH}`;

/** Takes the place of sending a mail. It skips subscribers who were removed or paused meanwhile, and sends nothing twice. */
const send = ({ sql }: System, { issue, externalId }: Due) => sql`
  insert into sendings (issue, external_id)
  select ${issue}, external_id from subscribers where external_id = ${externalId} and paused_at is null for key share
  on conflict do nothing`;
