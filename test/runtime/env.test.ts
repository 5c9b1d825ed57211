import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refuseMalformed } from '../../launch/variables.ts';
import { findOpeningVariable, parseEnv } from '../../server/env.ts';

const least = {
  DATABASE_URL: 'postgres://lethe:word@127.0.0.1:5432/lethe',
  LETHE_SECRET: 'a secret for tests, long enough to be one',
  LETHE_BLACKLIST_KEY: 'a blacklist key for tests, long enough',
};
const parse = (changes: Record<string, string | undefined> = {}) => {
  const given: Record<string, string | undefined> = { ...least, ...changes };
  return parseEnv((name) => given[name]);
};

const signOn = {
  OIDC_ISSUER: 'https://login.example/',
  OIDC_CLIENT_ID: 'lethe',
  OIDC_CLIENT_SECRET: 'word',
  OIDC_ROLE_CLAIM: 'groups',
  OIDC_ROLES: 'cn=owners=owner, help desk=support',
};

/** As people and browsers write this machine. */
const OWN = [
  'localhost',
  'LOCALHOST',
  '127.0.0.1',
  '127.1',
  '127.0.0.1.',
  '127.0.0.53',
  '0x7f.1',
  '2130706433',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
];
/** What looks like it, or like nothing. */
const FOREIGN = [
  'localhost.evil.example',
  'localhost.',
  '127.0.0.1.nip.io',
  '1127.0.0.1.example',
  '0.0.0.0',
  '10.0.0.1',
  '192.168.1.5',
  '[::]',
  '[::2]',
  '[fe80::1]',
  '[::ffff:10.0.0.1]',
  'xn--lcalhost-n4a.example',
  'l\u{f6}calhost',
];

const NO_ORIGIN = /^LETHE_URL must end with the host or port: no path, query or credentials$/;

describe('the environment', () => {
  test('has defaults for everything but the database and the secrets', () => {
    expect(parse()).toEqual({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: least.DATABASE_URL,
      demo: false,
      admin: null,
      secret: least.LETHE_SECRET,
      blacklistKey: least.LETHE_BLACKLIST_KEY,
      url: 'http://localhost:3000',
      proxy: null,
      mail: null,
      singleSignOn: null,
      webhookHosts: [],
    });
  });

  test('an empty variable is one that is not set', () => {
    expect(parse({ PORT: '', LETHE_URL: '', RESEND_API_KEY: '' }).port).toBe(3000);
  });

  test('addresses of any script are taken, in the one form in which they are kept', () => {
    const admin = { LETHE_ADMIN_EMAIL: 'R&D@Müller.example', LETHE_ADMIN_PASSWORD: 'a long enough password' };
    expect(parse(admin).admin?.email).toBe('r&d@xn--mller-kva.example');
    const mail = { RESEND_API_KEY: 're_1', RESEND_FROM: 'Müller <Post@Müller.example>' };
    expect(parse(mail).mail?.from).toBe('Müller <post@xn--mller-kva.example>');
  });

  test('the address of the proxy is kept as that of a socket is read', () => {
    expect(parse({ LETHE_PROXY: '::ffff:10.0.0.1' }).proxy).toBe('10.0.0.1');
    expect(parse({ LETHE_PROXY: 'FD00:0:0::1' }).proxy).toBe('fd00::1');
  });

  test('the public address is kept without a slash at its end', () => {
    expect(parse({ LETHE_URL: 'https://data.example/' }).url).toBe('https://data.example');
  });

  test('the public address is the origin as browsers write it', () => {
    expect(parse({ LETHE_URL: 'HTTPS://Data.Example:443/' }).url).toBe('https://data.example');
    expect(parse({ LETHE_URL: 'http://localhost:8080' }).url).toBe('http://localhost:8080');
  });

  test.each(['/lethe', '/lethe/', '/?a=b', '?', '/#top', '#'])(
    'a public address that goes on with %s is refused, since links and origins would not work',
    (rest) => {
      expect(() => parse({ LETHE_URL: `https://data.example${rest}` })).toThrow(NO_ORIGIN);
    },
  );

  test.each(['nora@', 'nora:word@'])('neither is one with credentials taken: %s', (credentials) => {
    expect(() => parse({ LETHE_URL: `https://${credentials}data.example` })).toThrow(NO_ORIGIN);
  });

  test.each([
    [{ DATABASE_URL: undefined }, 'DATABASE_URL is missing'],
    [{ DATABASE_URL: 'mysql://somewhere' }, 'DATABASE_URL must be a postgres:// address'],
    [{ PORT: '80a' }, 'PORT must be a port number'],
    [{ DATABASE_URL: 'postgres:///lethe' }, 'DATABASE_URL must be a postgres:// address'],
    [{ DATABASE_URL: 'postgres://u:50%off@127.0.0.1/lethe' }, /^DATABASE_URL must have # as %23/],
    [{ DATABASE_URL: 'postgres://u:5#b@127.0.0.1/lethe' }, /^DATABASE_URL must have # as %23/],
    [{ DATABASE_URL: 'postgres://u:5/b@127.0.0.1/lethe' }, /^DATABASE_URL must have # as %23/],
    [{ DATABASE_URL: 'postgres://u:5?b@127.0.0.1/lethe' }, /^DATABASE_URL must have # as %23/],
    [{ DATABASE_URL: 'postgres://u@127.0.0.1/50%' }, /^DATABASE_URL must have # as %23/],
    [{ DATABASE_URL: `${least.DATABASE_URL}?schema=public` }, /^DATABASE_URL has the parameter schema,/],
    [
      { DATABASE_URL: `${least.DATABASE_URL}?DateStyle=German` },
      /^DATABASE_URL has the parameter DateStyle,/,
    ],
    [{ PORT: '0' }, 'PORT must be a port number'],
    [{ PORT: '70000' }, 'PORT must be a port number'],
    [{ HOST: 'a b' }, 'HOST must be an address or a host name'],
    [{ LETHE_SECRET: undefined }, 'LETHE_SECRET is missing'],
    [{ LETHE_SECRET: 'short' }, 'LETHE_SECRET must have at least 32 characters'],
    [{ LETHE_BLACKLIST_KEY: 'short' }, 'LETHE_BLACKLIST_KEY must have at least 32 characters'],
    [{ LETHE_SECRET: 's'.repeat(40) }, /^LETHE_SECRET must be random/],
    [{ LETHE_BLACKLIST_KEY: ' '.repeat(32) }, /^LETHE_BLACKLIST_KEY must be random/],
    [
      { LETHE_SECRET: least.LETHE_BLACKLIST_KEY },
      'LETHE_BLACKLIST_KEY must be another one than LETHE_SECRET',
    ],
    [{ LETHE_DEMO: 'yes' }, 'LETHE_DEMO must be 0 or 1'],
    [
      { LETHE_DEMO: '1', HOST: '0.0.0.0', LETHE_URL: 'https://data.example' },
      /^LETHE_DEMO must be 0 .* HOST/,
    ],
    [{ LETHE_DEMO: '1', LETHE_URL: 'https://data.example' }, /^LETHE_DEMO must be 0 .* LETHE_URL/],
    [{ LETHE_DEMO: '1', LETHE_PROXY: '127.0.0.1' }, /^LETHE_DEMO must be 0 .* LETHE_PROXY/],
    [
      { LETHE_ADMIN_EMAIL: 'a@b.example', LETHE_ADMIN_PASSWORD: 'lethe-demo-password' },
      /^LETHE_ADMIN_PASSWORD must not be/,
    ],
    [{ HOST: '0.0.0.0' }, /^LETHE_URL is missing/],
    [{ LETHE_URL: 'data.example' }, 'LETHE_URL must be an http:// or https:// address'],
    [{ LETHE_ADMIN_EMAIL: 'nobody' }, 'LETHE_ADMIN_EMAIL must be an e-mail address'],
    [{ LETHE_ADMIN_EMAIL: 'a@b.example' }, /^LETHE_ADMIN_PASSWORD is missing/],
    [{ LETHE_ADMIN_PASSWORD: 'long enough to be one' }, /^LETHE_ADMIN_EMAIL is missing/],
    [{ LETHE_ADMIN_PASSWORD: 'short' }, 'LETHE_ADMIN_PASSWORD must have at least 12 characters'],
    [{ LETHE_PROXY: 'proxy.example' }, 'LETHE_PROXY must be the IP address of your proxy'],
    [{ RESEND_API_KEY: 're 1' }, 'RESEND_API_KEY must not contain blanks'],
    [{ RESEND_FROM: 'Lethe' }, 'RESEND_FROM must contain an e-mail address'],
    [{ RESEND_API_KEY: 're_1' }, /^RESEND_FROM is missing/],
    [{ SMTP_URL: 'smtp://mail.example' }, 'RESEND_FROM is missing beside SMTP_URL'],
    [
      { SMTP_URL: 'smtp://mail.example', RESEND_API_KEY: 're_1', RESEND_FROM: 'a@b.example' },
      'SMTP_URL and RESEND_API_KEY are both set',
    ],
    [{ ...signOn, OIDC_ISSUER: undefined }, 'OIDC_ISSUER is missing beside OIDC_CLIENT_ID'],
    [{ ...signOn, OIDC_CLIENT_ID: undefined }, 'OIDC_CLIENT_ID is missing beside OIDC_ISSUER'],
    [{ ...signOn, OIDC_CLIENT_SECRET: undefined }, 'OIDC_CLIENT_SECRET is missing beside OIDC_ISSUER'],
    [{ ...signOn, OIDC_ROLE_CLAIM: undefined }, 'OIDC_ROLE_CLAIM is missing beside OIDC_ISSUER'],
    [{ ...signOn, OIDC_ROLES: undefined }, 'OIDC_ROLES is missing beside OIDC_ISSUER'],
    [{ OIDC_HOSTS: 'keys.example' }, 'OIDC_ISSUER is missing beside OIDC_HOSTS'],
    [{ ...signOn, OIDC_ISSUER: 'http://login.example' }, 'OIDC_ISSUER must be an https:// address'],
    [{ ...signOn, OIDC_ISSUER: 'https://login.example/?a=b' }, 'OIDC_ISSUER must be an https:// address'],
    [{ ...signOn, OIDC_ISSUER: 'https://a:b@login.example' }, 'OIDC_ISSUER must be an https:// address'],
    [
      { ...signOn, OIDC_ROLES: 'staff=boss' },
      /^OIDC_ROLES must be pairs of a value and one of owner, officer/,
    ],
    [{ ...signOn, OIDC_ROLES: '=owner' }, /^OIDC_ROLES must be pairs/],
    [{ ...signOn, OIDC_ROLES: ' , ' }, /^OIDC_ROLES must be pairs/],
    [{ ...signOn, OIDC_HOSTS: 'keys.example/path' }, /^OIDC_HOSTS must be hosts/],
    [{ ...signOn, OIDC_HOSTS: '*' }, /^OIDC_HOSTS must be hosts/],
    [{ ...signOn, OIDC_SCOPES: 'profile email' }, /^OIDC_SCOPES must begin with openid/],
    [{ LETHE_WEBHOOK_HOSTS: '10.0.0.1' }, /^LETHE_WEBHOOK_HOSTS must be a list of public hosts/],
    [{ LETHE_WEBHOOK_HOSTS: 'hooks.example,169.254.169.254' }, /^LETHE_WEBHOOK_HOSTS must be/],
    [{ LETHE_WEBHOOK_HOSTS: '[::ffff:10.0.0.1]' }, /^LETHE_WEBHOOK_HOSTS must be/],
    [{ LETHE_WEBHOOK_HOSTS: '*.example' }, /^LETHE_WEBHOOK_HOSTS must be/],
    [{ LETHE_WEBHOOK_HOSTS: 'https://hooks.example/' }, /^LETHE_WEBHOOK_HOSTS must be/],
    [{ LETHE_WEBHOOK_HOSTS: 'hooks.example,,' }, /^LETHE_WEBHOOK_HOSTS must be/],
    [{ RESEND_BASE_URL: 'nonsense' }, 'RESEND_BASE_URL must be an http:// or https:// address'],
  ])('%j stops the start with one line', (changes, line) => {
    expect(() => parse(changes)).toThrow(line);
  });

  test('no secret that repeats itself or counts on is taken, and every random one is', () => {
    const poor = fc.oneof(
      fc.string({ minLength: 1, maxLength: 7 }).map((word) => word.repeat(40)),
      fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }).map((word) => word + word + word + word),
      fc
        .tuple(fc.integer({ min: 32, max: 60 }), fc.integer({ min: 1, max: 3 }))
        .map(([from, step]) =>
          String.fromCharCode(...Array.from({ length: 40 }, (_, at) => from + ((at * step) % 60))),
        ),
    );
    const long = (secret: string) => secret.length >= 32;
    fc.assert(
      fc.property(
        poor.filter(long),
        fc.constantFrom('LETHE_SECRET', 'LETHE_BLACKLIST_KEY'),
        (secret, name) => {
          expect(() => parse({ [name]: secret })).toThrow(`${name} must be random`);
        },
      ),
    );
    for (let round = 0; round < 2_000; round += 1) {
      const bytes = randomBytes(round % 2 === 0 ? 16 : 32);
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        const secret = bytes.toString(encoding);
        if (long(secret)) expect(parse({ LETHE_SECRET: secret }).secret).toBe(secret);
      }
      const digits = Array.from(randomBytes(40), (byte) => byte % 10).join('');
      expect(parse({ LETHE_SECRET: digits }).secret).toBe(digits);
    }
  });

  test('no spelling of an address that others can reach yields a demo, and every one of this machine alone may', () => {
    const anyOf = (hosts: string[]) => fc.constantFrom(...hosts);
    const address = (hosts: fc.Arbitrary<string>) =>
      fc
        .tuple(fc.constantFrom('http', 'https', 'HTTPS'), hosts, fc.constantFrom('', ':8443', ':443', '/'))
        .map(([scheme, host, end]) => `${scheme}://${host}${end}`);
    const open = fc.record({
      HOST: anyOf(['', 'localhost', '127.0.0.1', '::1']),
      LETHE_URL: fc.oneof(address(anyOf(FOREIGN)), address(fc.domain())),
      LETHE_PROXY: fc.constantFrom('', '127.0.0.1', '10.0.0.1'),
    });
    fc.assert(
      fc.property(open, (given) => {
        expect(findOpeningVariable((name) => ({ ...given })[name])).not.toBeNull();
        expect(() => parse({ ...given, LETHE_DEMO: '1' })).toThrow(/^LETHE_DEMO must be 0/u);
      }),
    );
    fc.assert(
      fc.property(address(anyOf(OWN)), (url) => {
        expect(parse({ LETHE_URL: url, LETHE_DEMO: '1' }).demo).toBe(true);
      }),
    );
  });

  test('an encoded password and the parameters of the driver are taken', () => {
    const url = 'postgres://u:50%25%20%23%2F%3F@127.0.0.1/b%C3%BCro?sslmode=require&application_name=a@b';
    expect(parse({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  test('the owner’s address is checked in the same way', () => {
    const owner = 'postgres://owner:50%off@127.0.0.1/lethe';
    expect(() => refuseMalformed({ ...least, LETHE_MIGRATION_URL: owner })).toThrow(
      /^LETHE_MIGRATION_URL must have # as %23/u,
    );
  });

  test('the owner’s address alone is refused: the server would be left with the embedded database', () => {
    const owner = 'postgres://owner@127.0.0.1/lethe';
    expect(() => refuseMalformed({ LETHE_MIGRATION_URL: owner })).toThrow(/^DATABASE_URL is missing/u);
    expect(() =>
      refuseMalformed({ LETHE_MIGRATION_URL: owner, DATABASE_URL: 'postgres://lethe@127.0.0.1/lethe' }),
    ).not.toThrow();
  });

  test('what stands beside an address of one’s own is refused without it', () => {
    for (const beside of [
      { LETHE_DIRECT_URL: 'postgres://lethe@127.0.0.1/lethe' },
      { LETHE_DATABASE_CA: '/ca.pem' },
    ])
      expect(() => refuseMalformed(beside)).toThrow(/^DATABASE_URL is missing beside LETHE_/u);
  });

  test('two equal addresses are one without a pooler', () => {
    const url = 'postgres://lethe@pooler.example/lethe';
    const directUrl = 'postgres://lethe@db.example/lethe';
    expect(parse({ DATABASE_URL: url, LETHE_DIRECT_URL: directUrl }).directUrl).toBe(directUrl);
    expect(parse({ DATABASE_URL: url, LETHE_DIRECT_URL: url }).directUrl).toBeUndefined();
  });

  test('beside an authority every address of another machine verifies it', () => {
    const [here, there] = ['postgres://u@127.0.0.1/d', 'postgres://u@db.example/d'];
    const given = { ...least, LETHE_DATABASE_CA: '/ca.pem' };
    expect(() => refuseMalformed({ ...given, DATABASE_URL: here })).not.toThrow();
    for (const mode of ['', '?sslmode=require', '?sslmode=disable', '?ssl=prefer'])
      for (const name of ['DATABASE_URL', 'LETHE_DIRECT_URL', 'LETHE_MIGRATION_URL'])
        expect(() => refuseMalformed({ ...given, DATABASE_URL: here, [name]: there + mode })).toThrow(
          `${name} needs sslmode=verify-full beside LETHE_DATABASE_CA`,
        );
    const verified = `${there}?sslmode=verify-full`;
    expect(() => refuseMalformed({ ...given, DATABASE_URL: verified })).not.toThrow();
    expect(() => refuseMalformed({ ...given, DATABASE_URL: `${there}?sslmode=verify_full` })).toThrow(
      /^DATABASE_URL has an sslmode that Lethe does not know/u,
    );
  });

  test('an address that cannot be read counts as one that others can reach', () => {
    for (const url of ['https://', 'lethe', 'localhost', 'http://[::1', 'http://local host'])
      expect(
        findOpeningVariable((name) => (name === 'LETHE_URL' ? url : undefined)),
        url,
      ).toBe('LETHE_URL');
  });

  test('the line never repeats a value', () => {
    for (const url of [
      'http://user:canary@host',
      'postgres://u:5#canary@host/d',
      'postgres://u:5?canary@host/d',
    ])
      expect(() => parse({ DATABASE_URL: url })).toThrow(/^(?!.*canary)/);
  });
});

test('webhooks may call the listed hosts alone, by https unless a port is given', () => {
  expect(
    parse({ LETHE_WEBHOOK_HOSTS: 'Hooks.example, hooks.example:8443,127.0.0.1:9000' }).webhookHosts,
  ).toEqual([
    { host: 'hooks.example', port: 443 },
    { host: 'hooks.example', port: 8443 },
    { host: '127.0.0.1', port: 9000 },
  ]);
});

test('single sign-on keeps the issuer as it is written, and asks the named hosts alone', () => {
  expect(parse().singleSignOn).toBeNull();
  expect(parse({ ...signOn, OIDC_HOSTS: 'Keys.example, tokens.example:8443' }).singleSignOn).toEqual({
    issuer: 'https://login.example/',
    clientId: 'lethe',
    clientSecret: 'word',
    scopes: ['openid', 'profile', 'email'],
    roleClaim: 'groups',
    roles: new Map([
      ['cn=owners', 'owner'],
      ['help desk', 'support'],
    ]),
    hosts: ['login.example:443', 'keys.example:443', 'tokens.example:8443'],
  });
});
