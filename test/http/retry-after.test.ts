import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type ErrorKind, errors } from '../../server/errors.ts';
import { refusalOf } from '../../server/http/refusals.ts';
import { openApiDocument } from '../../server/systems/openapi/document.ts';
import { createClient } from '../support/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

const kindsOf = (code: string) =>
  (Object.keys(errors) as ErrorKind[]).filter((kind) => errors[kind].code === code);

describe('when to come again', () => {
  it.each(kindsOf('SERVICE_UNAVAILABLE'))('is said by %s, in whole seconds', (kind) => {
    const { status, headers } = refusalOf(new AppError(kind));
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': expect.stringMatching(/^[1-9]\d*$/u) });
  });

  it('is said by a limit of downloads too, and whoever refuses may know better', () => {
    expect(refusalOf(new AppError('export_running')).headers).toMatchObject({ 'retry-after': '60' });
    const sooner = refusalOf(new AppError('export_busy', { retryAfter: 7 }));
    expect(sooner.headers).toMatchObject({ 'retry-after': '7' });
    expect(refusalOf(new AppError('not_found')).headers).not.toHaveProperty('retry-after');
  });

  it('is named in the OpenAPI document, beside the answers that come before a call has arrived', () => {
    const said = JSON.stringify(openApiDocument('http://127.0.0.1'));
    for (const kind of ['malformed_request', 'headers_too_large', 'request_timeout'])
      expect(said).toContain(kind);
  });
});

describe('an account action that was tried too often', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ limits: { addressPerMinute: 4, accountPerMinute: 2 } });
  });
  afterAll(() => server.stop());

  it.each([
    ['for one account', () => 'same@lethe.example'],
    ['from one address', (n: number) => `other-${n}@lethe.example`],
  ] as const)('says when it may be tried again: %s', async (_, emailOf) => {
    const sql = server.database.pools.app;
    await sql`delete from lethe.rate_limits`;
    const client = createClient(server.url);
    for (let n = 0; n < 6; n += 1) {
      // The window is over sooner than a new one would be.
      await sql`update lethe.rate_limits set expires_at = now() + interval '20 seconds'`;
      const answer = await client.post('/api/auth/sign-in/email', {
        email: emailOf(n),
        password: 'lethe-test-password',
      });
      if (answer.status !== 429) continue;
      const seconds = Number(answer.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(20);
      return;
    }
    expect.unreachable('nothing was refused');
  });
});
