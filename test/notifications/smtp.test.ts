import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type SmtpOptions, smtpSender } from '../../server/notifications/smtp.ts';
import { parseSmtpUrl } from '../../server/runtime/smtp-url.ts';
import { CERTIFICATE, CERTIFICATE_KEY } from '../support/certificate.ts';
import { LOGIN, type SmtpManner, type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

/* What becomes of one message at a real SMTP server, by what that server does. */

let far: SmtpServer | null = null;
let silent: Server | null = null;
afterEach(async () => {
  await far?.stop();
  silent?.close();
  far = null;
  silent = null;
});

const credentials = `${encodeURIComponent(LOGIN.user)}:${encodeURIComponent(LOGIN.password)}@`;
const FROM = '"M\u{fc}ller, Inc." <post@shop.example>';
const HASTE = { connect: 500, greeting: 500, silence: 500, message: 1_000 };
const message = (to = 'nora@example.com', body = 'Words <b>') => ({
  id: '01234567-89ab-4def-8123-456789abcdef',
  to,
  subject: 'A letter \u{2013} for N\u{f6}ra',
  body,
});

const senderTo = (url: string, options: Partial<SmtpOptions> = {}) =>
  smtpSender({ server: parseSmtpUrl(url)!, from: FROM, url: 'https://privacy.shop.example', ...options });

async function answerTo(manner: SmtpManner, body?: string) {
  far = await startSmtpServer(() => manner);
  return senderTo(`smtp://127.0.0.1:${far.port}`, { timeouts: HASTE })(message('nora@example.com', body));
}

test('a message arrives with its sender, its one recipient, text, escaped HTML and the id of its row', async () => {
  expect(await answerTo('accept')).toEqual({ outcome: 'sent' });
  expect(far?.arrived).toMatchObject([
    {
      from: 'post@shop.example',
      to: ['nora@example.com'],
      messageId: '<01234567-89ab-4def-8123-456789abcdef@shop.example>',
    },
  ]);
  const text = far?.arrived[0]?.text ?? '';
  expect(text).toContain('From: =?UTF-8?Q?M=C3=BCller=2C_Inc=2E?= <post@shop.example>\r\n');
  expect(text).toContain('To: nora@example.com\r\n');
  expect(text).toContain('Words <b>');
  expect(text).toContain('<p>Words &lt;b&gt;</p>');
});

test.each([
  [550, 'refused'],
  [553, 'refused'],
  [421, 'retry'],
  [450, 'retry'],
  [451, 'retry'],
  // The server wants a login, or lost its place: Lethe is to blame, and the message may go later.
  [530, 'retry'],
  [503, 'retry'],
  [{ late: 554 }, 'refused'],
  [{ late: 552 }, 'refused'],
  [{ late: 451 }, 'retry'],
])('an answer %j to recipient or text is %s, by a code without a word of it', async (manner, outcome) => {
  const code = `smtp_${typeof manner === 'number' ? manner : manner.late}`;
  expect(await answerTo(manner)).toEqual({ outcome, code });
  expect(far?.arrived).toEqual([]);
});

test('a server that takes the text and never answers may have delivered it: it is tried again, by the same id', async () => {
  far = await startSmtpServer((_to, before) => (before === 0 ? 'hang' : 'accept'));
  // Silence alone ends it, long before all its time is over.
  const send = senderTo(`smtp://127.0.0.1:${far.port}`, { timeouts: { ...HASTE, message: 20_000 } });
  const begun = Date.now();
  expect(await send(message())).toEqual({ outcome: 'retry', code: 'unknown' });
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(await send(message())).toEqual({ outcome: 'sent' });
  expect(far.arrived).toHaveLength(2);
  expect(new Set(far.arrived.map(({ messageId }) => messageId)).size).toBe(1);
});

test('a connection that is cut in the middle of the text is tried again', async () => {
  expect(await answerTo('drop', 'Words and more words.\n'.repeat(100_000))).toEqual({
    outcome: 'retry',
    code: 'unknown',
  });
});

test('a server that does not answer, says nothing or never comes to an end holds a message up for a moment only', async () => {
  far = await startSmtpServer(() => 'accept');
  const { port } = far;
  await far.stop();
  far = null;
  const send = senderTo(`smtp://127.0.0.1:${port}`, { timeouts: HASTE });
  expect(await send(message())).toEqual({ outcome: 'retry', code: 'unreachable' });

  const listen = (serve: Parameters<typeof createServer>[1]) =>
    new Promise<void>((done) => {
      silent = createServer(serve).listen(port, '127.0.0.1', () => done());
    });
  await listen(() => {});
  expect(await send(message())).toEqual({ outcome: 'retry', code: 'timeout' });
  silent?.close();

  await listen((socket) => {
    const drip = setInterval(() => socket.write('220-wait\r\n'), 50);
    socket.on('error', () => {}).once('close', () => clearInterval(drip));
  });
  const patient = { ...HASTE, greeting: 10_000, silence: 10_000 };
  const begun = Date.now();
  expect(await senderTo(`smtp://127.0.0.1:${port}`, { timeouts: patient })(message())).toEqual({
    outcome: 'retry',
    code: 'timeout',
  });
  expect(Date.now() - begun).toBeLessThan(5_000);
});

test('a wrong password, and a server that knows of none, are tried again: the operator can put that right', async () => {
  far = await startSmtpServer(() => 'accept', { authOptional: false });
  const { port } = far;
  const to = (login: string) => senderTo(`smtp://${login}127.0.0.1:${port}`)(message());
  expect(await to('nora:wrong@')).toEqual({ outcome: 'retry', code: 'smtp_535' });
  expect(await to('')).toEqual({ outcome: 'retry', code: 'smtp_530' });
  expect(far.arrived).toEqual([]);
  expect(await to(credentials)).toEqual({ outcome: 'sent' });
  expect(far.arrived).toMatchObject([{ user: LOGIN.user, secure: true }]);
  await far.stop();
  // A login that was asked for is never left out.
  far = await startSmtpServer(() => 'accept', { disabledCommands: ['AUTH'] });
  expect(await senderTo(`smtp://${credentials}127.0.0.1:${far.port}`)(message())).toMatchObject({
    outcome: 'retry',
  });
  expect(far.arrived).toEqual([]);
});

test.each(['smtp', 'smtps'])(
  '%s to another machine needs a certificate that is known, and its name',
  async (scheme) => {
    const secure = scheme === 'smtps';
    far = await startSmtpServer(() => 'accept', { secure, cert: CERTIFICATE, key: CERTIFICATE_KEY });
    // 0.0.0.0 reaches this machine, and is no address of loopback.
    const url = `${scheme}://${credentials}0.0.0.0:${far.port}`;
    expect(await senderTo(url)(message())).toEqual({ outcome: 'retry', code: 'smtp_tls' });
    const wrongName = senderTo(url, { authorities: CERTIFICATE });
    expect(await wrongName(message())).toEqual({ outcome: 'retry', code: 'smtp_tls' });
    expect(far.logins()).toBe(0);
    const server = { ...parseSmtpUrl(url)!, host: 'localhost' };
    const right = senderTo(url, { server, authorities: CERTIFICATE });
    expect(await right(message())).toEqual({ outcome: 'sent' });
    expect(far.arrived).toMatchObject([{ secure: true, user: LOGIN.user }]);
  },
);

test('another machine without STARTTLS gets neither password nor message; this machine does', async () => {
  far = await startSmtpServer(() => 'accept', { disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  expect(await senderTo(`smtp://${credentials}0.0.0.0:${far.port}`)(message())).toMatchObject({
    outcome: 'retry',
  });
  expect([far.logins(), far.arrived]).toEqual([0, []]);
  expect(await senderTo(`smtp://${credentials}127.0.0.1:${far.port}`)(message())).toEqual({
    outcome: 'sent',
  });
  expect(far.arrived).toMatchObject([{ secure: false, user: LOGIN.user }]);
});

test.each([
  ["maeve.o'neil@example.com"],
  // The server reads it out in letters.
  ['r&d=1@xn--mller-kva.example', 'r&d=1@m\u{fc}ller.example'],
  ['=?utf-8?q?eve?=@example.com'],
  ['{a|b}`~$%^*+/@example.com'],
  ['\u{43f}\u{43e}\u{447}\u{442}\u{430}@example.com'],
])('%s is the one recipient as it stands', async (to, read = to) => {
  far = await startSmtpServer(() => 'accept');
  expect(await senderTo(`smtp://127.0.0.1:${far.port}`)(message(to))).toEqual({ outcome: 'sent' });
  expect(far.arrived).toMatchObject([{ to: [read] }]);
});

test.each([
  'nora@example.com, eve@example.com',
  'nora@example.com;eve@example.com',
  'friends: nora@example.com, eve@example.com;',
  'Nora <eve@example.com>',
  '"nora@example.com" eve@example.com',
  'nora@example.com\r\nBcc: eve@example.com',
  'nora@example.com>\r\nRCPT TO:<eve@example.com',
  '@example.com',
  '',
])('%j is no address of one recipient: nothing is sent', async (to) => {
  far = await startSmtpServer(() => 'accept');
  const send = senderTo(`smtp://127.0.0.1:${far.port}`);
  expect(await send(message(to))).toEqual({ outcome: 'refused', code: 'invalid_message' });
  expect(far.attempts).toEqual([]);
});

test('a subject and a text never become a header or an end of the message', async () => {
  const body = 'First\r\n.\r\nRCPT TO:<eve@example.com>\r\n\r\nBcc: eve@example.com\n.\n..\n';
  far = await startSmtpServer(() => 'accept');
  const letter = { ...message('nora@example.com', body), subject: 'Hi\r\nBcc: eve@example.com' };
  await senderTo(`smtp://127.0.0.1:${far.port}`)(letter);
  expect(far.attempts).toEqual(['nora@example.com']);
  const header = far.arrived[0]?.text.split('\r\n\r\n')[0] ?? '';
  expect(header.split('\r\n').map((line) => line.split(':')[0])).not.toContain('Bcc');
  expect(far.arrived).toHaveLength(1);
});
