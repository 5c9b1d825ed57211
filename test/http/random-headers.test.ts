import { connect } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedInCustomer } from '../support/accounts.ts';
import { rounds } from '../support/depth.ts';
import { figure } from '../support/figures.ts';
import { SEED } from '../support/seed.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* Headers as nobody sends them who means well: the server answers each with less than 500, or closes the connection, and goes on. */

const RUNS = rounds(500, 5_000);
let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startServer({ proxy: '127.0.0.1' });
  const { client } = await signedInCustomer(server);
  cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
});
afterAll(() => server.stop());

/** Bytes of a header line, written as latin1: no line feed, since that would begin the next one. */
const line = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 })
  .map((bytes) => String.fromCharCode(...bytes.filter((byte) => byte !== 10)));
const KNOWN = [
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'if-modified-since',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'sec-fetch-site',
  'te',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-http-method-override',
  'x-lethe-page-of',
  'x-lethe-away',
];
const VALUES = [
  '',
  '*',
  'null',
  '-1',
  '999999999999999999999',
  'chunked',
  'chunked, chunked',
  'gzip',
  '100-continue',
  'h2c',
  'websocket',
  'bytes=0-,0-,0-,0-',
  'Bearer ',
  'Bearer lethe_x',
  'application/json; charset=utf-7',
  'multipart/form-data; boundary=',
  '::ffff:999.1.1.1, [::1]:99999, a"b',
  'for="[::1"; proto=https',
  'better-auth.session_token=%00.%ff; lethe.device=..',
  'x'.repeat(7_000),
];
const token = fc.stringMatching(/^[a-z0-9!#$%&'*+.^_`|~-]{1,20}$/u);
const printable = fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,60}$/u);
const header = fc
  .tuple(
    fc.oneof({ weight: 16, arbitrary: fc.constantFrom(...KNOWN) }, { weight: 4, arbitrary: token }, line),
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...VALUES) },
      { weight: 8, arbitrary: printable },
      line,
    ),
  )
  .map(([name, value]) => `${name}: ${value}`);
const request = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'DELETE', 'G\0T', 'get'),
  path: fc.oneof(
    fc.constantFrom(
      '/',
      '/health',
      '/trpc/account.me',
      '/trpc/customer.me?input=%7B%7D',
      '/api/auth/sign-in/email',
    ),
    fc.constantFrom(
      '/export/personal-data',
      '/openapi.json',
      '//',
      '/%',
      '/%00',
      '/..%2f..%2fetc/passwd',
      '*',
      'http://a/b',
    ),
    fc.webPath(),
    line.map((text) => `/${text}`),
  ),
  headers: fc.array(header, { maxLength: 4 }),
  isSignedIn: fc.boolean(),
  body: fc.constantFrom('', '{}', '{"json":1}', '5\r\nhello\r\n0\r\n\r\n', 'x'.repeat(2_000)),
});

/** The status; 0 where the server closes without one, or waits for a body that was promised; 999 where it says something else. */
function statusOf(text: string): Promise<number> {
  return new Promise((done) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let said = '';
    const status = () => (said === '' ? 0 : Number(/^HTTP\/1\.1 (\d{3})/u.exec(said)?.[1] ?? 999));
    const timer = setTimeout(() => socket.destroy(), 2_000);
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
      if (said.length >= 'HTTP/1.1 200'.length) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      done(status());
    });
    socket.write(text, 'latin1');
  });
}

it(`${RUNS} requests with random headers are answered with less than 500, and the server goes on`, async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 50, maxLength: 50 }), async (requests) => {
      const answers = await Promise.all(
        requests.map(({ method, path, headers, isSignedIn, body }) => {
          const own = isSignedIn ? [`cookie: ${cookie}`] : [];
          const lines = [`${method} ${path} HTTP/1.1`, 'host: lethe.example', ...own, ...headers];
          return statusOf(`${lines.join('\r\n')}\r\n\r\n${body}`);
        }),
      );
      for (const status of answers) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status, `seed ${SEED}`).toBeLessThan(500);
      }
    }),
    { numRuns: RUNS / 50 },
  );
  figure({
    what: 'requests with random headers',
    rounds: RUNS,
    result: Object.fromEntries(statuses),
    bound: 'no status over 499 (0: closed without one)',
    seed: SEED,
  });
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  // Otherwise nothing but a parser was tried.
  expect(statuses.size).toBeGreaterThan(4);
});
