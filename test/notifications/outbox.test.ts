import type { Sql } from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, openPools } from '../../db/connect.ts';
import { createMailbox, mailboxSender } from '../../server/notifications/mailbox.ts';
import { startOutbox } from '../../server/notifications/outbox.ts';
import { forgetRefusedMessages } from '../../server/notifications/outbox-queries.ts';
import { enqueueLetter } from '../../server/notifications/queries.ts';
import { resendSender } from '../../server/notifications/resend.ts';
import type { Send } from '../../server/notifications/send.ts';
import { readRetryAfter } from '../../server/runtime/retry-after.ts';
import { addCustomer } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Accepted, type FakeResend, type Manner, startFakeResend } from '../support/fake-resend.ts';
import { startProxy } from '../support/proxy.ts';
import { eventually, untilIdleAfter } from '../support/waiting.ts';

interface Row {
  id: string;
  status: string;
  attempts: number;
  lastError: string | null;
  scrubbed: boolean;
}

const rowsOf = (sql: Sql) => sql<Row[]>`
  select id, status, attempts, last_error as "lastError",
    to_address is null and subject is null and body is null as scrubbed
  from lethe.outbox order by created_at, id`;

/** The worker's last statement of a turn, after which it sleeps; and the one by which it hears. */
const LAST_LOOK = '%min(next_attempt_at)%';
const LISTENING = 'listen %lethe_outbox%';

describe('the outbox', () => {
  let database: TestDatabase;
  let fake: FakeResend | null = null;
  let workers: Promise<void>[] = [];
  let ending = new AbortController();

  beforeEach(async () => {
    database = await createDatabase();
    ending = new AbortController();
    workers = [];
  });
  afterEach(async () => {
    ending.abort();
    await Promise.all(workers);
    await fake?.stop();
    fake = null;
    await database.drop();
  });

  const work = (send: Send | null, options: { pollMs?: number; firstRetryMs?: number } = {}): void => {
    const { signal } = ending;
    workers.push(
      startOutbox({
        sql: database.pools.app,
        notifications: database.pools.notifications,
        send,
        signal,
        firstRetryMs: 50,
        ...options,
      }),
    );
  };
  const resend = async (mannerOf: (message: Pick<Accepted, 'subject'>, before: number) => Manner) => {
    const far = await startFakeResend(mannerOf);
    fake = far;
    const to = { apiKey: 're_test', from: 'Lethe <no-reply@lethe.example>', baseUrl: far.baseUrl };
    const patient = resendSender(to);
    const impatient = resendSender({ ...to, timeoutMs: 500 });
    // Short only where no answer will come: a good one that a busy machine is slow to hear would be asked for again.
    const sender: Send = (message) => {
      const before = far.calls.filter(({ key }) => key === message.id).length;
      return (mannerOf(message, before) === 'hang' ? impatient : patient)(message);
    };
    return { fake: far, sender };
  };
  const queue = (n: number, sql: Sql = database.pools.app) =>
    enqueueLetter(sql, {
      customerId: null,
      requestId: null,
      template: 'new_request',
      to: `person${n}@example.com`,
      subject: `Message ${n}`,
      body: `Words for person ${n} <b>`,
    });
  const settled = async () => {
    await eventually(async () =>
      expect((await rowsOf(database.pools.app)).filter((row) => row.status === 'queued')).toEqual([]),
    );
    return rowsOf(database.pools.app);
  };

  test('500 messages through every failure of the other side: none lost, none twice, all addresses gone by the deadline', async () => {
    const troubles: Manner[] = ['too_many', 'broken', 'hang', 'lost', 'bad_json'];
    const { fake: far, sender } = await resend(({ subject }, before) => {
      const n = Number(subject.split(' ')[1]);
      if (n % 50 === 49) return 'refuse';
      return before === 0 && n % 5 === 0 ? (troubles[(n / 5) % troubles.length] ?? 'accept') : 'accept';
    });
    await Promise.all(Array.from({ length: 500 }, (_, n) => queue(n)));
    for (let worker = 0; worker < 6; worker++) work(sender);
    const rows = await settled();
    expect(rows.filter((row) => row.status === 'sent')).toHaveLength(490);
    expect(rows.filter((row) => row.status === 'failed').map((row) => [row.lastError, row.attempts])).toEqual(
      Array.from({ length: 10 }, () => ['resend_422', 1]),
    );
    // What was refused can be sent again until its deadline.
    expect(rows.every((row) => row.scrubbed === (row.status === 'sent'))).toBe(true);
    await database.pools.app`update lethe.outbox set deadline_at = now() - interval '1 second'`;
    expect(await forgetRefusedMessages(database.pools.app)).toBe(10);
    expect((await rowsOf(database.pools.app)).every((row) => row.scrubbed)).toBe(true);
    const recipients = [...far.accepted.values()].map((message) => message.to);
    expect(recipients.every((to) => to.length === 1)).toBe(true);
    expect(new Set(recipients.flat()).size).toBe(490);
    expect(far.accepted.size).toBe(490);
    // What went well at once was not posted a second time by another worker.
    const clean = far.calls.filter((call) => call.manner === 'accept').map((call) => call.key);
    expect(new Set(clean).size).toBe(clean.length);
  });

  test('a message says the same in text and in escaped HTML', async () => {
    const { fake: far, sender } = await resend(() => 'accept');
    await queue(1);
    work(sender);
    await settled();
    expect([...far.accepted.values()]).toMatchObject([
      {
        to: ['person1@example.com'],
        text: 'Words for person 1 <b>',
        html: '<p>Words for person 1 &lt;b&gt;</p>',
      },
    ]);
  });

  test('retry-after is honored, whatever the own backoff says', async () => {
    const { fake: far, sender } = await resend((_message, before) => (before === 0 ? 'too_many' : 'accept'));
    await queue(1);
    work(sender, { firstRetryMs: 10 });
    await settled();
    const [first, second] = far.calls;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(readRetryAfter('120')).toBe(120_000);
    expect(readRetryAfter('Wed, 21 Oct 2026 07:28:00 GMT', Date.parse('2026-10-21T07:27:00Z'))).toBe(60_000);
    expect(readRetryAfter('soon')).toBe(null);
  });

  test('with the other side down all day, the message fails at its deadline and its address goes', async () => {
    const { fake: far, sender } = await resend(() => 'broken');
    await queue(1);
    const { app } = database.pools;
    await app`update lethe.outbox set deadline_at = now() + interval '1 second'`;
    work(sender, { pollMs: 100 });
    const rows = await settled();
    expect(rows).toMatchObject([{ status: 'failed', lastError: 'resend_500', scrubbed: true }]);
    expect(far.calls.length).toBeGreaterThan(1);
  });

  test('without a key messages wait, and are scrubbed at their deadline all the same', async () => {
    await queue(1);
    await queue(2);
    await database.pools.app`
      update lethe.outbox set deadline_at = now() - interval '1 second' where subject = 'Message 2'`;
    work(null, { pollMs: 50 });
    await eventually(async () =>
      expect(
        (await rowsOf(database.pools.app)).map((row) => [row.status, row.scrubbed, row.lastError]),
      ).toEqual([
        ['queued', false, null],
        ['failed', true, 'deadline'],
      ]),
    );
  });

  test('a queued message wakes the worker: it does not wait for the next look', async () => {
    const mailbox = createMailbox();
    work(mailboxSender(mailbox), { pollMs: 60_000 });
    // By a connection of its own: one of the pool's would be the very one that it looks for.
    const watcher = connect(database.url, 1);
    await untilIdleAfter(watcher, LAST_LOOK);
    await watcher.end();
    await queue(1);
    await eventually(() => expect(mailbox.newestFirst()).toHaveLength(1));
    expect(mailbox.newestFirst()).toMatchObject([{ to: 'person1@example.com', subject: 'Message 1' }]);
  });

  test('delivery goes on for a customer who was closed meanwhile', async () => {
    const { app } = database.pools;
    const customerId = await addCustomer(app);
    await enqueueLetter(app, {
      customerId,
      requestId: null,
      template: 'outcome_blocked',
      to: 'a@b.example',
      subject: 's',
      body: 'b',
    });
    await app`update lethe.customers set state = 'blocked', closed_at = now() where id = ${customerId}`;
    work(mailboxSender(createMailbox()));
    expect(await settled()).toMatchObject([{ status: 'sent', scrubbed: true }]);
  });

  test('a worker that died with messages in hand loses none: another takes them after the lease', async () => {
    const { fake: far, sender } = await resend(() => 'accept');
    await queue(1);
    await database.pools.app`
      update lethe.outbox set attempts = 1, next_attempt_at = now() + interval '1 second'`;
    work(sender, { pollMs: 100 });
    await settled();
    expect(far.calls).toHaveLength(1);
  });

  test('goes on after the database dropped every connection', async () => {
    const mailbox = createMailbox();
    work(mailboxSender(mailbox), { pollMs: 200 });
    await queue(1);
    await eventually(() => expect(mailbox.newestFirst()).toHaveLength(1));
    const outside = await createDatabase();
    await outside.pools.app`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name in ('lethe', 'lethe notifications') and datname = ${new URL(database.url).pathname.slice(1)}`;
    await outside.drop();
    await eventually(() => queue(2));
    await eventually(() => expect(mailbox.newestFirst()).toHaveLength(2));
  });

  test('goes on after the database was away for a while, before and after the first look', async () => {
    const proxy = await startProxy(database.url);
    const pools = openPools(proxy.url);
    const mailbox = createMailbox();
    proxy.down();
    const { signal } = ending;
    const worker = startOutbox({
      sql: pools.app,
      notifications: pools.notifications,
      send: mailboxSender(mailbox),
      signal,
      pollMs: 60_000,
    });
    for (const n of [1, 2]) {
      await expect(pools.app`select 1`).rejects.toBeDefined();
      await proxy.up();
      await untilIdleAfter(database.pools.app, LISTENING);
      // Polling is a minute away, so only a notification can deliver these two.
      for (const message of [10 * n, 10 * n + 1]) {
        await queue(message);
        await eventually(() => expect(mailbox.newestFirst()[0]?.subject).toBe(`Message ${message}`));
      }
      proxy.down();
    }
    ending.abort();
    await worker;
    await pools.end();
    await proxy.stop();
  });

  test('a header that was broken behind our back is not sent', async () => {
    const { fake: far, sender } = await resend(() => 'accept');
    await database.pools.app`
      insert into lethe.outbox (template, to_address, subject, body) values ('new_request', E'a@b.example\nc@d.example', 's', 'b')`;
    work(sender);
    expect(await settled()).toMatchObject([
      { status: 'failed', lastError: 'invalid_message', scrubbed: true },
    ]);
    expect(far.calls).toEqual([]);
  });

  test('ends when told, once what is in flight has been settled', async () => {
    const { sender } = await resend(() => 'accept');
    await queue(1);
    work(async (message) => {
      ending.abort();
      return sender(message);
    });
    await Promise.all(workers);
    expect(await rowsOf(database.pools.app)).toMatchObject([{ status: 'sent' }]);
  });
});
