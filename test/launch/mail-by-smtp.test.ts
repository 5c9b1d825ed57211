import { expect, test } from 'vitest';
import { createClient } from '../support/client.ts';
import { startProduct } from '../support/product.ts';
import { LOGIN, startSmtpServer } from '../support/smtp-server.ts';
import { eventually } from '../support/waiting.ts';

/* The product as people start it, under its permissions, with a mail server that has a certificate of its own making. */

const credentials = `${encodeURIComponent(LOGIN.user)}:${encodeURIComponent(LOGIN.password)}`;

test.each([
  ['deno', 'smtp', 'localhost', 'sent'],
  ['deno', 'smtps', '127.0.0.1', 'sent'],
  ['node', 'smtp', 'localhost', 'sent'],
  // The same server, reached as another machine would be.
  ['deno', 'smtp', '0.0.0.0', 'smtp_tls'],
] as const)('under %s a letter by %s to %s: %s', async (runtime, scheme, host, fate) => {
  const far = await startSmtpServer(() => 'accept', { secure: scheme === 'smtps', authOptional: false });
  const product = await startProduct(runtime, {
    LETHE_DEMO: '0',
    SMTP_URL: `${scheme}://${credentials}@${host}:${far.port}`,
    RESEND_FROM: 'Lethe <lethe@shop.example>',
  });
  try {
    const person = { name: 'Nora', email: 'nora@example.com', password: 'a quite different one' };
    expect((await createClient(product.url).post('/api/auth/sign-up/email', person)).status).toBe(200);
    const { app } = product.database.pools;
    await eventually(async () => {
      const rows = await app`select coalesce(last_error, status) as fate from lethe.outbox`;
      expect(rows).toEqual([{ fate }]);
    });
    const [row] = await app<{ id: string }[]>`select id from lethe.outbox`;
    const letter = { to: ['nora@example.com'], secure: true, user: LOGIN.user };
    expect(far.arrived).toMatchObject(
      fate === 'sent' ? [{ ...letter, messageId: `<${row?.id}@shop.example>` }] : [],
    );
  } finally {
    await product.stop();
    await far.stop();
  }
});
