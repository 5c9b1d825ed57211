import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAdmin, addCustomer, callerFor } from '../support/caller.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { lookAndDecideThere } from '../support/decisions.ts';

let database: TestDatabase;
let customerId: string;
let adminId: string;
beforeAll(async () => {
  database = await createDatabase();
  const { app } = database.pools;
  await app`update lethe.settings set enabled = true`;
  customerId = await addCustomer(app, 'Canary Kanarienvogel', 'canary@person.example');
  adminId = await addAdmin(app);
  await addAdmin(app);
});
afterAll(() => database.drop());

interface Queued {
  template: string;
  to: string;
  subject: string;
  body: string;
}

const takeMessages = () => database.pools.app<Queued[]>`
  delete from lethe.outbox returning template, to_address as "to", subject, body`;

test('a request is confirmed to its customer, and told to each admin by its number only', async () => {
  const customer = await callerFor(database.pools, customerId);
  const { number, answerBy } = await customer.customer.requests.create({
    type: 'removal',
    note: 'a secret note',
  });
  const messages = await takeMessages();
  const [received] = messages.filter((message) => message.template === 'request_received');
  expect(received?.to).toBe('canary@person.example');
  expect(received?.body).toContain('Canary Kanarienvogel');
  expect(received?.body).toContain(new Date(answerBy).getUTCFullYear().toString());
  const news = messages.filter((message) => message.template === 'new_request');
  expect(news).toHaveLength(2);
  for (const { subject, body } of news) {
    expect(subject).toContain(String(number));
    expect(subject + body).not.toMatch(/canary|kanarienvogel|secret/i);
  }
});

test('the message shown beside a decision is the one that is sent, without the note or a foreign word', async () => {
  const { app } = database.pools;
  const [row] = await app<[{ requestId: string }]>`select id as "requestId" from lethe.data_requests`;
  const admin = await callerFor(database.pools, adminId);
  const decision = { requestId: row.requestId, outcome: 'refuse', reason: 'An invoice is open.' } as const;
  const { message } = await admin.admin.requests.preview(decision);
  await lookAndDecideThere(admin, { ...decision, blacklist: false, notify: true });
  const { letter } = await admin.admin.requests.get(row);
  expect(letter).toMatchObject({ status: 'queued', deadlineAt: expect.stringMatching(/^\d{4}-.*T.*Z$/) });
  const [sent] = await takeMessages();
  expect(sent).toEqual({ template: 'outcome_refused', ...message });
  expect(sent?.body).toMatch(/An invoice is open\..*data protection authority.*court/s);
  expect(sent?.body).not.toContain('secret');
});

test('the example beside an admin’s template is a real message but for its number and its request', async () => {
  const { admin } = await callerFor(database.pools, adminId);
  const customer = await callerFor(database.pools, customerId);
  const { requestId, number } = await customer.customer.requests.create({ type: 'removal' });
  const sent = (await takeMessages()).find((message) => message.template === 'new_request');
  const { name, subject, body } = await admin.templates.get({ name: 'new_request' });
  const example = await admin.templates.preview({ name, subject, body });
  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
  expect(example.body.replace('1042', String(number)).replace(uuid, requestId)).toBe(sent?.body);
  await customer.customer.requests.cancel({ requestId });
});

test('who entered a request on somebody’s behalf stands in the audit', async () => {
  const admin = await callerFor(database.pools, adminId);
  const { requestId } = await admin.admin.requests.create({
    customerId,
    type: 'anonymization',
    note: 'by phone',
  });
  expect(
    await database.pools.app`select actor, details from lethe.audit
      where action = 'request_entered' and request_id = ${requestId}`,
  ).toEqual([{ actor: adminId, details: {} }]);
});

test('a customer may make ten requests an hour, since each one sends a letter to every admin', async () => {
  const id = await addCustomer(database.pools.app, 'Rita Restless');
  const { customer } = await callerFor(database.pools, id);
  for (let made = 0; made < 10; made += 1) {
    const { requestId } = await customer.requests.create({ type: 'removal' });
    await customer.requests.cancel({ requestId });
  }
  await takeMessages();
  await expect(customer.requests.create({ type: 'removal' })).rejects.toMatchObject({
    kind: 'too_many_requests',
    retryAfter: expect.any(Number),
  });
  expect(await takeMessages()).toEqual([]);
});
