import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/router.ts';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { large, small } from '../support/bodies.ts';
import type { Client } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerSystem } from '../support/systems.ts';
import { headOf, type Spoken, speak } from '../support/wire.ts';

/* Every answer that comes before its request has arrived, at every door, to clients that read nothing before they have written all. */

let server: TestServer;
let admin: Client;
let customer: Client;
let key: string;
beforeAll(async () => {
  server = await startServer({ callsPerMinute: 3 });
  ({ client: admin } = await signedInAdmin(server));
  ({ client: customer } = await signedInCustomer(server));
  ({ key } = await registerSystem(server, admin, 'Shop', ['erasures:read']));
});
afterAll(() => server.stop());

type Headers = Record<string, string>;
const cookieOf = (client: Client): Headers => ({
  origin: server.url,
  cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
});
const bearer = (text: string): Headers => ({ authorization: `Bearer ${text}` });

/** What is refused, as whom, why, and by which method if not POST. */
const refusals: [
  name: string,
  path: string,
  as: () => Headers,
  status: number,
  kind: string,
  method?: string,
][] = [
  ['a path that is nothing', '/nowhere', () => ({}), 404, 'not_found'],
  ['a path with two meanings', '/trpc//customer.me', () => ({}), 404, 'not_found'],
  ['a path that cannot be decoded', '/trpc/%E0%A4%A', () => ({}), 404, 'not_found'],
  ['an unknown account action', '/api/auth/none', () => ({}), 404, 'not_found'],
  ['an unknown export', '/exports/none', () => ({}), 404, 'not_found'],
  ['a write to the logo', '/logo/x', () => ({}), 405, 'method_not_allowed'],
  ['a wrong method', '/health', () => ({}), 405, 'method_not_allowed'],
  ['a wrong method at an account', '/api/auth/sign-in/email', () => ({}), 405, 'method_not_allowed', 'PUT'],
  [
    'another site',
    '/trpc/customer.me',
    () => ({ origin: 'https://evil.example' }),
    403,
    'cross_site_request',
  ],
  [
    'another content',
    '/trpc/customer.me',
    () => ({ 'content-type': 'text/plain' }),
    415,
    'unsupported_content',
  ],
  ['too many calls', `/trpc/${Array(11).fill('account.me').join(',')}`, () => ({}), 400, 'batch_too_large'],
  ['a download by a stranger', '/exports/personal-data.xml', () => ({}), 401, 'sign_in_required'],
  ['a download by an admin', '/exports/personal-data.xml', () => cookieOf(admin), 403, 'customer_required'],
  ['no key', '/trpc/system.customers.upsert', () => ({}), 401, 'system_key_required'],
  ['a wrong key', '/trpc/system.customers.upsert', () => bearer('lethe_no'), 401, 'system_key_invalid'],
  ['a key without the scope', '/trpc/system.consents.check', () => bearer(key), 403, 'scope_missing'],
  ['a stranger', '/trpc/customer.profile.update', () => ({}), 401, 'sign_in_required'],
  [
    'a customer at an admin’s door',
    '/trpc/admin.settings.update',
    () => cookieOf(customer),
    403,
    'admin_required',
  ],
  [
    'a form of nobody’s',
    '/exports/personal-data.xml',
    () => ({ 'content-type': 'application/x-www-form-urlencoded' }),
    403,
    'cross_site_request',
  ],
];

/** One answer, whole; and then either a connection that was ended in good order, or one that works. */
function expectClear({ answers, end }: Spoken, status: number, kind: string): void {
  const [first, next] = answers;
  expect([first?.status, first?.kind, end], first?.body).toEqual([
    status,
    kind,
    first?.headers.connection === 'close' ? 'ended' : 'open',
  ]);
  expect(first?.headers['x-content-type-options']).toBe('nosniff');
  expect(next?.status, 'the next call').toBe(end === 'ended' ? undefined : 200);
}
const next = headOf('/health', {}, 'GET');

describe.each(Object.entries(small))('a body %s', (_, body) => {
  it.each(refusals)('does not keep from being told of %s', async (_name, path, as, status, kind, method) => {
    expectClear(await speak(server.url, body(path, as(), method), { blind: true }), status, kind);
  });
});

describe.each(Object.entries(large))('a body %s', (name, body) => {
  const doors: [name: string, path: string, as: () => Headers][] = [
    ['a customer', '/trpc/customer.profile.update', () => cookieOf(customer)],
    ['an account action', '/api/auth/sign-in/email', () => ({})],
    ['what is open to anybody', '/trpc/account.me', () => ({})],
  ];
  // What comes in pieces is counted where it is read, and not read of a stranger.
  if (!name.includes('in pieces')) {
    doors.push(['a stranger', '/trpc/customer.me', () => ({})]);
    doors.push(['a download', '/exports/personal-data.xml', () => cookieOf(customer)]);
  }
  it.each(doors)('is told to be too large: %s', async (_name, path, as) => {
    expectClear(await speak(server.url, body(path, as()), { blind: true }), 413, 'body_too_large');
  });
});

describe('a system', () => {
  it('that calls too often is told so before its batch has arrived', async () => {
    const call = small['that stops in the middle']!('/trpc/system.erasures.feed', bearer(key));
    const told = await Promise.all(
      Array.from({ length: 8 }, () => speak(server.url, call, { blind: true, waitMs: 1_000 })),
    );
    const refused = told.filter(({ answers }) => answers[0]?.kind === 'too_many_requests');
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const one of refused) {
      expectClear(one, 429, 'too_many_requests');
      expect(Number(one.answers[0]?.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it.each(['of 900 KB', 'of 900 KB in pieces, the last one missing'])(
    'of no key is told so at every procedure, with a body %s',
    async (name) => {
      const paths = Object.keys(appRouter._def.procedures).filter((path) => path.startsWith('system.'));
      expect(paths.length).toBeGreaterThan(5);
      for (const path of paths)
        expectClear(
          await speak(server.url, small[name]!(`/trpc/${path}`, {}), { blind: true }),
          401,
          'system_key_required',
        );
    },
  );
});

it('every procedure of people tells a stranger so, before the body has arrived', async () => {
  const open: string[] = [];
  for (const path of Object.keys(appRouter._def.procedures).filter((one) => !one.startsWith('system.'))) {
    const { answers, end } = await speak(server.url, small['of 900 KB']!(`/trpc/${path}`, {}), {
      blind: true,
      waitMs: 500,
    });
    if (answers[0]?.kind === 'sign_in_required')
      expect(end, path).toBe(answers[0].headers.connection === 'close' ? 'ended' : 'open');
    else open.push(`${path} ${answers[0]?.status} ${answers[0]?.kind}`);
  }
  expect(open, 'of anybody').toEqual([
    'account.me 400 invalid_input',
    'account.operator 400 invalid_input',
    'account.verifyEmail 400 invalid_input',
    'account.confirmEmailChange 400 invalid_input',
    'team.invitation 400 invalid_input',
    'team.join 400 invalid_input',
  ]);
});

describe('who waits to be asked for the body', () => {
  const asked = (path: string, headers: Headers, body: string) => [
    headOf(path, { expect: '100-continue', 'content-length': String(body.length), ...headers }),
    300,
    body,
    next,
  ];

  it('is asked where somebody will read it, and goes on', async () => {
    const { answers } = await speak(server.url, asked('/trpc/account.me', {}, '{}'), { waitMs: 500 });
    expect(answers.map(({ status }) => status)).toEqual([100, 200, 200]);
  });

  it.each(refusals)('is not asked where it is refused: %s', async (_name, path, as, status, kind, method) => {
    const head = headOf(path, { expect: '100-continue', 'content-length': '2000', ...as() }, method);
    expectClear(await speak(server.url, [head]), status, kind);
  });

  it('with an expectation that nobody knows is answered all the same', async () => {
    const call = headOf('/trpc/account.me', { expect: 'the unexpected', 'content-length': '2' });
    const { answers } = await speak(server.url, [call, '{}'], { waitMs: 500 });
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });
});
