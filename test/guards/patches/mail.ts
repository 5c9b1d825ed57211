import type { Patch } from '../patch.ts';

const OUTBOX = {
  file: 'server/notifications/outbox-queries.ts',
  tests: ['test/notifications/outbox-guards.test.ts'],
};
const SMTP = { file: 'server/notifications/smtp.ts', tests: ['test/notifications/smtp.test.ts'] };
const LOG = { file: 'server/runtime/log.ts', tests: ['test/runtime/refusal-log.test.ts'] };

/** Letters, and what is logged. */
export const mailPatches: Patch[] = [
  {
    ...OUTBOX,
    guard: 'a message is taken by one worker',
    from: ' for update skip locked)',
    to: ')',
    says: 'who claims what',
  },
  {
    ...OUTBOX,
    guard: 'a message that is being sent is left alone',
    from: 'const LEASE_SECONDS = 60;',
    to: 'const LEASE_SECONDS = 0;',
    says: 'claimed a second time',
  },
  {
    ...OUTBOX,
    guard: 'a sent message loses its address',
    from: "set status = 'sent', last_error = null, finished_at = now(),\n      to_address = null, subject = null, body = null",
    to: "set status = 'sent', last_error = null, finished_at = now()",
    says: 'has lost its address',
  },
  {
    ...OUTBOX,
    guard: 'a message loses its address at its deadline',
    from: `last_error = coalesce(last_error, 'deadline'), finished_at = now(),\n      to_address = null, subject = null, body = null`,
    to: `last_error = coalesce(last_error, 'deadline'), finished_at = now()`,
    says: 'past its deadline',
  },
  {
    guard: 'a refused message loses its address at its deadline',
    file: 'server/notifications/outbox.ts',
    from: '      await forgetRefusedMessages(sql);\n',
    to: '',
    tests: ['test/notifications/outbox-guards.test.ts'],
    says: 'deadline',
  },
  {
    guard: 'a letter from before the closing is not sent again',
    file: 'server/notifications/undelivered.ts',
    from: 'c.closed_at > o.created_at',
    to: 'false',
    tests: ['test/notifications/undelivered.test.ts'],
    says: 'closed',
  },
  {
    guard: 'an undelivered message is sent again once',
    file: 'server/notifications/undelivered.ts',
    from: 'where o.id = ${messageId} and ${canBeSentAgain(sql)}',
    to: 'where o.id = (select o.id from lethe.outbox o where o.id = ${messageId} and ${canBeSentAgain(sql)})',
    tests: ['test/notifications/undelivered.test.ts'],
    says: 'send once',
  },
  {
    ...OUTBOX,
    guard: 'a provider asks for no wait past the deadline',
    from: 'least(now() + make_interval(secs => ${delayMs / 1000}), deadline_at)',
    to: 'now() + make_interval(secs => ${delayMs / 1000})',
    says: 'not past the deadline',
  },
  {
    guard: 'a broken header is not sent',
    file: 'server/notifications/outbox.ts',
    from: 'if (breaksHeader(message.to) || breaksHeader(message.subject))',
    to: 'if (false)',
    tests: ['test/notifications/outbox-guards.test.ts'],
    says: 'a broken header',
  },
  {
    guard: 'a letter is escaped as HTML',
    file: 'server/notifications/rules.ts',
    from: `.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character)`,
    to: '',
    tests: ['test/notifications/notifications.test.ts'],
    says: 'escaped in HTML',
  },
  {
    guard: 'a letter names no recipient in the log',
    file: 'server/notifications/outbox.ts',
    from: `log('message_not_sent', { outboxId: message.id,`,
    to: `log('message_not_sent', { outboxId: message.id, to: message.to,`,
    tests: ['test/notifications/outbox-guards.test.ts'],
    says: 'logged',
  },
  {
    ...SMTP,
    guard: 'a mail server shows a known certificate',
    from: 'rejectUnauthorized: !loopback',
    to: 'rejectUnauthorized: false',
    says: 'certificate',
  },
  {
    ...SMTP,
    guard: 'a mail server speaks TLS',
    from: 'requireTLS: !loopback',
    to: 'requireTLS: false',
    says: 'TLS',
  },
  {
    ...LOG,
    guard: 'an address is logged as a keyed hash',
    from: "createHmac('sha256', secret).update(`refused\\0${day}\\0${address}`).digest('hex').slice(0, 16)",
    to: 'address',
    says: 'from',
  },
  {
    ...LOG,
    guard: 'a path is logged as a pattern',
    from: "`${PATH_PREFIXES.find((prefix) => path.startsWith(prefix)) ?? '/'}*`",
    to: 'path',
    says: 'what a client wrote',
  },
  {
    guard: 'a failure is logged by name and code',
    file: 'server/http/translate.ts',
    from: "'code' in cause ? `${name} ${String(cause.code)}`",
    to: "'code' in cause ? `${name} ${String(cause.code)} ${String((cause as Error).message)}`",
    tests: ['test/runtime/refusal-log.test.ts'],
    says: 'failure of ours',
  },
];
