import { expect, it } from 'vitest';
import { migratingFlags, servingFlags } from '../../launch/permissions.ts';

/* What the two processes may do, word for word: a flag without its list would allow everything of its kind. */

const valueOf = (flags: string[], name: string) =>
  flags.filter((flag) => flag === `--${name}` || flag.startsWith(`--${name}=`));
const names = (flags: string[]) => flags.map((flag) => flag.split('=')[0] ?? '').toSorted();
const ONLY = ['--allow-env', '--allow-net', '--allow-read', '--ignore-env', '--no-prompt'];

const needs = {
  host: '127.0.0.1',
  port: '4711',
  databaseUrl: 'postgres://lethe@db.example/lethe',
  resendBaseUrl: undefined,
  smtpUrl: undefined,
  oidcIssuer: undefined,
  oidcHosts: undefined,
  webhookHosts: undefined,
  web: '/srv/lethe/dist/web',
};

it('the server reads its pages, and speaks to its own port, the database and the mail provider alone', () => {
  const flags = servingFlags(needs);
  expect(names(flags)).toEqual(ONLY);
  expect(valueOf(flags, 'allow-read')).toEqual(['--allow-read=/srv/lethe/dist/web']);
  expect(valueOf(flags, 'allow-net')).toEqual([
    '--allow-net=127.0.0.1:4711,db.example:5432,api.resend.com:443',
  ]);
  expect(valueOf(flags, 'allow-env')[0]).toMatch(/^--allow-env=(?:[A-Z_]+,)+NODE_ENV$/u);
});

it.each([
  ['smtp://nora:w%40rd@Mail.Example', 'mail.example:587'],
  ['smtps://m\u00fcller.example', 'xn--mller-kva.example:465'],
  ['smtp://mail.example:443', 'mail.example:443'],
  ['smtp://[::1]:2525', '[::1]:2525'],
])('with %s it speaks to that server in place of Resend', (smtpUrl, host) => {
  expect(valueOf(servingFlags({ ...needs, smtpUrl }), 'allow-net')).toEqual([
    `--allow-net=127.0.0.1:4711,db.example:5432,${host}`,
  ]);
});

it('beside a pooler it speaks to the database too, and it reads the file of the authority', () => {
  const more = { directUrl: 'postgres://lethe@direct.example:6000/lethe', databaseCa: '/etc/lethe,1/ca.pem' };
  const flags = servingFlags({ ...needs, ...more });
  expect(names(flags)).toEqual(ONLY);
  expect(valueOf(flags, 'allow-net')).toEqual([
    '--allow-net=127.0.0.1:4711,db.example:5432,direct.example:6000,api.resend.com:443',
  ]);
  expect(valueOf(flags, 'allow-read')).toEqual(['--allow-read=/srv/lethe/dist/web,/etc/lethe,,1/ca.pem']);
  const migrating = migratingFlags({
    ownerUrl: 'postgres://owner@db.example/lethe',
    migrations: '/srv/lethe/db/migrations',
    ...more,
  });
  expect(valueOf(migrating, 'allow-net')).toEqual(['--allow-net=db.example:5432,direct.example:6000']);
  expect(valueOf(migrating, 'allow-read')).toEqual([
    '--allow-read=/srv/lethe/db/migrations,/etc/lethe,,1/ca.pem',
  ]);
});

it.each([
  ['https://login.example/', undefined, 'login.example:443'],
  [
    'https://login.example:8443/realms/staff',
    'keys.example, Tokens.example:444',
    'login.example:8443,keys.example:443,tokens.example:444',
  ],
  ['http://127.0.0.1:9000', 'keys.example', '127.0.0.1:9000,keys.example:443'],
])(
  'with single sign-on at %s it speaks to that provider and to its other hosts',
  (oidcIssuer, oidcHosts, hosts) => {
    expect(valueOf(servingFlags({ ...needs, oidcIssuer, oidcHosts }), 'allow-net')).toEqual([
      `--allow-net=127.0.0.1:4711,db.example:5432,api.resend.com:443,${hosts}`,
    ]);
  },
);

it('it speaks to the hosts of webhooks as well, each with its port', () => {
  const webhookHosts = 'Hooks.Example, m\u00fcller.example:8443,[2606:4700::1111],127.0.0.1:9000';
  expect(valueOf(servingFlags({ ...needs, webhookHosts }), 'allow-net')).toEqual([
    '--allow-net=127.0.0.1:4711,db.example:5432,api.resend.com:443,hooks.example:443,xn--mller-kva.example:8443,[2606:4700::1111]:443,127.0.0.1:9000',
  ]);
});

it('the migrating process reads the migrations, and speaks to the database alone', () => {
  const flags = migratingFlags({
    ownerUrl: 'postgres://owner@[::1]:6000/lethe',
    migrations: '/srv/lethe/db/migrations',
  });
  expect(names(flags)).toEqual(ONLY);
  expect(valueOf(flags, 'allow-read')).toEqual(['--allow-read=/srv/lethe/db/migrations']);
  expect(valueOf(flags, 'allow-net')).toEqual(['--allow-net=[::1]:6000']);
});
