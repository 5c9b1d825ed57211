import { afterEach, expect, test } from 'vitest';
import { resendSender } from '../../server/notifications/resend.ts';
import { type FakeResend, type Manner, startFakeResend } from '../support/fake-resend.ts';

/* What becomes of a message goes by the HTTP status of the answer, whatever its words say or leave out. */

let far: FakeResend | null = null;
afterEach(() => far?.stop());

async function answerTo(manner: Manner) {
  far = await startFakeResend(() => manner);
  const send = resendSender({ apiKey: 're_test', from: 'a@lethe.example', baseUrl: far.baseUrl });
  return send({ id: crypto.randomUUID(), to: 'b@lethe.example', subject: 's', body: 'b' });
}

const wordsOfAGateway = [
  '{"message":"no"}',
  '{"statusCode":"no","name":7}',
  '{"statusCode":200}',
  'null',
  '"no"',
  '[]',
  '<h1>no</h1>',
  '',
];

test.each(wordsOfAGateway)('a 429 that says %j waits as long as its header asks', async (body) => {
  expect(await answerTo({ status: 429, body, headers: { 'retry-after': '7' } })).toEqual({
    outcome: 'retry',
    code: 'resend_429',
    retryAfterMs: 7_000,
  });
});

test.each(wordsOfAGateway)('a 422 that says %j is a refusal', async (body) => {
  expect(await answerTo({ status: 422, body })).toEqual({ outcome: 'refused', code: 'resend_422' });
});

test.each(wordsOfAGateway)('a 503 that says %j is tried again', async (body) => {
  expect(await answerTo({ status: 503, body })).toEqual({ outcome: 'retry', code: 'resend_503' });
});

test.each(wordsOfAGateway)('a 200 that says %j is no word that the message was taken', async (body) => {
  expect(await answerTo({ status: 200, body })).toEqual({ outcome: 'retry', code: 'bad_answer' });
});

test('a key that was used with other words is refused for good, one whose first call still runs is not', async () => {
  const answer = (name: string) => answerTo({ status: 409, body: JSON.stringify({ statusCode: 409, name }) });
  expect(await answer('invalid_idempotent_request')).toEqual({ outcome: 'refused', code: 'resend_409' });
  await far?.stop();
  expect(await answer('concurrent_idempotent_requests')).toEqual({ outcome: 'retry', code: 'resend_409' });
});

test('a connection that breaks is out of reach', async () => {
  expect(await answerTo('lost')).toEqual({ outcome: 'retry', code: 'unreachable' });
});

test.each(["maeve.o'neil@lethe.example", 'r&d@xn--mller-kva.example', 'почта@xn--e1afmkfd.xn--p1ai'])(
  '%s goes to Resend as it is kept',
  async (to) => {
    far = await startFakeResend(() => 'accept');
    const from = `Müller <${to}>`;
    const send = resendSender({ apiKey: 're_test', from, baseUrl: far.baseUrl });
    const id = crypto.randomUUID();
    expect(await send({ id, to, subject: 's', body: 'b' })).toEqual({ outcome: 'sent' });
    expect(far.accepted.get(id)).toMatchObject({ from, to: [to] });
  },
);
