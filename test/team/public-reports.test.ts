import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedInAdmin } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { logged } from '../support/log-lines.ts';
import { comeBack, signOn, startProvider, type TestProvider } from '../support/provider.ts';
import { startServer, type TestServer } from '../support/server.ts';

/* What people reported of comparable software, tried here: single sign-on. */

let provider: TestProvider;
let server: TestServer;
let owner: Client;
beforeAll(async () => {
  provider = await startProvider();
  const singleSignOn = { ...provider.settings, roleClaim: 'resource_access.lethe.shop.example.roles' };
  server = await startServer({ singleSignOn });
  provider.serve(server.url);
  owner = (await signedInAdmin(server)).client;
});
afterAll(async () => {
  await server.stop();
  await provider.stop();
});

/** Whoever signs in next, with an ID token that says this too. */
function arrive(sub: string, also: JWTPayload): void {
  provider.person = { sub, name: 'Olga', email: `${sub}@company.example`, email_verified: true };
  provider.tamper = (token, key) =>
    new SignJWT({ ...decodeJwt(token), ...also })
      .setProtectedHeader({ alg: 'ES256', kid: 'today' })
      .sign(key);
}
const roleOf = async (sub: string) => {
  const { items } = await owner.call<{ items: { email: string; role: string }[] }>('admin.team.list');
  return items.find(({ email }) => email === `${sub}@company.example`)?.role;
};
const atClient = (roles: string[]) => ({ resource_access: { 'lethe.shop.example': { roles } } });

/* Keycloak keeps roles inside other claims, and names of clients may have dots: https://github.com/owncloud/ocis/issues/7215,
   https://github.com/sonar-auth-oidc/sonar-auth-oidc/issues/34. Auth0 has dots in the name itself. */
describe('a claim with the role', () => {
  it.each<[string, JWTPayload, string | undefined]>([
    ['inside other claims', atClient(['other', 'help-desk']), 'support'],
    ['with dots in its own name', { 'resource_access.lethe.shop.example.roles': 'auditors' }, 'auditor'],
    [
      'in parts of other names',
      { 'resource_access.lethe': { 'shop.example': { roles: 'auditors' } } },
      'auditor',
    ],
    ['of nobody', atClient([]), undefined],
    ['that ends early', { resource_access: { 'lethe.shop.example': 'auditors' } }, undefined],
    ['of another client', { resource_access: { lethe: { roles: ['auditors'] } } }, undefined],
    ['in a text', { resource_access: 'lethe.shop.example.roles' }, undefined],
  ])('%s is read', async (where, also, role) => {
    const sub = where.replaceAll(' ', '-');
    arrive(sub, also);
    const landed = await signOn(createClient(server.url));
    expect(landed).toBe(role === undefined ? '/sign-in#sign_on_without_role' : '/');
    expect(await roleOf(sub)).toBe(role);
  });
});

/* Whoever is in more than 200 groups at Entra ID has a token without any: https://github.com/danny-avila/LibreChat/pull/12187,
   https://github.com/open-webui/open-webui/issues/17510. */
it.each([
  ['the whole claim', { _claim_names: { resource_access: 'src1' } }],
  ['the claim by its full name', { _claim_names: { 'resource_access.lethe.shop.example.roles': 'src1' } }],
])('a member of whom the provider keeps %s elsewhere is refused, and stays a member', async (where, also) => {
  const sub = where.replaceAll(' ', '-');
  arrive(sub, atClient(['privacy-officers']));
  const client = createClient(server.url);
  expect(await signOn(client)).toBe('/');
  arrive(sub, { ...also, _claim_sources: { src1: { endpoint: 'https://graph.example/me' } } });
  const { lines } = await logged(async () => {
    expect(await signOn(createClient(server.url))).toBe('/sign-in#sign_on_failed');
  });
  expect(lines).toContainEqual(
    expect.objectContaining({ event: 'single_sign_on_refused', cause: 'role_claim_elsewhere' }),
  );
  expect(await roleOf(sub)).toBe('officer');
  arrive(sub, { _claim_names: { address: 'src1' } });
  expect(await signOn(createClient(server.url))).toBe('/sign-in#sign_on_without_role');
  expect(await roleOf(sub)).toBeUndefined();
});

/* https://github.com/panva/openid-client/issues/454, https://github.com/zamzterz/Flask-pyoidc/issues/147: clocks differ by seconds. */
it('a token of a clock that is some seconds ahead lets its owner in', async () => {
  const ahead = Math.floor(Date.now() / 1000) + 10;
  arrive('ahead', { ...atClient(['auditors']), iat: ahead, nbf: ahead, auth_time: ahead });
  expect(await signOn(createClient(server.url))).toBe('/');
});

/* https://github.com/nextauthjs/next-auth/issues/7894, https://github.com/auth0/express-openid-connect/issues/43. */
it('two windows that go to the provider both come back signed in', async () => {
  arrive('twice', atClient(['auditors']));
  const client = createClient(server.url);
  const first = await comeBack(client);
  const second = await comeBack(client);
  for (const back of [first, second]) {
    expect((await client.fetch(back)).headers.get('location')).toBe('/');
    expect(await client.call('account.me')).toMatchObject({ role: 'admin' });
  }
});
