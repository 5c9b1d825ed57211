import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDueMessages } from '../../server/notifications/outbox-queries.ts';
import { renderAccountNotification } from '../../server/notifications/queries.ts';
import { resendSender } from '../../server/notifications/resend.ts';
import { smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { startFakeResend } from '../support/fake-resend.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

/* Who runs this Lethe, as letters name them, and where answers go. */

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.stop());
const sql = () => server.database.pools.app;

const OPERATOR = {
  operatorName: 'Nordlicht Hosting GmbH',
  operatorContact: 'Hafenstraße 1, 20457 Hamburg',
  replyAddress: 'privacy@nordlicht.example',
};
async function owner(settings: Record<string, unknown> = OPERATOR) {
  const { client } = await signedInAdmin(server);
  return { client, saved: await client.call('admin.settings.update', settings) };
}
const letter = () => renderAccountNotification(sql(), 'account_exists', 'https://lethe.example/sign-in');

test('name and contact stand under every letter and its preview; without them it ends as before', async () => {
  const before = await letter();
  expect(before.body).not.toContain('-- ');
  const { client, saved } = await owner();
  expect(saved).toMatchObject(OPERATOR);
  const signature = '\n\n-- \nNordlicht Hosting GmbH\nHafenstraße 1, 20457 Hamburg';
  expect(await letter()).toEqual({ ...before, body: before.body + signature });
  const words = { name: 'admin_alert', subject: 's', body: '{{adminName}} {{whatHappened}}' };
  const preview = await client.call<{ body: string }>('admin.templates.preview', words);
  expect(preview.body).toMatch(/Hafenstraße 1, 20457 Hamburg$/u);
  await client.call('admin.mail.sendTest');
  expect((await claimDueMessages(sql(), 1))[0]?.body.endsWith(signature)).toBe(true);
  await client.call('admin.settings.update', { operatorName: '', operatorContact: null });
  expect(await letter()).toEqual(before);
});

test('the audit says that they changed, and none of the words', async () => {
  await owner();
  const [entry] = await sql()`select details from lethe.audit where action = 'settings_changed'`;
  expect(entry?.['details']).toEqual({ operatorName: true, operatorContact: true, replyAddress: true });
});

test('a line break in name, contact or address is refused at the door and by the database', async () => {
  for (const [field, column] of [
    ['operatorName', 'operator_name'],
    ['operatorContact', 'operator_contact'],
    ['replyAddress', 'reply_address'],
  ] as const) {
    for (const value of ['a@b.example\r\nBcc: c@d.example', 'a\nb@c.example']) {
      await expect(owner({ [field]: value })).rejects.toMatchObject({ kind: 'invalid_input', field });
      const stored = sql()`update lethe.settings set ${sql()(column)} = ${value}`;
      await expect(stored).rejects.toMatchObject({ constraint_name: `settings_${column}` });
    }
  }
});

test('the address for answers is one address', async () => {
  for (const replyAddress of [
    'a@b.example, c@d.example',
    'Nora <a@b.example>',
    'nobody',
    'a@b.example;c@d.example',
  ])
    await expect(owner({ replyAddress })).rejects.toMatchObject({ kind: 'invalid_input' });
});

test('answers to a letter go to that address, by SMTP and by Resend', async () => {
  await owner();
  const { email } = await signedInCustomer(server);
  const queue = () => sql()`
    insert into lethe.outbox (template, to_address, subject, body) values ('new_request', ${email}, 's', 'b')`;
  await queue();
  const [message] = await claimDueMessages(sql(), 1);
  expect(message?.replyTo).toBe(OPERATOR.replyAddress);
  const far = await startSmtpServer(() => 'accept');
  const fake = await startFakeResend(() => 'accept');
  const bySmtp = smtpSender({
    server: parseSmtpUrl(`smtp://127.0.0.1:${far.port}`)!,
    from: 'lethe@shop.example',
    url: server.url,
  });
  const byResend = resendSender({ apiKey: 'key', from: 'lethe@shop.example', baseUrl: fake.baseUrl });
  for (const send of [bySmtp, byResend]) expect(await send(message!)).toEqual({ outcome: 'sent' });
  const other = { ...message!, id: crypto.randomUUID(), replyTo: 'a@b.example\r\nBcc: c@d.example' };
  for (const send of [bySmtp, byResend]) expect(await send(other)).toEqual({ outcome: 'sent' });
  await far.stop();
  await fake.stop();
  const texts = far.arrived.map(({ text }) => text);
  expect(texts[0]).toMatch(/^Reply-To: privacy@nordlicht\.example\r\n/mu);
  expect(texts[1], 'a broken address is no header').not.toMatch(/^(?:Reply-To|Bcc):/mu);
  expect([...fake.accepted.values()].map((mail) => mail.reply_to)).toEqual([
    [OPERATOR.replyAddress],
    undefined,
  ]);
});
