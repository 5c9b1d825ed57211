import { expect, test } from 'vitest';
import { parseEnv } from '../../server/env.ts';

const parse = (SMTP_URL: string) => {
  const given: Record<string, string> = {
    DATABASE_URL: 'postgres://lethe@127.0.0.1/lethe',
    LETHE_SECRET: 'a secret for tests, long enough to be one',
    LETHE_BLACKLIST_KEY: 'a blacklist key for tests, long enough',
    RESEND_FROM: 'lethe@shop.example',
    SMTP_URL,
  };
  const { mail } = parseEnv((name) => given[name]);
  if (mail?.provider !== 'smtp') throw new Error('the mail goes another way');
  return mail.server;
};

test('an address of a mail server has standard ports, and a login in percent-encoding', () => {
  expect(parse('smtp://mail.example')).toEqual({
    host: 'mail.example',
    port: 587,
    secure: false,
    loopback: false,
    login: null,
  });
  expect(parse('SMTPS://nora%40shop.example:p%23%2F%3F%3A%25%C3%BC@M\u{fc}ller.example/')).toEqual({
    host: 'xn--mller-kva.example',
    port: 465,
    secure: true,
    loopback: false,
    login: { user: 'nora@shop.example', password: 'p#/?:%\u{fc}' },
  });
  // The last @ ends the password, so one within is no riddle.
  expect(parse('smtp://nora@shop.example:w@rd@mail.example')).toMatchObject({
    host: 'mail.example',
    login: { user: 'nora@shop.example', password: 'w@rd' },
  });
  // 80 is no port that may get lost because it is the one of http.
  expect(parse('smtp://mail.example:80').port).toBe(80);
  expect(parse('smtp://mail_1.example:2525').port).toBe(2525);
});

test.each([
  ['smtp://localhost:2525', 'localhost'],
  ['smtp://LOCALHOST', 'localhost'],
  ['smtp://127.1', '127.0.0.1'],
  ['smtp://127.0.0.53:25', '127.0.0.53'],
  ['smtp://[::1]:25', '::1'],
  ['smtp://[0:0:0:0:0:0:0:1]', '::1'],
])('%s is this machine, where mail may go without TLS', (url, host) => {
  expect(parse(url)).toMatchObject({ host, loopback: true });
});

test.each([
  'smtp://localhost.evil.example',
  'smtp://localhost%2eevil.example',
  'smtp://localhost:x@mail.example',
  'smtp://127.0.0.1.nip.io',
  'smtp://0.0.0.0',
  'smtp://[::]',
  'smtp://[::ffff:127.0.0.1]',
  'smtp://10.0.0.1',
])('%s is another machine: TLS is required', (url) => {
  expect(parse(url)).toMatchObject({ loopback: false });
});

test.each([
  'mail.example',
  'http://mail.example',
  'smtp:mail.example',
  'smtp:///',
  'smtp://',
  'smtp://localhost.',
  'smtp://mail.example:0',
  'smtp://mail.example:70000',
  'smtp://mail.example:x',
  'smtp://mail.example:',
  'smtp://mail.example/inbox',
  'smtp://mail.example?tls=no',
  'smtp://mail.example#a',
  'smtp://nora@mail.example',
  'smtp://nora:@mail.example',
  'smtp://:word@mail.example',
  'smtp://nora:w#rd@mail.example',
  'smtp://nora:w/rd@mail.example',
  'smtp://nora:w?rd@mail.example',
  'smtp://nora:w:rd@mail.example',
  'smtp://nora:50%off@mail.example',
  'smtp://nora:w%00rd@mail.example',
  'smtp://nora%0d%0aQUIT:word@mail.example',
  'smtp://mail example',
  'smtp://mail.example,other.example',
  'smtp://mail.example%2cother.example',
  'smtp://*',
  'smtp://mail.example\nsmtp://other.example',
])('%j stops the start with one line, which repeats nothing of it', (url) => {
  expect(() => parse(url)).toThrow(
    /^SMTP_URL must be smtp:\/\/user:password@host:port or smtps:\/\/\u{2026}, with/u,
  );
});
