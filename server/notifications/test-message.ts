import type { Sql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';
import { findOperator } from '../settings/queries.ts';
import { LETTER_HOURS } from '../values/limits-and-periods.ts';
import { signed } from './rules.ts';
import type { TestMessage } from './schema.ts';

/* A letter that an admin sends to the own address to see whether mail leaves. No template: nobody edits it. */

const SUBJECT = 'Test message from Lethe';
const bodyFor = (url: string) =>
  `This message shows that Lethe can send mail.\n\nYou asked for it under Settings: ${url}`;

/** Queues the message in one statement, and wakes the worker. Answers its id. */
export async function queueTestMessage(sql: Sql, adminId: string, url: string): Promise<string> {
  const audited = auditEntryFragment(sql, { actor: adminId, action: 'test_message_sent' });
  const { body } = signed({ subject: SUBJECT, body: bodyFor(url) }, await findOperator(sql));
  const [message] = await sql<[{ messageId: string }]>`
    with queued as (
      insert into lethe.outbox (template, to_address, subject, body, deadline_at)
      select 'test_message', email, ${SUBJECT}, ${body}, now() + make_interval(hours => ${LETTER_HOURS})
      from lethe.users where id = ${adminId}
      returning id
    ), audited as (${audited} from queued)
    select id as "messageId" from queued cross join pg_notify('lethe_outbox', '')`;
  return message.messageId;
}

/** How far a test message has come; null for any other message, and once the row is deleted. */
export async function findTestMessage(sql: Sql, messageId: string): Promise<TestMessage | null> {
  const [message] = await sql<TestMessage[]>`
    select status, attempts, last_error as "code" from lethe.outbox
    where id = ${messageId} and template = 'test_message'`;
  return message ?? null;
}
