import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { resendSender } from '../../server/notifications/resend.ts';
import { smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { startFakeResend } from '../support/fake-resend.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

/* What people reported of comparable software, tried here: mail. */

const FROM = 'Lethe <post@shop.example>';
const LETTER = {
  id: '01234567-89ab-4def-8123-456789abcdef',
  to: 'nora@example.com',
  subject: 'Your request',
  body: 'Words',
};

/* https://github.com/nextcloud/server/issues/25716 and https://github.com/calcom/cal.diy/issues/5254: a relay closes the connection to whoever
   greets it as `[127.0.0.1]` from another machine. */
test.each([
  ['by the host of its public address', '0.0.0.0', 'https://privacy.shop.example', 'privacy.shop.example'],
  ['by that in ASCII', '0.0.0.0', 'https://bücher.example:8443', 'xn--bcher-kva.example'],
  ['by the domain of its sender where that is no name', '0.0.0.0', 'https://203.0.113.7', 'shop.example'],
  ['nor is known to others', '0.0.0.0', 'http://localhost:3000', 'shop.example'],
  ['as this machine to this machine', '127.0.0.1', 'https://privacy.shop.example', '[127.0.0.1]'],
])('Lethe greets a mail server %s', async (_, host, url, name) => {
  const greetings: string[] = [];
  const server = createServer((socket) => {
    socket.write('220 hello\r\n');
    socket.on('data', (chunk) => {
      greetings.push(String(chunk).trim());
      socket.end('421 later\r\n');
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const send = smtpSender({ server: parseSmtpUrl(`smtp://${host}:${port}`)!, from: FROM, url });
  expect(await send(LETTER)).toEqual({ outcome: 'retry', code: 'smtp_421' });
  expect(greetings[0]).toBe(`EHLO ${name}`);
});

/* https://github.com/wagtail/wagtail/issues/4763 and https://github.com/zulip/zulip/issues/13193: whoever is on holiday answers a program. RFC 3834
   asks programs to say that they are one; Exchange listens to a header of its own. */
const OF_A_PROGRAM = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' };

test('a letter by SMTP says that a program wrote it, so that no holiday answers', async () => {
  const far = await startSmtpServer(() => 'accept');
  onTestFinished(() => far.stop());
  const server = parseSmtpUrl(`smtp://127.0.0.1:${far.port}`)!;
  await smtpSender({ server, from: FROM, url: 'https://privacy.shop.example' })(LETTER);
  const head = far.arrived[0]?.text.split('\r\n\r\n')[0]?.split('\r\n');
  for (const [name, value] of Object.entries(OF_A_PROGRAM)) expect(head).toContain(`${name}: ${value}`);
});

test('and so does one by Resend', async () => {
  const resend = await startFakeResend(() => 'accept');
  onTestFinished(() => resend.stop());
  await resendSender({ apiKey: 're_test', from: FROM, baseUrl: resend.baseUrl })(LETTER);
  expect(resend.accepted.get(LETTER.id)?.headers).toEqual(OF_A_PROGRAM);
});
