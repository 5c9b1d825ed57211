import { createHmac } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { verifyWebhook } from '../../server/systems/client/client.ts';
import { newWebhookSecret, signatures } from '../../server/webhooks/sign.ts';

const secret = newWebhookSecret();
const now = () => Math.floor(Date.now() / 1000);
const body = '{"type":"test","timestamp":"2026-12-01T12:00:00Z","data":{}}';
const signedAt = (timestamp: number, by = [secret]) => ({
  'webhook-id': 'one',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signatures(by, 'one', timestamp, body),
});

it('a signature is that of Standard Webhooks', () => {
  // The example of the scheme's own documentation.
  const example = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const text = '{"test": 2432232314}';
  expect(signatures([example], 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, text)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

it('a message is verified by its headers in either form, by one of several signatures', async () => {
  const headers = signedAt(now(), [newWebhookSecret(), secret]);
  const expected = { id: 'one', type: 'test', timestamp: '2026-12-01T12:00:00Z', data: {} };
  expect(await verifyWebhook({ headers, body, secret })).toEqual(expected);
  expect(await verifyWebhook({ headers: new Headers(headers), body, secret })).toEqual(expected);
});

it('one that was recorded cannot be played again later, and its time cannot be moved', async () => {
  for (const timestamp of [now() - 301, now() + 301])
    await expect(verifyWebhook({ headers: signedAt(timestamp), body, secret })).rejects.toMatchObject({
      kind: 'too_old',
    });
  expect(await verifyWebhook({ headers: signedAt(now() - 295), body, secret })).toMatchObject({ id: 'one' });
  const moved = { ...signedAt(now() - 1_000), 'webhook-timestamp': String(now()) };
  await expect(verifyWebhook({ headers: moved, body, secret })).rejects.toMatchObject({
    kind: 'signature_wrong',
  });
});

it.each([
  ['another body', { body: body.replace('test', 'tost') }],
  ['another secret', { secret: newWebhookSecret() }],
  ['another id', { headers: { ...signedAt(now()), 'webhook-id': 'two' } }],
  ['no signature', { headers: { ...signedAt(now()), 'webhook-signature': '' } }],
  ['no headers', { headers: {} }],
  [
    'a version of another kind',
    {
      headers: {
        ...signedAt(now()),
        'webhook-signature': signedAt(now())['webhook-signature'].replace('v1,', 'v2,'),
      },
    },
  ],
  ['an empty signature', { headers: { ...signedAt(now()), 'webhook-signature': 'v1,' } }],
  ['a signature that is no base64', { headers: { ...signedAt(now()), 'webhook-signature': 'v1,%%%' } }],
  ['a timestamp that is no number', { headers: { ...signedAt(now()), 'webhook-timestamp': 'NaN' } }],
])('%s is refused', async (_, changed) => {
  await expect(verifyWebhook({ headers: signedAt(now()), body, secret, ...changed })).rejects.toMatchObject({
    kind: 'signature_wrong',
  });
});

it('an empty secret, with which everybody could sign, is a mistake of the caller', async () => {
  const forged = {
    ...signedAt(now()),
    'webhook-signature': `v1,${createHmac('sha256', '').update(`one.${now()}.${body}`).digest('base64')}`,
  };
  await expect(verifyWebhook({ headers: forged, body, secret: '' })).rejects.toThrow('not a secret');
});

it('each signature is compared by the platform, in constant time, whether or not an earlier one is right', async () => {
  const verify = vi.spyOn(crypto.subtle, 'verify');
  onTestFinished(() => verify.mockRestore());
  const headers = signedAt(now(), [secret, newWebhookSecret(), newWebhookSecret()]);
  await verifyWebhook({ headers, body, secret });
  expect(verify).toHaveBeenCalledTimes(3);
  verify.mockClear();
  const wrong = signedAt(now(), [newWebhookSecret()]);
  await expect(verifyWebhook({ headers: wrong, body, secret })).rejects.toThrow('no message of Lethe');
  expect(verify).toHaveBeenCalledTimes(1);
  // Only what the platform says counts.
  verify.mockResolvedValue(false);
  await expect(verifyWebhook({ headers, body, secret })).rejects.toMatchObject({ kind: 'signature_wrong' });
});

it('no more than ten signatures are looked at', async () => {
  const many = Array.from({ length: 10 }, newWebhookSecret);
  await expect(
    verifyWebhook({ headers: signedAt(now(), [...many, secret]), body, secret }),
  ).rejects.toMatchObject({ kind: 'signature_wrong' });
});
