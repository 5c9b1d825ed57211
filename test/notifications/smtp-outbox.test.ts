import { afterEach, beforeEach, expect, test } from 'vitest';
import { startOutbox } from '../../server/notifications/outbox.ts';
import { enqueueLetter } from '../../server/notifications/queries.ts';
import { smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { logged } from '../support/log-lines.ts';
import { type SmtpManner, type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';
import { eventually } from '../support/waiting.ts';

/* The same outbox as with Resend, with a real SMTP server on the other side. */

let database: TestDatabase;
let far: SmtpServer;
let ending: AbortController;
let worker: Promise<void>;

beforeEach(async () => {
  database = await createDatabase();
  ending = new AbortController();
});
afterEach(async () => {
  ending.abort();
  await worker;
  await far.stop();
  await database.drop();
});

const queue = (n: number) =>
  enqueueLetter(database.pools.app, {
    customerId: null,
    requestId: null,
    template: 'new_request',
    to: `person${n}@example.com`,
    subject: `Message ${n}`,
    body: `Words for person ${n}`,
  });

async function work(mannerOf: (to: string, before: number) => SmtpManner): Promise<void> {
  far = await startSmtpServer(mannerOf);
  const server = parseSmtpUrl(`smtp://127.0.0.1:${far.port}`)!;
  const timeouts = { silence: 1_500, message: 5_000 };
  const send = smtpSender({
    server,
    from: 'Lethe <lethe@shop.example>',
    url: 'https://privacy.shop.example',
    timeouts,
  });
  worker = startOutbox({
    sql: database.pools.app,
    notifications: database.pools.notifications,
    send,
    signal: ending.signal,
    firstRetryMs: 50,
  });
}

const settled = async () => {
  const rows = () => database.pools.app<
    { id: string; status: string; attempts: number; lastError: string | null; scrubbed: boolean }[]
  >`
    select id, status, attempts, last_error as "lastError",
      to_address is null and subject is null and body is null as scrubbed
    from lethe.outbox order by created_at, id`;
  await eventually(async () =>
    expect((await rows()).filter(({ status }) => status === 'queued')).toEqual([]),
  );
  return rows();
};

test('a greylisted message waits by the back-off of the outbox, and arrives once', async () => {
  await queue(1);
  await work((_to, before) => (before < 2 ? 451 : 'accept'));
  expect(await settled()).toMatchObject([{ status: 'sent', attempts: 3, lastError: null, scrubbed: true }]);
  expect(far.arrived).toMatchObject([{ to: ['person1@example.com'] }]);
});

test('a recipient who is refused ends the message at once, by a code; no line says whom it was for', async () => {
  await queue(1);
  const { text, lines } = await logged(async () => {
    await work(() => 550);
    expect(await settled()).toMatchObject([
      { status: 'failed', attempts: 1, lastError: 'smtp_550', scrubbed: false },
    ]);
  });
  expect(lines).toMatchObject([{ event: 'message_not_sent', code: 'smtp_550' }]);
  expect(text).not.toMatch(/@|person1|no such thing/u);
});

test('a message whose fate is unknown is sent again by the id of its row, so that a double is recognized', async () => {
  await queue(1);
  await work((_to, before) => (before === 0 ? 'hang' : 'accept'));
  const [row] = await settled();
  expect(row).toMatchObject({ status: 'sent', attempts: 2 });
  expect(far.arrived.map(({ messageId }) => messageId)).toEqual(
    Array.from({ length: 2 }, () => `<${row?.id}@shop.example>`),
  );
});

test('100 messages through every failure of the other side: none lost, each under one id', async () => {
  const troubles: SmtpManner[] = [451, 421, { late: 451 }, 530, 'drop'];
  const nOf = (to: string) => Number(/\d+/u.exec(to)?.[0]);
  await Promise.all(Array.from({ length: 100 }, (_, n) => queue(n)));
  await work((to, before) => {
    const n = nOf(to);
    if (n % 20 === 19) return n % 40 === 19 ? 550 : { late: 554 };
    return before === 0 && n % 5 === 0 ? (troubles[(n / 5) % troubles.length] ?? 'accept') : 'accept';
  });
  const rows = await settled();
  expect(rows.filter(({ status }) => status === 'sent')).toHaveLength(95);
  const failed = rows.filter(({ status }) => status === 'failed');
  expect(failed.filter(({ lastError }) => lastError === 'smtp_550')).toHaveLength(3);
  expect(failed.filter(({ lastError }) => lastError === 'smtp_554')).toHaveLength(2);
  expect(rows.every(({ status, scrubbed }) => scrubbed === (status === 'sent'))).toBe(true);
  expect(new Set(far.arrived.map(({ messageId }) => messageId)).size).toBe(95);
  expect(far.arrived.every(({ to }) => to.length === 1)).toBe(true);
});
