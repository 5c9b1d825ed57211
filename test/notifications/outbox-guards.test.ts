import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPools } from '../../db/connect.ts';
import { startOutbox } from '../../server/notifications/outbox.ts';
import {
  claimDueMessages,
  failOverdueMessages,
  finishMessage,
  forgetRefusedMessages,
  postponeMessage,
  refuseMessage,
} from '../../server/notifications/outbox-queries.ts';
import { enqueueLetter } from '../../server/notifications/queries.ts';
import type { Delivery } from '../../server/notifications/send.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { logged } from '../support/log-lines.ts';
import { eventually } from '../support/waiting.ts';

/* Each guard of a message and its address for itself. */

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase();
});
afterEach(() => database.drop());
const sql = () => database.pools.app;

const queue = (n: number) =>
  enqueueLetter(sql(), {
    customerId: null,
    requestId: null,
    template: 'new_request',
    to: `person${n}@lethe.example`,
    subject: `Message ${n}`,
    body: 'Words <b>',
  });
const rows = () => sql()<{ id: string; status: string; held: boolean; late: boolean }[]>`
  select id, status, coalesce(to_address, subject, body) is not null as held, next_attempt_at > deadline_at as late
  from lethe.outbox order by created_at`;
/** Runs a worker until no message is left to send, or a failed one was postponed. */
async function deliver(delivery: Delivery) {
  const ending = new AbortController();
  const send = async () => delivery;
  const worker = startOutbox({
    sql: sql(),
    notifications: database.pools.notifications,
    send,
    signal: ending.signal,
    pollMs: 50,
    firstRetryMs: 10,
  });
  await eventually(async () => {
    const [left] = await sql()`select from lethe.outbox where last_error is null and finished_at is null`;
    expect(left).toBeUndefined();
  });
  ending.abort();
  await worker;
}

it('a message that one worker is claiming is skipped by another, and neither waits', async () => {
  await queue(1);
  const other = openPools(database.url);
  const [first, second] = await sql().begin(async (tx) => [
    await claimDueMessages(tx as never, 5),
    await Promise.race([
      claimDueMessages(other.app, 5),
      new Promise<'waits'>((done) => setTimeout(done, 5_000, 'waits')),
    ]),
  ]);
  expect([first.length, second], 'who claims what').toEqual([1, []]);
  await other.end();
});

it('a message that was claimed is nobody else’s for a minute, and somebody’s after it', async () => {
  await queue(1);
  expect(await claimDueMessages(sql(), 5)).toHaveLength(1);
  expect(await claimDueMessages(sql(), 5), 'claimed a second time').toEqual([]);
  await sql()`update lethe.outbox set next_attempt_at = next_attempt_at - interval '59 seconds'`;
  expect(await claimDueMessages(sql(), 5), 'claimed a second time').toEqual([]);
  await sql()`update lethe.outbox set next_attempt_at = next_attempt_at - interval '1 second'`;
  expect(await claimDueMessages(sql(), 5)).toHaveLength(1);
});

it('a message that is sent has lost its address and its text', async () => {
  await queue(1);
  const [message] = await claimDueMessages(sql(), 1);
  await finishMessage(sql(), message!.id);
  expect(await rows()).toMatchObject([{ status: 'sent', held: false }]);
});

it('a message that was refused has lost its address and its text at its deadline', async () => {
  await queue(1);
  const [message] = await claimDueMessages(sql(), 1);
  await refuseMessage(sql(), message!.id, 'smtp_550');
  expect(await forgetRefusedMessages(sql())).toBe(0);
  expect(await rows()).toMatchObject([{ status: 'failed', held: true }]);
  await sql()`update lethe.outbox set deadline_at = now()`;
  await deliver({ outcome: 'sent' });
  await eventually(async () => expect(await rows()).toMatchObject([{ status: 'failed', held: false }]));
});

it('at its deadline, 24 hours after it was queued, a message loses address and text', async () => {
  await queue(1);
  const [hours] =
    await sql()`select (extract(epoch from deadline_at - created_at) / 3600)::float8 as hours from lethe.outbox`;
  expect(hours).toEqual({ hours: 24 });
  expect(await failOverdueMessages(sql())).toBe(0);
  await sql()`update lethe.outbox set deadline_at = now()`;
  expect(await failOverdueMessages(sql())).toBe(1);
  expect(await rows(), 'past its deadline').toMatchObject([{ status: 'failed', held: false }]);
});

it('a wait of days that a provider asks for ends at the deadline', async () => {
  await queue(1);
  const [message] = await claimDueMessages(sql(), 1);
  await postponeMessage(sql(), message!.id, 3 * 86_400_000, 'resend_429');
  expect(await rows(), 'not past the deadline').toMatchObject([{ status: 'queued', late: false }]);
  await queue(2);
  await deliver({ outcome: 'retry', code: 'resend_429', retryAfterMs: 3 * 86_400_000 });
  expect(
    (await rows()).map(({ late }) => late),
    'not past the deadline',
  ).toEqual([false, false]);
  await sql()`update lethe.outbox set deadline_at = now(), next_attempt_at = least(next_attempt_at, now())`;
  await failOverdueMessages(sql());
  expect((await rows()).map(({ held }) => held)).toEqual([false, false]);
});

it('a message with a header that was broken behind our back is refused', async () => {
  await sql()`insert into lethe.outbox (template, to_address, subject, body)
    values ('new_request', E'a@lethe.example\\nb@lethe.example', 's', 'b'), ('new_request', 'a@lethe.example', E's\\r\\nBcc: b', 'b')`;
  await deliver({ outcome: 'sent' });
  expect(
    (await rows()).map(({ status }) => status),
    'a broken header',
  ).toEqual(['failed', 'failed']);
});

it('a message that was refused, or must wait, is logged by its id and a code alone', async () => {
  for (const delivery of [
    { outcome: 'refused', code: 'resend_422' },
    { outcome: 'retry', code: 'timeout' },
  ] as const) {
    await queue(1);
    const { lines, text } = await logged(() => deliver(delivery));
    expect(
      lines.map((line) => Object.keys(line)),
      'what is logged',
    ).toEqual([['at', 'event', 'outboxId', 'code', 'attempts']]);
    expect(text).not.toContain('lethe.example');
  }
});
