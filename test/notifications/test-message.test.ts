import { afterEach, beforeEach, expect, test } from 'vitest';
import { startOutbox } from '../../server/notifications/outbox.ts';
import { smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type SmtpManner, type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';
import { eventually } from '../support/waiting.ts';

/* An admin sees whether mail leaves, by a letter to the own address. */

let server: TestServer;
let far: SmtpServer;
let ending: AbortController;
let worker: Promise<void>;

beforeEach(async () => {
  server = await startServer({ mailbox: null, mailProvider: 'smtp' });
  ending = new AbortController();
});
afterEach(async () => {
  ending.abort();
  await worker;
  await far.stop();
  await server.stop();
});

async function work(mannerOf: (to: string, before: number) => SmtpManner): Promise<void> {
  far = await startSmtpServer(mannerOf);
  const to = parseSmtpUrl(`smtp://127.0.0.1:${far.port}`)!;
  const send = smtpSender({ server: to, from: 'lethe@shop.example', url: server.url });
  worker = startOutbox({
    sql: server.database.pools.app,
    notifications: server.database.pools.notifications,
    send,
    signal: ending.signal,
  });
}

async function sendTest() {
  const { client, adminId, email } = await signedInAdmin(server);
  const { messageId } = await client.call<{ messageId: string }>('admin.mail.sendTest');
  const state = () => client.call('admin.mail.testState', { messageId });
  return { client, adminId, email, messageId, state };
}

test('a test message goes to the own address alone, its state is shown, and the audit has it', async () => {
  await work(() => 'accept');
  const { client, adminId, email, messageId, state } = await sendTest();
  expect(await client.call('admin.mail.get')).toEqual({ provider: 'smtp', undelivered: 0 });
  await eventually(async () => expect(await state()).toEqual({ status: 'sent', attempts: 1, code: null }));
  expect(far.arrived).toMatchObject([{ to: [email], messageId: `<${messageId}@shop.example>` }]);
  expect(far.arrived[0]?.text).toContain('Subject: Test message from Lethe\r\n');
  expect(
    await server.database.pools
      .app`select actor, details from lethe.audit where action = 'test_message_sent'`,
  ).toEqual([{ actor: adminId, details: {} }]);
});

test('a test message that does not get through says why, by a code', async () => {
  await work(() => 450);
  const { state } = await sendTest();
  await eventually(async () =>
    expect(await state()).toEqual({ status: 'queued', attempts: 1, code: 'smtp_450' }),
  );
});

test('the state of any other letter is not told', async () => {
  await work(() => 'accept');
  const { client } = await sendTest();
  const [letter] = await server.database.pools.app<{ id: string }[]>`
    insert into lethe.outbox (template, to_address, subject, body) values ('new_request', 'a@b.example', 's', 'b')
    returning id`;
  expect(await client.call('admin.mail.testState', { messageId: letter?.id })).toBe(null);
});
