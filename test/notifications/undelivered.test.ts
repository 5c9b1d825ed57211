import { afterEach, beforeEach, expect, test } from 'vitest';
import { LEASE_SECONDS, refuseMessage } from '../../server/notifications/outbox-queries.ts';
import { sendAgain } from '../../server/notifications/undelivered.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import type { Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { eventually } from '../support/waiting.ts';

/* Messages that did not get through: who sees what of them, and what sends one again. */

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.stop());
const sql = () => server.database.pools.app;

interface Listed {
  messageId: string;
  number: number;
  code: string;
  canBeSentAgain: boolean;
  email: string | null;
  fullName: string | null;
  customerId: string | null;
}
const listed = async (client: Client, input = {}) =>
  client.call<{ items: Listed[]; nextCursor: number | null }>('admin.mail.undelivered', input);
const click = (client: Client, messageId: string) => client.call('admin.mail.sendAgain', { messageId });

async function message(template = 'request_received', customerId: string | null = null): Promise<string> {
  const [row] = await sql()<[{ id: string }]>`
    insert into lethe.outbox (customer_id, template, to_address, subject, body, attempts, attempted_at)
    values (${customerId}, ${template}, 'nora@lethe.example', 'Subject', 'Words', 1, now()) returning id`;
  return row.id;
}
async function refused(template?: string, customerId?: string): Promise<string> {
  const id = await message(template, customerId);
  await refuseMessage(sql(), id, 'smtp_550');
  return id;
}
const stateOf = async (id: string) => {
  const [row] = await sql()`
    select status, to_address as "to", subject, body, deadline_at as "deadlineAt" from lethe.outbox where id = ${id}`;
  return row;
};

test('a refused message is listed with its reason and can be sent again until its deadline, under its own id', async () => {
  const { client, adminId } = await signedInAdmin(server, 'officer');
  const id = await refused();
  const before = await stateOf(id);
  expect(before).toMatchObject({
    status: 'failed',
    to: 'nora@lethe.example',
    subject: 'Subject',
    body: 'Words',
  });
  expect((await listed(client)).items).toMatchObject([
    {
      messageId: id,
      code: 'smtp_550',
      status: 'failed',
      attempts: 1,
      canBeSentAgain: true,
      email: 'nora@lethe.example',
    },
  ]);
  expect(await client.call('admin.mail.get')).toMatchObject({ undelivered: 1 });
  await click(client, id);
  expect(await stateOf(id)).toEqual({ ...before, status: 'queued' });
  expect(await sql()`select actor, details from lethe.audit where action = 'message_sent_again'`).toEqual([
    { actor: adminId, details: { messageId: id, template: 'request_received' } },
  ]);
});

test('two clicks, or two admins, send once', async () => {
  const { client, adminId } = await signedInAdmin(server);
  const id = await refused();
  const { app } = server.database.pools;
  const waiting = async () => {
    const [row] = await app<[{ count: number }]>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query ~ 'message_sent_again'`;
    return row.count;
  };
  // All of them have read the message before the first may write.
  const answers = await app.begin(async (tx) => {
    await tx`select from lethe.outbox where id = ${id} for update`;
    const all = Promise.all(Array.from({ length: 3 }, () => sendAgain(app, adminId, id)));
    await eventually(async () => expect(await waiting()).toBe(3));
    return { all };
  });
  expect((await answers.all).filter(Boolean), 'how many won').toHaveLength(1);
  await expect(click(client, id)).rejects.toMatchObject({ kind: 'message_not_sendable' });
  expect(await app`select from lethe.audit where action = 'message_sent_again'`).toHaveLength(1);
});

test('a message that waits for its next try is due at once, but not while a worker may be sending it', async () => {
  const { client } = await signedInAdmin(server);
  const id = await message();
  await sql()`update lethe.outbox set last_error = 'smtp_450', next_attempt_at = now() + interval '10 minutes'`;
  await expect(click(client, id)).rejects.toMatchObject({ kind: 'message_not_sendable' });
  await sql()`update lethe.outbox set attempted_at = now() - make_interval(secs => ${LEASE_SECONDS + 1})`;
  await click(client, id);
  expect(await sql()`select next_attempt_at <= now() as due from lethe.outbox`).toEqual([{ due: true }]);
  await expect(click(client, id)).rejects.toMatchObject({ kind: 'message_not_sendable' });
});

test('nothing goes again after the deadline, once sent, or without an address', async () => {
  const { client } = await signedInAdmin(server);
  const late = await refused();
  await sql()`update lethe.outbox set deadline_at = now() - interval '1 second' where id = ${late}`;
  const sent = await message();
  await sql()`
    update lethe.outbox set status = 'sent', to_address = null, subject = null, body = null where id = ${sent}`;
  const gone = await refused();
  await sql()`update lethe.outbox set to_address = null where id = ${gone}`;
  for (const id of [late, sent, gone, crypto.randomUUID()])
    await expect(click(client, id)).rejects.toMatchObject({ kind: 'message_not_sendable' });
  expect(
    (await listed(client)).items.map(({ messageId, canBeSentAgain }) => [messageId, canBeSentAgain]),
  ).toEqual([
    [gone, false],
    [late, false],
  ]);
  expect(await client.call('admin.mail.get')).toMatchObject({ undelivered: 0 });
});

test('a letter with a link that opens something once keeps neither address nor text', async () => {
  for (const template of ['verify_email', 'reset_password', 'change_email', 'team_invitation'])
    expect(await stateOf(await refused(template))).toMatchObject({ to: null, subject: null, body: null });
});

test('what was written before a client was closed stays undelivered; the letter about the decision does not', async () => {
  const { client } = await signedInAdmin(server);
  const { customerId } = await signedInCustomer(server);
  const before = await refused('request_received', customerId);
  await sql().begin(async (tx) => {
    await tx`select set_config('lethe.guard', 'off', true)`;
    await tx`update lethe.customers set state = 'blocked', closed_at = now() where id = ${customerId}`;
    await tx`
      insert into lethe.outbox (customer_id, template, to_address, subject, body, status, last_error)
      values (${customerId}, 'outcome_blocked', 'nora@lethe.example', 's', 'b', 'failed', 'smtp_550')`;
  });
  const [about, earlier] = (await listed(client)).items;
  expect([about?.canBeSentAgain, earlier?.canBeSentAgain]).toEqual([true, false]);
  await expect(click(client, before)).rejects.toMatchObject({ kind: 'message_not_sendable' });
  expect(await stateOf(before)).toMatchObject({ status: 'failed' });
  await click(client, String(about?.messageId));
});

test('one message is sent again five times an hour at most', async () => {
  const { client } = await signedInAdmin(server);
  const id = await message();
  for (let round = 0; round < 5; round += 1) {
    await refuseMessage(sql(), id, 'smtp_550');
    await click(client, id);
  }
  await refuseMessage(sql(), id, 'smtp_550');
  await expect(click(client, id)).rejects.toMatchObject({ kind: 'too_many_requests' });
});

test('names and addresses are for those who may see clients; the others learn that, why and when', async () => {
  const { customerId } = await signedInCustomer(server);
  await refused('request_received', customerId);
  const officer = await signedInAdmin(server, 'officer');
  expect((await listed(officer.client)).items).toMatchObject([
    { customerId, fullName: 'Nora Nobody', email: 'nora@lethe.example' },
  ]);
  for (const role of ['support', 'auditor'] as const) {
    const { client } = await signedInAdmin(server, role);
    expect((await listed(client)).items).toMatchObject([
      { customerId: null, fullName: null, email: null, code: 'smtp_550' },
    ]);
  }
});

test('the list is read in pages, newest first', async () => {
  const { client } = await signedInAdmin(server);
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.unshift(await refused());
  const first = await listed(client, { limit: 3 });
  const rest = await listed(client, { limit: 3, cursor: first.nextCursor });
  expect([...first.items, ...rest.items].map(({ messageId }) => messageId)).toEqual(ids);
  expect(rest.nextCursor).toBe(null);
});
