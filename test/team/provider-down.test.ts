import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PASSWORD, signedInAdmin } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import { logged } from '../support/log-lines.ts';
import { comeBack, signOn, startProvider, type TestProvider, without } from '../support/provider.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { eventually } from '../support/waiting.ts';

/* A provider that is down, slow, or says something else than it should. */

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of open.splice(0)) await one.stop();
});

async function startBoth(
  change: Partial<TestProvider['settings']> = {},
): Promise<{ provider: TestProvider; server: TestServer }> {
  const provider = await startProvider();
  const server = await startServer({ singleSignOn: { ...provider.settings, ...change } });
  open.push(server, provider);
  provider.person = {
    sub: 'olga',
    name: 'Olga Owner',
    email: 'olga@company.example',
    email_verified: true,
    groups: ['privacy-owners'],
  };
  return { provider, server };
}

const press = async (server: TestServer) => {
  const answer = await createClient(server.url).post('/api/auth/single-sign-on', {});
  return answer.ok
    ? 'ok'
    : `${answer.status} ${((await answer.json()) as { error: { data: { kind: string } } }).error.data.kind}`;
};
const DOWN = '503 provider_unreachable';

it('the server starts without its provider, says so at the press, and signs in once it is back', async () => {
  const { provider, server } = await startBoth();
  expect(await press(server)).toBe(DOWN);
  provider.serve(server.url);
  expect(await signOn(createClient(server.url))).toBe('/');
});

it('a provider that hangs keeps nobody else waiting, and is given up after ten seconds', async () => {
  const { provider, server } = await startBoth();
  const { email } = await signedInAdmin(server);
  provider.hang = true;
  const real = AbortSignal.timeout.bind(AbortSignal);
  const waits: number[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    waits.push(ms);
    return real(ms / 10);
  });
  // Everybody who presses meanwhile waits for the one answer.
  const pressed = [press(server), press(server)];
  await eventually(() => expect(provider.asked).toHaveLength(1));
  const signIn = await createClient(server.url).post('/api/auth/sign-in/email', {
    email,
    password: PASSWORD,
  });
  expect(signIn.status).toBe(200);
  expect(await Promise.all(pressed)).toEqual([DOWN, DOWN]);
  expect(provider.asked).toHaveLength(1);
  expect(waits).toContain(10_000);
});

it('a provider that stops between the press and the return is said to be down', async () => {
  const { provider, server } = await startBoth();
  provider.serve(server.url);
  const client = createClient(server.url);
  const back = await comeBack(client);
  await provider.stop();
  expect((await client.fetch(back)).headers.get('location')).toBe('/sign-in#provider_unreachable');
});

it('is not asked by a stranger over the limit, whatever they bring', async () => {
  const provider = await startProvider();
  const server = await startServer({ singleSignOn: provider.settings, limits: { addressPerMinute: 3 } });
  open.push(server, provider);
  const landed = async () =>
    (await createClient(server.url).fetch('/api/auth/callback/oidc?code=x&state=y')).headers.get('location');
  for (let call = 0; call < 3; call += 1) expect(await landed()).toBe('/sign-in#provider_unreachable');
  expect(await landed()).toBe('/sign-in#too_many_requests');
  expect(provider.asked).toHaveLength(3);
});

describe('a document of the provider', () => {
  let provider: TestProvider;
  let server: TestServer;
  beforeAll(async () => {
    provider = await startProvider();
    server = await startServer({ singleSignOn: provider.settings });
    provider.serve(server.url);
  });
  afterAll(async () => {
    await server.stop();
    await provider.stop();
  });

  it.each<[string, (found: Record<string, unknown>) => Record<string, unknown>]>([
    ['for another issuer', (found) => ({ ...found, issuer: 'https://other.example' })],
    [
      'with tokens from a host that is not permitted',
      (found) => ({ ...found, token_endpoint: 'https://other.example/token' }),
    ],
    [
      'with keys from a host that is not permitted',
      (found) => ({ ...found, jwks_uri: 'https://other.example/keys' }),
    ],
    ['without keys', (found) => without(found, 'jwks_uri')],
    ['without algorithms', (found) => without(found, 'id_token_signing_alg_values_supported')],
    ['with a page that is no page', (found) => ({ ...found, authorization_endpoint: 'javascript:alert(1)' })],
    [
      'with a page that is not https',
      (found) => ({ ...found, authorization_endpoint: 'http://other.example/' }),
    ],
  ])('%s is not used', async (_, document) => {
    provider.document = document;
    expect(await press(server)).toBe(DOWN);
  });

  it('that sends somewhere else is not followed', async () => {
    provider.document = (found) => found;
    const other = await startProvider();
    open.push(other);
    other.serve(server.url);
    provider.redirect = `${other.issuer}/.well-known/openid-configuration`;
    expect(await press(server)).toBe(DOWN);
    expect(other.asked).toEqual([]);
  });
});

it('a claim that the ID token leaves out is asked for, and must be of the same account', async () => {
  const { provider, server } = await startBoth();
  provider.serve(server.url, { inIdToken: false });
  const client = createClient(server.url);
  expect(await signOn(client)).toBe('/');
  expect(provider.asked).toContain('/me');
  expect(await client.call('account.me')).toMatchObject({ role: 'admin', fullName: 'Olga Owner' });
  provider.claims = (claims) => ({ ...claims, sub: 'somebody-else' });
  expect(await signOn(createClient(server.url))).toBe('/sign-in#sign_on_failed');
});

it('the log names reasons, and no token, address or code', async () => {
  const { provider, server } = await startBoth();
  provider.serve(server.url);
  const client = createClient(server.url);
  let back = '';
  const { text, lines } = await logged(async () => {
    provider.tamper = async (token) => `${token}x`;
    back = await comeBack(client);
    await client.fetch(back);
    provider.tamper = undefined;
    provider.person = { ...provider.person!, email_verified: false };
    await signOn(client);
  });
  expect(lines).toMatchObject([
    { event: 'single_sign_on_refused', cause: 'unable_to_get_user_info' },
    { event: 'refused', kind: 'sign_on_failed', path: '/api/auth/callback/oidc' },
    { event: 'refused', kind: 'sign_on_unverified', path: '/api/auth/callback/oidc' },
  ]);
  const { searchParams } = new URL(back, server.url);
  for (const secret of [searchParams.get('code')!, searchParams.get('state')!, 'olga', 'company', 'eyJ'])
    expect(text).not.toContain(secret);
});
