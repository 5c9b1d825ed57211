import { afterEach, beforeEach, expect, test } from 'vitest';
import { asHtml } from '../../server/notifications/html.ts';
import { startOutbox } from '../../server/notifications/outbox.ts';
import { resendSender } from '../../server/notifications/resend.ts';
import type { Send } from '../../server/notifications/send.ts';
import { smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { signedInAdmin } from '../support/accounts.ts';
import { startFakeResend } from '../support/fake-resend.ts';
import { base64, jpeg, png, webp } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

/* The operator's logo above letters, as their readers get them. */

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.stop());
const sql = () => server.database.pools.app;

const NAME = 'Nordlicht & "Söhne" <GmbH>';
async function useLogo(bytes: Uint8Array): Promise<void> {
  const { client } = await signedInAdmin(server);
  await client.call('admin.settings.update', { operatorName: NAME });
  await client.call('admin.settings.saveLogo', { image: base64(bytes) });
}

/** One letter through the worker. */
async function deliver(send: Send): Promise<void> {
  await sql()`delete from lethe.outbox`;
  await sql()`
    insert into lethe.outbox (template, to_address, subject, body) values ('new_request', 'a@b.example', 'Subject', 'Words <b>')`;
  const ending = new AbortController();
  const { app, notifications } = server.database.pools;
  const worker = startOutbox({ sql: app, notifications, send, signal: ending.signal, pollMs: 50 });
  await expect.poll(async () => (await app`select 1 from lethe.outbox where status = 'sent'`).length).toBe(1);
  ending.abort();
  await worker;
}

async function byResend() {
  const fake = await startFakeResend(() => 'accept');
  await deliver(resendSender({ apiKey: 'key', from: 'lethe@shop.example', baseUrl: fake.baseUrl }));
  await fake.stop();
  return [...fake.accepted.values()][0]!;
}
async function bySmtp(): Promise<string> {
  const far = await startSmtpServer(() => 'accept');
  const smtp = parseSmtpUrl(`smtp://127.0.0.1:${far.port}`)!;
  await deliver(smtpSender({ server: smtp, from: 'lethe@shop.example', url: 'https://lethe.example' }));
  await far.stop();
  return far.arrived[0]?.text ?? '';
}

const TAG = `<p><img src="cid:operator-logo@lethe" alt="Nordlicht &amp; &quot;Söhne&quot; &lt;GmbH&gt;" width="24" height="16" style="background:#fff;padding:8px"></p>`;

test('the logo comes with the letter by Resend, and the text in plain words stays as it was', async () => {
  await useLogo(png());
  const mail = await byResend();
  expect(mail.text).toBe('Words <b>');
  expect(mail.html).toBe(`${TAG}\n<p>Words &lt;b&gt;</p>`);
  expect(mail.attachments).toEqual([
    {
      content: base64(png()),
      filename: 'logo.png',
      content_type: 'image/png',
      content_id: 'operator-logo@lethe',
    },
  ]);
});

test('and by SMTP, inside the part that shows it', async () => {
  await useLogo(jpeg);
  const text = await bySmtp();
  const related = text.slice(text.indexOf('multipart/related'));
  expect(related).toMatch(/^Content-Type: image\/jpeg; name=logo\.jpg\r\n/mu);
  expect(related).toMatch(/^Content-Id: <operator-logo@lethe>\r\n/imu);
  expect(related).toMatch(/^Content-Disposition: inline; filename=logo\.jpg\r\n/mu);
  expect(related.replaceAll('\r\n', '')).toContain(base64(jpeg));
  expect(text.indexOf('multipart/related'), 'plain words first').toBeGreaterThan(text.indexOf('text/plain'));
});

test('no letter asks another machine for a picture', async () => {
  await useLogo(png());
  const { html } = await byResend();
  expect(html.match(/(?:src|href|url|background)\s*[=(:]\s*["']?[^"';>)]*/giu)).toEqual([
    'src="cid:operator-logo@lethe',
    'background:#fff',
  ]);
});

test('without a logo, and with a WebP, which some mail programs cannot show, a letter is as before', async () => {
  for (const bytes of [null, webp]) {
    if (bytes !== null) await useLogo(bytes);
    const mail = await byResend();
    expect([mail.html, mail.attachments]).toEqual(['<p>Words &lt;b&gt;</p>', undefined]);
    expect(await bySmtp()).not.toMatch(/image\/|cid:/u);
  }
});

test('a large logo is shown small, and a long one is not pressed flat', () => {
  const shown = (width: number, height: number) =>
    /width="(\d+)" height="(\d+)"/u
      .exec(asHtml('', { type: 'image/png', width, height, image: new Uint8Array(), name: null }))
      ?.slice(1);
  expect(shown(1_024, 1_024)).toEqual(['56', '56']);
  expect(shown(880, 100)).toEqual(['220', '25']);
  expect(shown(1_024, 1)).toEqual(['220', '1']);
  expect(shown(20, 10)).toEqual(['20', '10']);
});
