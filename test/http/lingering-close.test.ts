import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createListener } from '../../server/http/listener.ts';
import { signedInCustomer } from '../support/accounts.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { headOf, speak } from '../support/wire.ts';

/* How long a connection may be held after its answer, what else comes on it, and what is no request at all. */

const MB = 1024 * 1024;
let server: TestServer;
beforeAll(async () => {
  server = await startServer({}, { quietMs: 400, totalMs: 1_500, bytes: 4 * MB });
});
afterAll(() => server.stop());

/** A listener whose answers the test gives itself; its address. */
async function listening(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const listener = createListener({ fetch, url: server.url, secret: 'a secret' }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    listener.close().closeAllConnections();
  });
  await once(listener, 'listening');
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

const refused = headOf('/nowhere', { 'content-length': String(500 * MB) });

/** Goes on writing after the refusal, and tells how long and how much until the connection was gone. */
function holdOn(everyMs: number, piece: Buffer, { url } = server): Promise<{ ms: number; sent: number }> {
  const began = performance.now();
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), allowHalfOpen: true });
  socket.resume().write(refused);
  const drip = setInterval(() => socket.writableNeedDrain || socket.write(piece), everyMs);
  socket.on('error', () => undefined);
  return new Promise((done) => {
    socket.once('close', () => {
      clearInterval(drip);
      done({ ms: performance.now() - began, sent: socket.bytesWritten });
    });
  });
}

describe('after an answer that came early a connection is held', () => {
  it('no longer than it may be, by whoever goes on slowly', async () => {
    const { ms } = await holdOn(100, Buffer.from(' '));
    expect(ms).toBeGreaterThan(1_000);
    expect(ms).toBeLessThan(6_000);
  });

  it('for no more bytes than it may be, and none of them is kept', async () => {
    // Long enough that the bytes end it, and not the time.
    const patient = await startServer({}, { quietMs: 20_000, totalMs: 20_000, bytes: 4 * MB });
    onTestFinished(() => patient.stop());
    const before = process.memoryUsage().rss;
    const all = await Promise.all(Array.from({ length: 10 }, () => holdOn(1, Buffer.alloc(MB), patient)));
    for (const { ms, sent } of all) {
      expect(sent).toBeLessThan(200 * MB);
      expect(ms, 'for no more bytes: ended by its time').toBeLessThan(18_000);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
  });

  it('only a moment where nothing more comes', async () => {
    const patient = await startServer({}, { quietMs: 400, totalMs: 40_000, bytes: 4 * MB });
    onTestFinished(() => patient.stop());
    // A write that finds it gone tells of it.
    const { ms } = await holdOn(2_000, Buffer.from(' '), patient);
    expect(ms).toBeLessThan(20_000);
  });
});

describe('what nobody reads any more', () => {
  it('is taken out of the way also where somebody had begun to read it', async () => {
    const url = await listening(async ({ body }) => {
      await body!.getReader().read();
      return new Response('enough', { status: 413, headers: { 'content-length': '6' } });
    });
    const large = headOf('/file', { 'content-length': String(8 * MB) });
    const { answers, end } = await speak(url, [large, Buffer.alloc(8 * MB, 'x')], { blind: true });
    expect([answers.map(({ status }) => status), end]).toEqual([[413], 'ended']);
  });
});

describe('calls on one connection, sent without waiting for their answers', () => {
  const health = headOf('/health', {}, 'GET');

  it('are answered one by one where each has arrived', async () => {
    const wrong = `${headOf('/nowhere', { 'content-length': '2' })}{}`;
    const { answers } = await speak(server.url, [wrong, health, wrong, health], { waitMs: 500 });
    expect(answers.map(({ status }) => status)).toEqual([404, 200, 404, 200]);
  });

  it('are not carried out behind one that was refused before it had arrived', async () => {
    const { client } = await signedInCustomer(server);
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, origin: server.url, 'content-length': '2' };
    const signOut = `${headOf('/api/auth/sign-out', headers)}{}`;
    const large = headOf('/nowhere', { 'content-length': String(900_000) });
    const { answers, end } = await speak(server.url, [large, 200, Buffer.alloc(900_000, ' '), signOut]);
    expect([answers.map(({ status }) => status), end]).toEqual([[404], 'ended']);
    expect(await client.call('account.me')).toMatchObject({ role: 'customer' });
    const alone = await speak(server.url, [signOut], { waitMs: 500 });
    expect(alone.answers[0]?.status, 'by itself').toBe(200);
    expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
  });

  it('are not carried out either while an answer from before it had arrived is still being given', async () => {
    const carriedOut: string[] = [];
    const fetch = ({ url }: Request) => {
      carriedOut.push(new URL(url).pathname);
      const file = new ReadableStream({ start: (half) => half.enqueue(Buffer.from('half')) });
      return new Response(file, { headers: { 'content-length': '8' } });
    };
    const url = await listening(fetch);
    await speak(url, [headOf('/file', { 'content-length': '2' }), 200, `{}${health}`], { waitMs: 500 });
    expect(carriedOut).toEqual(['/file']);
  });

  it('are answered also where what follows is no request', async () => {
    const { answers } = await speak(server.url, [`${health}no request\r\n\r\n`], { waitMs: 500 });
    expect(answers[0]?.status).toBe(200);
  });
});

describe('what is no request as HTTP has it', () => {
  const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;
  const cases: [what: string, text: string, kind: string][] = [
    ['no HTTP', lines('hello'), 'malformed_request'],
    ['no such version', lines('GET / HTTP/9.9', 'host: x'), 'malformed_request'],
    ['no host', lines('GET /health HTTP/1.1'), 'malformed_request'],
    ['a broken host', lines('GET /health HTTP/1.1', 'host: a b'), 'malformed_request'],
    ['a header without a name', lines('GET / HTTP/1.1', 'host: x', ': y'), 'malformed_request'],
    ['a NUL in a header', lines('GET / HTTP/1.1', 'host: x', 'a: \0'), 'malformed_request'],
    [
      'two lengths',
      lines('POST / HTTP/1.1', 'host: x', 'content-length: 1', 'content-length: 2'),
      'malformed_request',
    ],
    [
      'a length that is none',
      lines('POST / HTTP/1.1', 'host: x', 'content-length: many'),
      'malformed_request',
    ],
    [
      'a length and pieces',
      lines('POST / HTTP/1.1', 'host: x', 'content-length: 3', 'transfer-encoding: chunked'),
      'malformed_request',
    ],
    [
      'broken pieces',
      `${headOf('/trpc/account.me', { 'transfer-encoding': 'chunked' })}zz\r\n{}`,
      'malformed_request',
    ],
    [
      'headers of 100 KB',
      lines('GET / HTTP/1.1', 'host: x', `a: ${'x'.repeat(100_000)}`),
      'headers_too_large',
    ],
    ['a tunnel', lines('CONNECT evil.example:443 HTTP/1.1', 'host: evil.example:443'), 'method_not_allowed'],
    ['a backslash', lines('GET \\health HTTP/1.1', 'host: x'), 'malformed_request'],
  ];

  it.each(cases)('is told so: %s', async (_, text, kind) => {
    const { answers, end } = await speak(server.url, [text], { waitMs: 500 });
    // What is a whole request, if a wrong one, need not be the last.
    const right = answers[0]?.headers.connection === 'close' ? 'ended' : 'open';
    expect([answers.map((one) => one.kind), end]).toEqual([[kind], right]);
    expect(answers[0]?.headers['x-content-type-options']).toBe('nosniff');
  });

  it('is told so too where 3 MB follow that nobody reads', async () => {
    const { answers, end } = await speak(server.url, [lines('hello'), Buffer.alloc(3 * MB, 'x')], {
      blind: true,
    });
    expect([answers.map(({ kind }) => kind), end]).toEqual([['malformed_request'], 'ended']);
  });

  const awkward = fc.constantFrom(
    '\0',
    '\t',
    ' ',
    ':',
    ';',
    ',',
    '"',
    '%',
    '%00',
    '\\',
    '\x7f',
    'é',
    '\xff',
    '👤',
    '=',
    '\x0b',
    'x'.repeat(9_000),
    '-1',
    '0x10',
    '1e9',
    'chunked',
    'close',
    '../',
    '{{x}}',
    '&x;',
  );
  const name = fc.oneof(
    fc.constantFrom(
      'host',
      'content-length',
      'transfer-encoding',
      'connection',
      'expect',
      'upgrade',
      'cookie',
      'authorization',
      'origin',
      'sec-fetch-site',
      'content-type',
      'x-forwarded-for',
      'if-none-match',
      'range',
      'te',
      'trailer',
      'http2-settings',
      '__proto__',
      'constructor',
    ),
    fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/gu, '')),
  );
  const value = fc
    .array(fc.oneof(awkward, fc.string({ maxLength: 8 })), { maxLength: 4 })
    .map((all) => all.join('').replaceAll(/[\r\n]/gu, ''));
  const request = fc.record({
    method: fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'OPTIONS',
      'PATCH',
      'get',
      'CONNECT',
      'TRACE',
      'PRI',
    ),
    path: fc.oneof(
      fc.constantFrom(
        '/',
        '/health',
        '/trpc/account.me',
        '/trpc/system.erasures.feed',
        '/api/auth/sign-in/email',
        '/exports/personal-data.xml',
        '*',
        'http://x/health',
        '//',
        '/%',
      ),
      value.map((text) => `/${text}`),
    ),
    headers: fc.array(fc.tuple(name, value), { maxLength: 5 }),
    body: fc.oneof(
      fc.constantFrom('', '{}', '{', 'null', '[]', '0\r\n\r\n', '5\r\nhello\r\n0\r\n\r\n'),
      fc.string(),
    ),
  });

  it('whatever it is, gets an answer that is no failure of ours', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, headers, body }) => {
        const head = [
          `${method} ${path} HTTP/1.1`,
          'host: 127.0.0.1',
          'content-type: application/json',
          'connection: close',
        ];
        const sent = headers.map(([one, what]) => `${one}: ${what}`);
        const text = lines(...head, `content-length: ${Buffer.byteLength(body)}`, ...sent) + body;
        const { answers } = await speak(server.url, [text], { waitMs: 3_000 });
        const statuses = answers.map(({ status }) => status).filter((status) => status !== 100);
        expect(statuses.length, text).toBeGreaterThan(0);
        for (const status of statuses) expect(status, text).toBeLessThan(500);
      }),
      { numRuns: 500, endOnFailure: true },
    );
  }, 240_000);
});
