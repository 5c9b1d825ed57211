import { createPublicKey } from 'node:crypto';
import { decodeJwt, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { createClient } from '../support/client.ts';
import {
  comeBack,
  followProvider,
  type Jar,
  signOn,
  startProvider,
  type TestProvider,
  without,
} from '../support/provider.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* What a return from the provider must prove. Each fault is put into a real sign-in at a real provider. */

let provider: TestProvider;
let server: TestServer;
beforeAll(async () => {
  provider = await startProvider();
  server = await startServer({ singleSignOn: provider.settings, secondFactorRequired: true });
  provider.serve(server.url);
  await signedInAdmin(server);
});
afterAll(async () => {
  await server.stop();
  await provider.stop();
});
afterEach(() => {
  provider.tamper = undefined;
});

let next = 1;
const newcomer = () => {
  const number = next++;
  provider.person = {
    sub: `account-${number}`,
    name: 'Olga Owner',
    email: `olga-${number}@company.example`,
    email_verified: true,
    groups: ['privacy-owners'],
  };
};

const resign = (claims: JWTPayload, key: CryptoKey, header: object = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'today', ...header }).sign(key);
/** The same token with other claims, signed by the provider's own key. */
const withClaims = (change: (claims: JWTPayload) => JWTPayload) => (token: string, key: CryptoKey) =>
  resign(change(decodeJwt(token)), key);
const seconds = () => Math.floor(Date.now() / 1000);

it('a token that nobody changed lets its owner in, also signed once more by the same key', async () => {
  newcomer();
  provider.tamper = withClaims((claims) => claims);
  expect(await signOn(createClient(server.url))).toBe('/');
});

const faults: Record<string, NonNullable<TestProvider['tamper']>> = {
  'signed by another key': async (token) =>
    resign(decodeJwt(token), (await generateKeyPair('ES256')).privateKey),
  'signed by another key of its own naming': async (token) => {
    const { privateKey } = await generateKeyPair('ES256');
    return resign(decodeJwt(token), privateKey, { kid: 'tomorrow' });
  },
  'not signed at all': async (token) => new UnsecuredJWT(decodeJwt(token)).encode(),
  'signed with the public key as a secret': async (token, key) => {
    const jwk = await crypto.subtle.exportKey('jwk', key);
    const open = without({ ...jwk }, 'd');
    const pem = createPublicKey({ key: open, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: 'HS256', kid: 'today' })
      .sign(new TextEncoder().encode(String(pem)));
  },
  'signed with the secret of the client': async (token) =>
    new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(provider.settings.clientSecret)),
  'with other claims under the old signature': async (token) => {
    const [head, , signature] = token.split('.');
    const claims = { ...decodeJwt(token), groups: ['privacy-owners'], sub: 'account-1' };
    return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  },
  expired: withClaims((claims) => ({ ...claims, iat: seconds() - 3600, exp: seconds() - 120 })),
  'without an end': withClaims((claims) => without(claims, 'exp')),
  'of another issuer': withClaims((claims) => ({ ...claims, iss: 'https://other.example' })),
  'for another audience': withClaims((claims) => ({ ...claims, aud: 'another-client' })),
  'for two, made for the other': withClaims((claims) => ({
    ...claims,
    aud: ['lethe', 'other'],
    azp: 'other',
  })),
  'for two, made for nobody': withClaims((claims) => ({ ...claims, aud: ['lethe', 'other'] })),
  'with another nonce': withClaims((claims) => ({ ...claims, nonce: 'another' })),
  'without a nonce': withClaims((claims) => without(claims, 'nonce')),
  'without the time of the sign-in': withClaims((claims) => without(claims, 'auth_time')),
  'with a sign-in of yesterday': withClaims((claims) => ({ ...claims, auth_time: seconds() - 86_400 })),
  'with a sign-in of tomorrow': withClaims((claims) => ({ ...claims, auth_time: seconds() + 86_400 })),
  'that is empty': async () => '',
  'that is none': async () => 'no.token',
};

it.each(Object.entries(faults))('an ID token %s opens nothing', async (_, tamper) => {
  newcomer();
  provider.tamper = tamper;
  const client = createClient(server.url);
  expect(await signOn(client)).toBe('/sign-in#sign_on_failed');
  expect(await client.call('account.me')).toMatchObject({ role: 'visitor' });
  expect(
    await server.database.pools.app`select from lethe.users where email = ${String(provider.person?.email)}`,
  ).toHaveLength(0);
});

describe('state and code', () => {
  it('work once', async () => {
    newcomer();
    const client = createClient(server.url);
    const back = await comeBack(client);
    expect((await client.fetch(back)).headers.get('location')).toBe('/');
    const again = await client.fetch(back);
    expect(again.headers.get('location')).toBe('/sign-in#sign_on_failed');
    expect(again.headers.getSetCookie().join()).not.toContain('session_token=');
  });

  it('work in the browser that pressed the button, and in no other', async () => {
    newcomer();
    const back = await comeBack(createClient(server.url));
    const victim = createClient(server.url);
    expect((await victim.fetch(back)).headers.get('location')).toBe('/sign-in#sign_on_failed');
    // Nor with a state of its own and the code of the other.
    const own = new URL(await comeBack(victim), server.url);
    own.searchParams.set('code', new URL(back, server.url).searchParams.get('code') ?? '');
    expect((await victim.fetch(`${own.pathname}${own.search}`)).headers.get('location')).toBe(
      '/sign-in#sign_on_failed',
    );
    expect(await victim.call('account.me')).toMatchObject({ role: 'visitor' });
  });

  it.each(['', '?code=made-up', '?state=made-up', '?code=made-up&state=made-up', '?error=<b>hello'])(
    'made up as "%s" answer with a page of Lethe',
    async (search) => {
      const response = await createClient(server.url).fetch(`/api/auth/callback/oidc${search}`);
      expect(response.headers.get('location')).toBe('/sign-in#sign_on_failed');
      expect(response.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('carry PKCE by S256, a state, a nonce and the code flow, and ask when the person signed in', async () => {
    const started = await createClient(server.url).post('/api/auth/single-sign-on', {});
    const { url } = (await started.json()) as { url: string };
    const { searchParams, origin } = new URL(url);
    expect(origin).toBe(provider.issuer);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'lethe',
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/u),
      state: expect.stringMatching(/^[\w-]{32}$/u),
      nonce: expect.stringMatching(/^[\w-]{32}$/u),
      max_age: '43200',
      redirect_uri: `${server.url}/api/auth/callback/oidc`,
      scope: 'openid profile email groups',
    });
  });

  it('of somebody who cancels at the provider open nothing', async () => {
    provider.person = undefined;
    expect(await signOn(createClient(server.url))).toBe('/sign-in#sign_on_failed');
  });
});

it('the answer of another issuer is refused', async () => {
  newcomer();
  const client = createClient(server.url);
  const back = (await comeBack(client)).replace(
    /iss=[^&]+/u,
    `iss=${encodeURIComponent('https://other.example')}`,
  );
  expect((await client.fetch(back)).headers.get('location')).toBe('/sign-in#sign_on_failed');
});

it('no other way of the library is open', async () => {
  const client = createClient(server.url);
  const social = { provider: 'oidc', idToken: { token: 'a.b.c' } };
  expect((await client.post('/api/auth/sign-in/social', social)).status).toBe(404);
  expect((await client.post('/api/auth/link-social', { provider: 'oidc' })).status).toBe(404);
  expect((await client.fetch('/api/auth/callback/google?code=1&state=2')).status).toBe(404);
  expect((await client.post('/api/auth/callback/oidc', {})).status).toBe(405);
  const onto = await client.post('/api/auth/single-sign-on', { callbackURL: 'https://evil.example' });
  expect(onto.status).toBe(400);
});

describe('a proof of a moment ago', () => {
  const confirmedAt = async () => {
    const [row] = await server.database.pools.app<{ at: Date }[]>`
      select confirmed_at as at from lethe.sessions order by created_at desc limit 1`;
    return new Date(row!.at).getTime();
  };

  it('is the sign-in at the provider, and not the return from it', async () => {
    newcomer();
    const client = createClient(server.url);
    const hourAgo = seconds() - 3600;
    provider.tamper = withClaims((claims) => ({ ...claims, auth_time: hourAgo }));
    expect(await signOn(client)).toBe('/');
    expect(await confirmedAt()).toBe(hourAgo * 1000);
    const invite = { email: `invited-${next}@company.example`, role: 'auditor' };
    await expect(client.call('admin.team.invite', invite)).rejects.toMatchObject({
      kind: 'fresh_sign_in_required',
    });
    // A provider that asks for nothing gives nothing, whatever Lethe asked for.
    expect(await signOn(client, { again: true })).toBe('/signed-in-again');
    await expect(client.call('admin.team.invite', invite)).rejects.toMatchObject({
      kind: 'fresh_sign_in_required',
    });
    provider.tamper = undefined;
    expect(await signOn(client, { again: true })).toBe('/signed-in-again');
    await client.call('admin.team.invite', invite);
  });

  it('is asked for at the provider, though the browser is signed in there', async () => {
    newcomer();
    const client = createClient(server.url);
    const jar: Jar = new Map();
    await signOn(client, { jar });
    const started = await client.post('/api/auth/single-sign-on', { again: true });
    const { url } = (await started.json()) as { url: string };
    expect(new URL(url).searchParams.get('prompt')).toBe('login');
    expect(new URL(url).searchParams.get('max_age')).toBe('0');
    provider.asked.length = 0;
    await followProvider(url, jar);
    expect(provider.asked.some((path) => path.startsWith('/interaction/'))).toBe(true);
  });

  it('replaces the session of before, and leaves one', async () => {
    newcomer();
    const client = createClient(server.url);
    await signOn(client);
    const { adminId } = await client.call<{ adminId: string }>('account.me');
    const other = createClient(server.url);
    other.cookies.set('lethe.session_token', client.cookies.get('lethe.session_token') ?? '');
    await signOn(client, { again: true });
    expect(await client.call('account.me')).toMatchObject({ adminId });
    expect(await other.call('account.me')).toMatchObject({ role: 'visitor' });
    expect(
      await server.database.pools.app`select from lethe.sessions where customer_id = ${adminId}`,
    ).toHaveLength(1);
  });

  it('is no password, and an admin without one cannot guess', async () => {
    newcomer();
    const client = createClient(server.url);
    await signOn(client);
    await expect(
      client.call('account.confirmPassword', { password: 'a password of nobody' }),
    ).rejects.toMatchObject({
      kind: 'wrong_password',
    });
  });
});

it('an address of the ID token is not verified by what the provider says elsewhere of another one', async () => {
  newcomer();
  provider.tamper = withClaims((claims) =>
    without({ ...claims, email: 'other@company.example' }, 'email_verified'),
  );
  expect(await signOn(createClient(server.url))).toBe('/sign-in#sign_on_unverified');
  newcomer();
  provider.tamper = withClaims((claims) => without(claims, 'email_verified'));
  expect(await signOn(createClient(server.url))).toBe('/');
  newcomer();
  provider.tamper = withClaims((claims) => without(claims, 'email'));
  provider.claims = (claims) => ({ ...claims, email: 'other@company.example', email_verified: false });
  expect(await signOn(createClient(server.url))).toBe('/sign-in#sign_on_unverified');
  provider.claims = (claims) => claims;
});
